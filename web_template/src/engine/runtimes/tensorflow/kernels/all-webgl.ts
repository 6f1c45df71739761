// A chunk of its own, loaded only for imported networks: registers every kernel.

import "@tensorflow/tfjs-backend-webgl/dist/register_all_kernels";
