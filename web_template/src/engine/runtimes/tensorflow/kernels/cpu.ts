// The kernels of the plain CPU that the project's own networks use; all others are a chunk of their own.

export { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/_FusedMatMul";
export { absConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Abs";
export { addConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Add";
export { avgPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool";
export { castConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cast";
export { concatConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Concat";
export { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedDepthwiseConv2D";
export { identityConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Identity";
export { meanConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Mean";
export { mirrorPadConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/MirrorPad";
export { multiplyConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Multiply";
export { reluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu";
export { reshapeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reshape";
export { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/ResizeNearestNeighbor";
export { rsqrtConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Rsqrt";
export { sliceConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Slice";
export { squareConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Square";
export { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/SquaredDifference";
export { subConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sub";
export { tileConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Tile";
export { fusedConv2DConfig } from "./cpu-convolution";
