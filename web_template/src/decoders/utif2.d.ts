// The part of utif2 that is used here: its own types expect those of Node.js.

declare module "utif2" {
  /** A picture of a file: its tags by "t" and their number. */
  export interface Directory {
    readonly [tag: `t${number}`]: unknown;
    /** Its samples, once it is decoded; numbers of 16 bits have the low byte first. */
    readonly data: Uint8Array;
  }

  export function decode(file: ArrayBuffer): Directory[];
  /** Gives a directory its pixels. */
  export function decodeImage(file: ArrayBuffer, directory: Directory): void;
  export function toRGBA8(directory: Directory): Uint8Array;
}
