// A context that transformers are drawn with.

import { webglContext } from "../../../shared/graphics";
import { WebglDevice } from "./device";

interface DeviceContext {
  readonly device: WebglDevice;
  readonly lost: Promise<unknown>;
  /** Of a texture, in texels. */
  readonly largestSide: number;
  free(): void;
}

/** Makes a context to draw with; undefined where the browser has none that can. */
export function startDevice(): DeviceContext | undefined {
  const context = webglContext(false);
  if (!context) return undefined;
  const lost = new Promise((resolve) => {
    context.canvas.addEventListener("webglcontextlost", resolve, { once: true });
  });
  const free = () => context.getExtension("WEBGL_lose_context")?.loseContext();
  try {
    const largestSide: number = context.getParameter(context.MAX_TEXTURE_SIZE);
    return { device: new WebglDevice(context), lost, largestSide, free };
  } catch {
    free();
    return undefined;
  }
}
