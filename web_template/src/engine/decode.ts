import { StylizerError } from "../api/errors";
import { checkSize, MOST_PIXELS, type Picture, type Region } from "./picture";
import { RowResampler, resampleHeight } from "./resample";

/** A source as it travels to the worker. */
export type SentSource = Blob | ImageBitmap | ImageData;

/** Rows read from the browser at a time: whole canvases of large photos do not fit on phones. */
const BAND_ROWS = 64;

/** A decoded picture whose pixels are read in bands. */
export class DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly #source: ImageBitmap | ImageData;

  constructor(source: ImageBitmap | ImageData) {
    this.#source = source;
    this.width = source.width;
    this.height = source.height;
  }

  /** Cuts out a region and resamples it to width x height. */
  resampled(region: Region, width: number, height: number): Picture {
    const data = new Uint8Array(width * region.height * 3);
    const resampler = width === region.width ? undefined : new RowResampler(region.width, width);
    const row = new Uint8Array(region.width * 3);
    const readBand = this.#bandReader(region);
    for (let top = 0; top < region.height; top += BAND_ROWS) {
      const rows = Math.min(BAND_ROWS, region.height - top);
      const band = readBand(top, rows);
      for (let y = 0; y < rows; y++) {
        const target = (top + y) * width * 3;
        flatten(band, y * region.width * 4, row);
        if (resampler) resampler.resample(row, 0, data, target);
        else data.set(row, target);
      }
    }
    return resampleHeight({ width, height: region.height, data }, height);
  }

  close(): void {
    if (this.#source instanceof ImageBitmap) this.#source.close();
  }

  #bandReader({ left, top, width }: Region): (row: number, rows: number) => Uint8ClampedArray {
    const source = this.#source;
    if (source instanceof ImageData) {
      return (row, rows) => cutRows(source, left, top + row, width, rows);
    }
    const canvas = new OffscreenCanvas(width, BAND_ROWS);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw outOfMemory();
    return (row, rows) => {
      context.clearRect(0, 0, width, BAND_ROWS);
      context.drawImage(source, left, top + row, width, rows, 0, 0, width, rows);
      return context.getImageData(0, 0, width, rows).data;
    };
  }
}

function cutRows(source: ImageData, left: number, top: number, width: number, rows: number) {
  const cut = new Uint8ClampedArray(width * rows * 4);
  for (let y = 0; y < rows; y++) {
    const start = ((top + y) * source.width + left) * 4;
    cut.set(source.data.subarray(start, start + width * 4), y * width * 4);
  }
  return cut;
}

/** Composites one row of RGBA bytes on white. */
function flatten(rgba: Uint8ClampedArray, offset: number, row: Uint8Array): void {
  for (let out = 0, index = offset; out < row.length; out += 3, index += 4) {
    const alpha = rgba[index + 3] as number;
    for (let channel = 0; channel < 3; channel++) {
      const value = rgba[index + channel] as number;
      row[out + channel] =
        alpha === 255 ? value : Math.floor((value * alpha + 255 * (255 - alpha)) / 255 + 0.5);
    }
  }
}

function outOfMemory(): StylizerError {
  return new StylizerError(
    "out-of-memory",
    "There is not enough memory for this picture: choose a smaller size.",
  );
}

/** Decodes a source and refuses what is too small or too large to work with. */
export async function decode(source: SentSource): Promise<DecodedPicture> {
  const bitmap = source instanceof Blob ? await decodeBlob(source) : source;
  checkSize(bitmap.width, bitmap.height);
  return new DecodedPicture(bitmap);
}

async function decodeBlob(blob: Blob): Promise<ImageBitmap> {
  if (typeof OffscreenCanvas === "undefined") {
    throw new StylizerError(
      "no-backend",
      "This browser is too old to paint in: update it, or use a current Chrome, Edge, Firefox or Safari.",
    );
  }
  try {
    return await createImageBitmap(blob);
  } catch (cause) {
    throw new StylizerError(
      "not-an-image",
      `This file could not be read as a picture: choose a JPEG, PNG, WebP, GIF or AVIF file of at most ${MOST_PIXELS / 1e6} megapixels.`,
      { cause },
    );
  }
}
