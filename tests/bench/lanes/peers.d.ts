// The parts of the bench's peers that its lanes use: their packages are only there once the bench has
// run, and types are checked without them.

declare module "onnxruntime-web" {
  export const env: { readonly wasm: { wasmPaths: string; numThreads: number } };

  export class Tensor {
    constructor(type: "float32", data: Float32Array, shape: readonly number[]);
    getData(): Promise<unknown>;
    dispose(): void;
  }

  export class InferenceSession {
    static create(
      url: string,
      options: {
        readonly executionProviders: readonly string[];
        readonly graphOptimizationLevel: "all";
      },
    ): Promise<InferenceSession>;
    run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor | undefined>>;
  }
}

declare module "onnxruntime-web/wasm" {
  export * from "onnxruntime-web";
}

declare module "onnxruntime-web/webgpu" {
  export * from "onnxruntime-web";
}

/** Version 1.0.0: what the lanes use of it is as in version 4, but for the environment. */
declare module "@tensorflow/tfjs" {
  import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";

  export { loadGraphModel } from "@tensorflow/tfjs-converter";
  export * from "@tensorflow/tfjs-core";
  export const ENV: { set(name: string, value: boolean): void };
}
