// The part of libheif-js that is used here; its bundle has no types of its own.

declare module "libheif-js/libheif-wasm/libheif-bundle.mjs" {
  interface HeifImage {
    get_width(): number;
    get_height(): number;
    /** Fills `pixels.data` with RGBA; calls back with null where that fails. */
    display(pixels: ImageData, done: (pixels: ImageData | null) => void): void;
  }

  /** Upright pictures of a file; none where it is damaged. */
  class HeifDecoder {
    decode(file: Uint8Array): HeifImage[];
  }

  export default function libheif(): { HeifDecoder: typeof HeifDecoder };
}
