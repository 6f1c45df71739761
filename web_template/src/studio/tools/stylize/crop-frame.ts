// The frame over the style picture: dragged, sized at its corners, or moved with the arrow keys.

import { SMALLEST_SIDE } from "../../../shared/picture";
import type { Crop } from "../../model/recipe";

export interface CropListener {
  /** @param done whether the drag ended */
  onCrop(crop: Crop, done: boolean): void;
  /** What a screen reader is told of a crop's sides, in percent. */
  words(width: number, height: number): string;
}

/** Shares of the picture that a key moves the frame by. */
const KEY_STEP = 0.02;

/** A frame is at least this share of the picture's short side. */
const LEAST = 0.1;

export class CropFrame {
  readonly #picture: HTMLElement;
  readonly #frame: HTMLElement;
  readonly #listener: CropListener;
  #square = true;
  #crop: Crop = { left: 0, top: 0, width: 1, height: 1 };
  #width = 1;
  #height = 1;

  /** @param picture the box that the frame lies in, which is exactly the picture */
  constructor(picture: HTMLElement, frame: HTMLElement, listener: CropListener) {
    this.#picture = picture;
    this.#frame = frame;
    this.#listener = listener;
    frame.addEventListener("pointerdown", (event) => this.#onPointer(event));
    frame.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Shows a crop of a picture; the largest centred square where there is none. */
  show(crop: Crop | undefined, width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#crop = crop ?? this.#centred();
    const { style } = this.#frame;
    style.left = `${100 * this.#crop.left}%`;
    style.top = `${100 * this.#crop.top}%`;
    style.width = `${100 * this.#crop.width}%`;
    style.height = `${100 * this.#crop.height}%`;
    const sides = [this.#crop.width, this.#crop.height].map((share) => Math.round(100 * share));
    this.#frame.ariaDescription = this.#listener.words(sides[0] ?? 0, sides[1] ?? 0);
  }

  /** A square frame keeps its middle; a free one its sides. */
  setSquare(square: boolean): void {
    this.#square = square;
    if (!square) return;
    const { left, top, width, height } = this.#crop;
    const side = Math.min(width * this.#width, height * this.#height);
    const [across, down] = [side / this.#width, side / this.#height];
    if (across === width && down === height) return;
    const middle = { left: left + (width - across) / 2, top: top + (height - down) / 2 };
    this.#take({ ...middle, width: across, height: down }, true);
  }

  #centred(): Crop {
    const side = Math.min(this.#width, this.#height);
    const [width, height] = [side / this.#width, side / this.#height];
    return { left: (1 - width) / 2, top: (1 - height) / 2, width, height };
  }

  #onPointer(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#frame.focus();
    this.#frame.setPointerCapture(event.pointerId);
    const corner = event.target instanceof HTMLElement ? event.target.dataset.corner : undefined;
    const before = this.#crop;
    const box = this.#picture.getBoundingClientRect();
    const moved = ({ clientX, clientY }: PointerEvent) => {
      const x = (clientX - event.clientX) / box.width;
      const y = (clientY - event.clientY) / box.height;
      return corner ? this.#sized(before, corner, x, y) : this.#moved(before, x, y);
    };
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const onMove = (move: PointerEvent) => this.#take(moved(move), false);
    const onEnd = (end: PointerEvent) => {
      listening.abort();
      this.#take(moved(end), true);
    };
    this.#frame.addEventListener("pointermove", onMove, options);
    this.#frame.addEventListener("pointerup", onEnd, options);
    this.#frame.addEventListener("pointercancel", onEnd, options);
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-KEY_STEP, 0],
      ArrowRight: [KEY_STEP, 0],
      ArrowUp: [0, -KEY_STEP],
      ArrowDown: [0, KEY_STEP],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = step;
    const crop = event.shiftKey
      ? this.#sized(this.#crop, "se", x, y)
      : this.#moved(this.#crop, x, y);
    this.#take(crop, true);
  }

  #moved(crop: Crop, x: number, y: number): Crop {
    return {
      ...crop,
      left: Math.min(Math.max(crop.left + x, 0), 1 - crop.width),
      top: Math.min(Math.max(crop.top + y, 0), 1 - crop.height),
    };
  }

  /** The corner that is not opposite moves by `x` and `y`, in shares of the picture. */
  #sized({ left, top, width, height }: Crop, corner: string, x: number, y: number): Crop {
    const [west, north] = [corner.includes("w"), corner.includes("n")];
    const short = Math.min(this.#width, this.#height);
    const least = Math.max(LEAST * short, SMALLEST_SIDE);
    // In pixels of the picture, for there a square is a square.
    const mostWidth = (west ? left + width : 1 - left) * this.#width;
    const mostHeight = (north ? top + height : 1 - top) * this.#height;
    const within = (side: number, most: number) => Math.min(Math.max(side, least), most);
    let across = within((width + (west ? -x : x)) * this.#width, mostWidth);
    let down = within((height + (north ? -y : y)) * this.#height, mostHeight);
    if (this.#square) {
      const larger = Math.abs(x) * this.#width > Math.abs(y) * this.#height ? across : down;
      across = down = Math.min(larger, mostWidth, mostHeight);
    }
    const sides = { width: across / this.#width, height: down / this.#height };
    return {
      left: west ? left + width - sides.width : left,
      top: north ? top + height - sides.height : top,
      ...sides,
    };
  }

  #take(crop: Crop, done: boolean): void {
    this.show(crop, this.#width, this.#height);
    this.#listener.onCrop(crop, done);
  }
}
