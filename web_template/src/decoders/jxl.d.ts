// The parts of @jsquash/jxl that are used here: its own types expect others' global names.

declare module "@jsquash/jxl/decode.js" {
  export function init(binary: WebAssembly.Module): Promise<unknown>;
  /** Rejects where the file is damaged. */
  export default function decode(file: ArrayBuffer): Promise<ImageData>;
}
