// The kernels of WebGL that the project's own networks use; all others are a chunk of their own.

import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/_FusedMatMul";
import { absConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Abs";
import { addConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/AvgPool";
import { castConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Cast";
import { concatConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Concat";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedDepthwiseConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Identity";
import { meanConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Mean";
import { mirrorPadConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/MirrorPad";
import { multiplyConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Multiply";
import { reluConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Relu";
import { reshapeConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Reshape";
import { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/ResizeNearestNeighbor";
import { rsqrtConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Rsqrt";
import { sliceConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Slice";
import { squareConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Square";
import { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/SquaredDifference";
import { subConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Sub";
import { tileConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Tile";
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
];
