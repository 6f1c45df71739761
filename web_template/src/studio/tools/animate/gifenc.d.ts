// The part of gifenc that is used here; the package has no types of its own.

declare module "gifenc" {
  export type GifPalette = number[][];

  export interface FrameOptions {
    /** The colours; without them the frame uses those of the first one. */
    readonly palette?: GifPalette;
    /** Milliseconds, which become hundredths of a second. */
    readonly delay?: number;
    /** -1: play once, 0: for ever. */
    readonly repeat?: number;
  }

  export interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }

  export function GIFEncoder(): Encoder;
  export function quantize(
    rgba: Uint8ClampedArray | Uint8Array,
    colours: number,
    options?: { readonly format?: "rgb565" | "rgb444" },
  ): GifPalette;
}
