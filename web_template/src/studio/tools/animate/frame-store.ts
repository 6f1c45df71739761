// The painted frames of an animation: kept as compressed files, of which browsers hold hundreds.

import { readPixels } from "../../pixels/read";

export class FrameStore {
  readonly width: number;
  readonly height: number;
  readonly #files: Blob[] = [];
  readonly #canvas: OffscreenCanvas;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#canvas = new OffscreenCanvas(width, height);
  }

  get count(): number {
    return this.#files.length;
  }

  /** Adds a frame at the end; what is transparent becomes white, as videos have no transparency. */
  async add(image: ImageData): Promise<void> {
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("There is no canvas to keep a frame.");
    const bitmap = await createImageBitmap(image);
    context.fillStyle = "white";
    context.fillRect(0, 0, this.width, this.height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.#files.push(await this.#canvas.convertToBlob({ type: "image/png" }));
  }

  async bitmap(index: number): Promise<ImageBitmap> {
    return await createImageBitmap(this.#files[index] as Blob);
  }

  async pixels(index: number): Promise<ImageData> {
    const bitmap = await this.bitmap(index);
    const pixels = readPixels(bitmap, 0, 0, this.width, this.height);
    bitmap.close();
    return pixels;
  }
}
