// The kernels of WebGL that the project's own networks use; all others are a chunk of their own.

export { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/_FusedMatMul";
export { absConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Abs";
export { addConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Add";
export { avgPoolConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/AvgPool";
export { castConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Cast";
export { concatConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Concat";
export { fusedConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedConv2D";
export { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedDepthwiseConv2D";
export { identityConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Identity";
export { meanConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Mean";
export { mirrorPadConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/MirrorPad";
export { multiplyConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Multiply";
export { reluConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Relu";
export { reshapeConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Reshape";
export { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/ResizeNearestNeighbor";
export { rsqrtConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Rsqrt";
export { sliceConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Slice";
export { squareConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Square";
export { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/SquaredDifference";
export { subConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Sub";
export { tileConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Tile";
