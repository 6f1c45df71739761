// TensorFlow.js 1.0.0 asks for WebGL on a graphics card only, and has no setting for it.

/** Gives pages WebGL drawn by the processor too; call it before the first context. */
export function allowSoftware(): void {
  for (const Canvas of [HTMLCanvasElement, OffscreenCanvas]) {
    const prototype = Canvas.prototype as { getContext(...given: unknown[]): unknown };
    const { getContext } = prototype;
    prototype.getContext = function (this: unknown, kind: unknown, settings?: object) {
      return getContext.call(this, kind, { ...settings, failIfMajorPerformanceCaveat: false });
    };
  }
}
