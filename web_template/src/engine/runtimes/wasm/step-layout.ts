// The steps that the WebAssembly runtime runs, as they lie in its memory.

/** Kinds of steps, activations and fields as assembly/step.ts has them. */
export const KINDS = {
  direct: 0,
  winograd: 1,
  depthwise: 2,
  separable: 3,
  normalize: 4,
  add: 5,
} as const;

export const ACTIVATIONS = { linear: 0, relu: 1, relu6: 2, sigmoid: 3 } as const;

export const FIELDS = [
  "kind",
  "pictures",
  "input",
  "inputPicture",
  "inputRow",
  "inputChannels",
  "rows",
  "columns",
  "columnCount",
  "filterHeight",
  "filterWidth",
  "stride",
  "depthwise",
  "weights",
  "factors",
  "output",
  "height",
  "width",
  "channels",
  "activation",
  "addend",
  "addendPicture",
  "addendRow",
  "sums",
  "statistics",
  "course",
  "distinct",
  "subpixels",
  "epsilon",
] as const;

export type WasmStep = Readonly<Partial<Record<(typeof FIELDS)[number], number>>>;

export const STEP_BYTES = 4 * FIELDS.length;

/** Writes steps one after the other; what a step does not say is 0. */
export function writeSteps(memory: DataView, address: number, steps: readonly WasmStep[]): void {
  let at = address;
  for (const step of steps) {
    for (const field of FIELDS) {
      const value = step[field] ?? 0;
      if (field === "epsilon") memory.setFloat32(at, value, true);
      else memory.setInt32(at, value, true);
      at += 4;
    }
  }
}
