// A chunk of its own, loaded only where the WebGL backend is tried.

import { setWebGLContext } from "@tensorflow/tfjs-backend-webgl/dist/webgl";
import "@tensorflow/tfjs-backend-webgl";
import { env, setBackend } from "@tensorflow/tfjs-core";

/** Textures kept for reuse; beyond this many bytes they are freed with their tensors. */
const KEPT_TEXTURE_BYTES = 256 * 2 ** 20;

/** Makes WebGL the current backend, drawing with `context`; false where it cannot run. */
export async function start(context: WebGL2RenderingContext): Promise<boolean> {
  // A context of our own: the backend makes none in Safari's workers, and none in software.
  setWebGLContext(2, context);
  env().set("WEBGL_DELETE_TEXTURE_THRESHOLD", KEPT_TEXTURE_BYTES);
  return await setBackend("webgl");
}
