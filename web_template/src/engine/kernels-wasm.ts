// The kernels of WASM that the project's own networks use; all others are a chunk of their own.

import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul";
import { absConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Abs";
import { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool";
import { castConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Cast";
import { concatConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Concat";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity";
import { meanConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Mean";
import { mirrorPadConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MirrorPad";
import { multiplyConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply";
import { reluConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu";
import { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape";
import { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/ResizeNearestNeighbor";
import { rsqrtConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Rsqrt";
import { sliceConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Slice";
import { squareConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Square";
import { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/SquaredDifference";
import { subConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Sub";
import { tileConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Tile";
import { transposeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose";
import type { KernelConfig } from "@tensorflow/tfjs-core";

export const KERNELS: readonly KernelConfig[] = [
  _fusedMatMulConfig,
  absConfig,
  addConfig,
  avgPoolConfig,
  castConfig,
  concatConfig,
  fusedConv2DConfig,
  fusedDepthwiseConv2DConfig,
  identityConfig,
  meanConfig,
  mirrorPadConfig,
  multiplyConfig,
  reluConfig,
  reshapeConfig,
  resizeNearestNeighborConfig,
  rsqrtConfig,
  sliceConfig,
  squareConfig,
  squaredDifferenceConfig,
  subConfig,
  tileConfig,
  // Not called by any network, but by the kernel of Mean.
  transposeConfig,
];
