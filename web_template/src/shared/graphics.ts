// What graphics card this browser lets the engine compute on.

import type { Backend } from "../api/backends";
import { hiddenCanvas } from "./canvas";

/** Renderers that draw with the processor; not every browser admits that in other ways. */
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** @param hardwareOnly refuse what the browser knows to be drawn by the processor */
export function webglContext(hardwareOnly: boolean): WebGL2RenderingContext | null {
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined") return null;
  return hiddenCanvas(1, 1).getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    failIfMajorPerformanceCaveat: hardwareOnly,
  }) as WebGL2RenderingContext | null;
}

/** Whether the processor does what a context draws. */
export function isDrawnInSoftware(context: WebGL2RenderingContext): boolean {
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  return SOFTWARE_RENDERER.test(String(renderer));
}

/** Whether a graphics card draws: in software WebGL is ten times slower than WASM. */
export function hasHardwareWebgl(): boolean {
  const context = webglContext(true);
  if (!context) return false;
  const isHardware = !isDrawnInSoftware(context);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return isHardware;
}

/** The fastest adapter; null where there is none. */
export async function gpuAdapter(): Promise<GPUAdapter | null> {
  try {
    return (await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
  } catch {
    // Browsers that only pretend to have it throw.
    return null;
  }
}

/** Whether WebGPU computes on a graphics card. */
export async function hasHardwareWebgpu(): Promise<boolean> {
  const info = (await gpuAdapter())?.info;
  if (!info) return false;
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const name = `${vendor} ${architecture} ${device} ${description}`;
  return !isFallbackAdapter && !SOFTWARE_RENDERER.test(name);
}

/** The backends of this browser that compute on a graphics card. */
export async function hardwareBackends(): Promise<Backend[]> {
  const found: Backend[] = hasHardwareWebgl() ? ["webgl"] : [];
  return (await hasHardwareWebgpu()) ? [...found, "webgpu"] : found;
}
