import { failure } from "../../api/errors";
import { hiddenCanvas } from "../../shared/canvas";
import { falsifiesCanvases } from "../../shared/falsified";
import { checkPixels, MOST_PIXELS, type Picture, type Region } from "../../shared/picture";
import type { SentSource } from "../../shared/protocol";
import { yieldToPage } from "../base/yield";
import { Backdrop } from "./alpha-fill";
import { Resampler } from "./resample";

/** Pixels read from the browser at a time: canvases of whole large photos do not fit on phones. */
const BAND_PIXELS = 2 ** 18;

/** Rows of a picture, RGBA. */
interface Band {
  readonly rgba: Uint8ClampedArray;
  /** Number of its first row. */
  readonly top: number;
  readonly rows: number;
}

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

  get sides(): [number, number] {
    return [this.width, this.height];
  }

  /** Cuts out a region, puts it on white and resamples it. */
  async onWhite(region: Region, width: number, height: number): Promise<Picture> {
    const resampler = new Resampler([region.width, region.height], [width, height], 3);
    await this.#read(region, (band) => {
      if (!isOpaque(band.rgba)) whiten(band.rgba);
      addColours(band, region.width, resampler);
    });
    return { width, height, data: resampler.data };
  }

  /**
   * Resamples all of the picture. Its opacity is kept apart, and what is transparent is filled with
   * the colours around it.
   */
  async resampled(width: number, height: number): Promise<Picture> {
    const whole = { left: 0, top: 0, width: this.width, height: this.height };
    const resampler = new Resampler([this.width, this.height], [width, height], 3);
    const opaque = await this.#read(whole, (band) => {
      const goOn = isOpaque(band.rgba);
      if (goOn) addColours(band, this.width, resampler);
      return goOn;
    });
    if (opaque) return { width, height, data: resampler.data };
    return await this.#transparent(whole, width, height);
  }

  close(): void {
    if ("close" in this.#source) this.#source.close();
  }

  async #transparent(whole: Region, width: number, height: number): Promise<Picture> {
    const backdrop = new Backdrop(this.width, this.height);
    await this.#read(whole, ({ rgba, top, rows }) => backdrop.add(rgba, this.width, top, rows));
    backdrop.finish();
    const colours = new Resampler([this.width, this.height], [width, height], 3);
    const opacities = new Resampler([this.width, this.height], [width, height], 1);
    await this.#read(whole, (band) => {
      backdrop.compose(band.rgba, this.width, band.top, band.rows);
      addColours(band, this.width, colours);
      addOpacities(band, this.width, opacities);
    });
    return { width, height, data: colours.data, alpha: opacities.data };
  }

  /** Reads a region band by band, unless `use` says that it has seen enough. */
  async #read(region: Region, use: (band: Band) => unknown): Promise<boolean> {
    const most = Math.max(1, Math.floor(BAND_PIXELS / region.width));
    const readBand = this.#bandReader(region, Math.min(most, region.height));
    for (let top = 0; top < region.height; top += most) {
      const rows = Math.min(most, region.height - top);
      if (use({ rgba: readBand(top, rows), top, rows }) === false) return false;
      const turn = yieldToPage();
      if (turn) await turn;
    }
    return true;
  }

  #bandReader(
    { left, top, width }: Region,
    most: number,
  ): (row: number, rows: number) => Uint8ClampedArray {
    const source = this.#source;
    if (source instanceof ImageData) {
      return (row, rows) => cutRows(source, left, top + row, width, rows);
    }
    if (falsifiesCanvases()) throw failure("picture_falsified");
    const canvas = hiddenCanvas(width, most);
    const context = canvas.getContext("2d", { willReadFrequently: true }) as Context | null;
    if (!context) throw failure("memory_picture");
    return (row, rows) => {
      context.clearRect(0, 0, width, rows);
      context.drawImage(source, left, top + row, width, rows, 0, 0, width, rows);
      return context.getImageData(0, 0, width, rows).data;
    };
  }
}

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

function cutRows(source: ImageData, left: number, top: number, width: number, rows: number) {
  const cut = new Uint8ClampedArray(width * rows * 4);
  for (let y = 0; y < rows; y++) {
    const start = ((top + y) * source.width + left) * 4;
    cut.set(source.data.subarray(start, start + width * 4), y * width * 4);
  }
  return cut;
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  let all = 0xff000000;
  for (let i = 0; i < pixels.length; i++) all &= pixels[i] as number;
  return all >>> 24 === 255;
}

/** Composites RGBA bytes on white. */
function whiten(rgba: Uint8ClampedArray): void {
  for (let index = 0; index < rgba.length; index += 4) {
    const alpha = rgba[index + 3] as number;
    if (alpha === 255) continue;
    for (let channel = 0; channel < 3; channel++) {
      const value = rgba[index + channel] as number;
      rgba[index + channel] = Math.floor((value * alpha + 255 * (255 - alpha)) / 255 + 0.5);
    }
  }
}

function addColours({ rgba, rows }: Band, width: number, resampler: Resampler): void {
  const row = new Uint8Array(width * 3);
  for (let y = 0, index = 0; y < rows; y++) {
    for (let out = 0; out < row.length; out += 3, index += 4) {
      row[out] = rgba[index] as number;
      row[out + 1] = rgba[index + 1] as number;
      row[out + 2] = rgba[index + 2] as number;
    }
    resampler.add(row);
  }
}

function addOpacities({ rgba, rows }: Band, width: number, resampler: Resampler): void {
  const row = new Uint8Array(width);
  for (let y = 0, index = 3; y < rows; y++) {
    for (let out = 0; out < width; out++, index += 4) row[out] = rgba[index] as number;
    resampler.add(row);
  }
}

/** Decodes a source, to sRGB, and refuses what is too large to work with. */
export async function decode(source: SentSource): Promise<DecodedPicture> {
  const decoded = await readable(source);
  checkPixels(decoded.width, decoded.height);
  return new DecodedPicture(decoded);
}

async function readable(source: SentSource): Promise<ImageBitmap | ImageData> {
  if (source instanceof Blob) return await decodeBlob(source);
  const isPlain = !(source instanceof ImageData) || isSrgbBytes(source);
  // Drawing a bitmap brings whatever its pixels are to a canvas's sRGB bytes.
  return isPlain ? source : await createImageBitmap(source);
}

function isSrgbBytes({ colorSpace, data }: ImageData): boolean {
  return (colorSpace ?? "srgb") === "srgb" && data instanceof Uint8ClampedArray;
}

async function decodeBlob(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch (cause) {
    throw failure("picture_unreadable", { most: MOST_PIXELS / 1e6 }, { cause });
  }
}
