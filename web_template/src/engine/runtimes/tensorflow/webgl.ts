// TensorFlow.js on WebGL, a chunk of its own: for networks of steps that the project's own runtime does
// not know, and for graphics cards that cannot run that.

import { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl/dist/backend_webgl";
import { getWebGLContext, setWebGLContext } from "@tensorflow/tfjs-backend-webgl/dist/canvas_util";
import { GPGPUContext } from "@tensorflow/tfjs-backend-webgl/dist/gpgpu_context";
import { env } from "@tensorflow/tfjs-core";
import { webglContext } from "../../../shared/graphics";
import * as kernels from "./kernels/webgl";
import { forget, use } from "./registry";

/** Textures kept for reuse; beyond this many bytes they are freed with their tensors. */
const KEPT_TEXTURE_BYTES = 256 * 2 ** 20;

/** A context that TensorFlow.js computes with. */
export interface TensorflowContext {
  readonly lost: Promise<unknown>;
  /** Of a texture, in texels. */
  readonly largestSide: number;

  /** Makes it TensorFlow.js's current backend; false where it cannot run. */
  use(): Promise<boolean>;

  free(): void;
}

/** Makes a context for TensorFlow.js; undefined where the browser has none. */
export function startTensorflow(): TensorflowContext | undefined {
  // A context of our own: the backend makes none in Safari's workers, and none in software.
  const context = webglContext(false);
  if (!context) return undefined;
  setWebGLContext(2, context);
  env().set("WEBGL_DELETE_TEXTURE_THRESHOLD", KEPT_TEXTURE_BYTES);
  const lost = new Promise((resolve) => {
    context.canvas.addEventListener("webglcontextlost", resolve, { once: true });
  });
  // Handed to the backend, for of its own context it would keep the shaders after a restart.
  const gpu = new GPGPUContext(getWebGLContext(2));
  const free = () => {
    forget("webgl");
    gpu.program = null;
    gpu.outputTexture = null;
    gpu.dispose();
    context.getExtension("WEBGL_lose_context")?.loseContext();
  };
  const largestSide = env().getNumber("WEBGL_MAX_TEXTURE_SIZE");
  const start = () => use("webgl", kernels, () => new MathBackendWebGL(gpu));
  return { lost, largestSide, use: start, free };
}
