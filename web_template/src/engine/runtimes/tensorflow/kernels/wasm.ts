// The kernels of WASM that the project's own networks use; all others are a chunk of their own.

export { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul";
export { absConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Abs";
export { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add";
export { avgPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool";
export { castConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Cast";
export { concatConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Concat";
export { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
export { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D";
export { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity";
export { meanConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Mean";
export { mirrorPadConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MirrorPad";
export { multiplyConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply";
export { reluConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu";
export { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape";
export { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/ResizeNearestNeighbor";
export { rsqrtConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Rsqrt";
export { sliceConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Slice";
export { squareConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Square";
export { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/SquaredDifference";
export { subConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Sub";
export { tileConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Tile";
// Not called by any network, but by the kernel of Mean.
export { transposeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose";
