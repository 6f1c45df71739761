// Stands in for the browser's ImageData, of which Node.js has none: import it before what makes one.

class PlainImageData {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly colorSpace = "srgb";

  constructor(...given: [number, number] | [Uint8ClampedArray<ArrayBuffer>, number]) {
    const [first, width] = given;
    this.data = typeof first === "number" ? new Uint8ClampedArray(4 * first * width) : first;
    this.width = typeof first === "number" ? first : width;
    this.height = this.data.length / (4 * this.width);
  }
}

Object.assign(globalThis, { ImageData: PlainImageData });
