// The kernels of WebGPU that the project's own networks use; all others are a chunk of their own.

export { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/_FusedMatMul";
export { absConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Abs";
export { addConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Add";
export { avgPoolConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/AvgPool";
export { castConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Cast";
export { concatConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Concat";
export { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedDepthwiseConv2D";
export { identityConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity";
export { meanConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Mean";
export { mirrorPadConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/MirrorPad";
export { multiplyConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply";
export { reluConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Relu";
export { reshapeConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape";
export { resizeNearestNeighborConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/ResizeNearestNeighbor";
export { rsqrtConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Rsqrt";
export { sliceConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Slice";
export { squareConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Square";
export { squaredDifferenceConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/SquaredDifference";
export { subConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sub";
export { tileConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Tile";
export { fusedConv2DConfig } from "./webgpu-convolution";
export { normalizationConfig, statisticsConfig } from "./webgpu-normalization";
