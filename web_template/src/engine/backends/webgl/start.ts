// A chunk of its own, loaded only where the WebGL backend is tried.

import { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl/dist/backend_webgl";
import { getWebGLContext, setWebGLContext } from "@tensorflow/tfjs-backend-webgl/dist/canvas_util";
import { GPGPUContext } from "@tensorflow/tfjs-backend-webgl/dist/gpgpu_context";
import { env } from "@tensorflow/tfjs-core";
import { webglContext } from "../../../shared/graphics";
import type { TransformerSource } from "../../networks/transformer";
import * as kernels from "../../runtimes/tensorflow/kernels/webgl";
import { forget, use } from "../../runtimes/tensorflow/registry";
import { startDevice } from "../../runtimes/webgl/context";
import { WebglTransformer } from "../../runtimes/webgl/transformer";
import type { RunningBackend } from "../backend";
import { styleNetwork } from "../style-network";

/** Textures kept for reuse; beyond this many bytes they are freed with their tensors. */
const KEPT_TEXTURE_BYTES = 256 * 2 ** 20;

/** Four numbers. */
const TEXEL_BYTES = 16;

/** Makes WebGL the current backend, also where it draws in software; undefined where it cannot run. */
export async function start(): Promise<RunningBackend | undefined> {
  // A context of our own: the backend makes none in Safari's workers, and none in software.
  const context = webglContext(false);
  if (!context) return undefined;
  setWebGLContext(2, context);
  env().set("WEBGL_DELETE_TEXTURE_THRESHOLD", KEPT_TEXTURE_BYTES);
  const lost = new Promise((resolve) => {
    context.canvas.addEventListener("webglcontextlost", resolve, { once: true });
  });
  const device = startDevice();
  // Handed to the backend, for of its own context it would keep the shaders after a restart.
  const gpu = new GPGPUContext(getWebGLContext(2));
  const free = () => {
    forget("webgl");
    gpu.program = null;
    gpu.outputTexture = null;
    gpu.dispose();
    context.getExtension("WEBGL_lose_context")?.loseContext();
    device?.free();
  };
  const tensorflow = () => use("webgl", kernels, () => new MathBackendWebGL(gpu));
  if (!(await tensorflow())) return undefined;
  const largestTensor = env().getNumber("WEBGL_MAX_TEXTURE_SIZE") ** 2 * TEXEL_BYTES;
  const anyLost = Promise.race([lost, ...(device ? [device.lost] : [])]);
  const transformer = (source: TransformerSource) =>
    device && WebglTransformer.load(device.device, source);
  return { lost: anyLost, largestTensor, transformer, styleNetwork, tensorflow, free };
}
