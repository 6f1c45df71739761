// Frames: what travels between the engine and the program that started it (builder/painting/engine.py).
//
// A frame is two lengths in bytes, 32 bits each, little-endian; a header, JSON in UTF-8; and bytes, the
// pixels of a picture in RGBA, or none.

const LENGTHS_BYTES = 8;

/** Takes a frame's header and bytes. */
type Receive = (header: unknown, bytes: Uint8Array<ArrayBuffer>) => void;

/** Puts frames together from pieces as they come. */
export class FrameReader {
  readonly #receive: Receive;
  #lengths = new Uint8Array(LENGTHS_BYTES);
  /** What is still to be filled of a frame, the first part next: lengths, or header and bytes. */
  #parts: Uint8Array<ArrayBuffer>[] = [this.#lengths];
  #filled = 0;
  #header = this.#lengths;
  #bytes = this.#lengths;

  constructor(receive: Receive) {
    this.#receive = receive;
  }

  feed(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const part = this.#parts[0] as Uint8Array;
      const some = piece.subarray(at, at + part.length - this.#filled);
      part.set(some, this.#filled);
      at += some.length;
      this.#filled += some.length;
      this.#advance();
    }
  }

  /** Goes on to the next part when one is full; a part may have no bytes. */
  #advance(): void {
    while (this.#filled === this.#parts[0]?.length) {
      const done = this.#parts.shift();
      this.#filled = 0;
      if (done === this.#lengths) this.#begin();
      else if (this.#parts.length === 0) this.#finish();
    }
  }

  #begin(): void {
    const lengths = new DataView(this.#lengths.buffer);
    this.#header = new Uint8Array(lengths.getUint32(0, true));
    this.#bytes = new Uint8Array(lengths.getUint32(4, true));
    this.#parts = [this.#header, this.#bytes];
  }

  #finish(): void {
    const [header, bytes] = [this.#header, this.#bytes];
    this.#lengths = new Uint8Array(LENGTHS_BYTES);
    this.#parts = [this.#lengths];
    // A picture should not be kept any longer than the request for it is.
    this.#header = this.#bytes = this.#lengths;
    this.#receive(JSON.parse(new TextDecoder().decode(header)), bytes);
  }
}

/** A frame in the pieces that it is to be written in: pictures are too large to be copied for that. */
export function framePieces(header: unknown, bytes: Uint8Array | Uint8ClampedArray): Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const lengths = new DataView(new ArrayBuffer(LENGTHS_BYTES));
  lengths.setUint32(0, text.length, true);
  lengths.setUint32(4, bytes.length, true);
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return [new Uint8Array(lengths.buffer), text, plain];
}
