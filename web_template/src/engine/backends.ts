import { removeBackend } from "@tensorflow/tfjs-core";
import type { Backend } from "../api/types";
import type { Call } from "./call";
import { chunk } from "./chunk";

const hasWebAssembly = () => typeof WebAssembly !== "undefined";

function webglContext(hardwareOnly: boolean): WebGL2RenderingContext | null {
  if (typeof OffscreenCanvas === "undefined") return null;
  return new OffscreenCanvas(1, 1).getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    failIfMajorPerformanceCaveat: hardwareOnly,
  });
}

/** Renderers that draw with the processor; not every browser admits that in other ways. */
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether a graphics card draws: in software WebGL is ten times slower than WASM. */
function hasHardwareWebgl(): boolean {
  const context = webglContext(true);
  if (!context) return false;
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !SOFTWARE_RENDERER.test(String(renderer));
}

/** The backends worth measuring here, the reference first. */
export function candidates(): Backend[] {
  const found: Backend[] = hasWebAssembly() ? ["wasm"] : [];
  if (hasHardwareWebgl()) found.push("webgl");
  return found;
}

/** Starts and stops the backends of one worker. */
export class Backends {
  #context: WebGL2RenderingContext | undefined;

  /** Begins what can be downloaded before the network set is known. */
  prefetch(wish: Backend | "auto", call: Call): void {
    if (wish === "webgl" || !hasWebAssembly()) return;
    const downloading = import("./backend-wasm").then(({ download }) => download(call));
    // Whatever fails here fails again, with its reason, when the backend is started.
    downloading.catch(() => {});
  }

  /** Makes a backend the current one; false where this browser cannot run it. */
  async start(name: Backend, call: Call): Promise<boolean> {
    if (name === "wasm") {
      if (!hasWebAssembly()) return false;
      const { start } = await chunk(() => import("./backend-wasm"));
      return await start(call);
    }
    const context = webglContext(false);
    if (!context) return false;
    this.#context = context;
    const { start } = await chunk(() => import("./backend-webgl"));
    return await start(context);
  }

  stop(name: Backend): void {
    removeBackend(name);
    if (name === "webgl") this.#context = undefined;
  }

  /** Calls `onLost` when the graphics card drops the running backend: nothing brings it back. */
  watch(onLost: () => void): void {
    this.#context?.canvas.addEventListener("webglcontextlost", onLost, { once: true });
  }
}
