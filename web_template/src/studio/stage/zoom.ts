// Zooming and moving the picture: wheel, pinch, drag, keys and buttons.

import { byId } from "../page/elements";
import { percent } from "../page/format";

/** The picture can be zoomed to this many screen pixels for one of its own, and at least so far. */
const CLOSEST = 4;
const LEAST_ZOOM = 4;

const KEY_STEP = 48;
const BUTTON_STEP = 1.5;

interface Point {
  readonly x: number;
  readonly y: number;
}

export class Zoom {
  readonly #viewport: HTMLElement;
  readonly #picture: HTMLElement;
  readonly #value = byId("zoom-fit", HTMLButtonElement);
  readonly #listeners: (() => void)[] = [];
  readonly #fingers = new Map<number, Point>();
  /** 1 fits the picture into the viewport. */
  #scale = 1;
  /** Where the picture's middle is, in screen pixels from the viewport's. */
  #x = 0;
  #y = 0;
  #pixels = 0;

  constructor(viewport: HTMLElement, picture: HTMLElement) {
    this.#viewport = viewport;
    this.#picture = picture;
    byId("zoom-in", HTMLButtonElement).addEventListener("click", () => this.by(BUTTON_STEP));
    byId("zoom-out", HTMLButtonElement).addEventListener("click", () => this.by(1 / BUTTON_STEP));
    this.#value.addEventListener("click", () => this.fit());
    this.#listenToWheel();
    this.#listenToPointers();
    viewport.addEventListener("keydown", (event) => this.#onKey(event));
    viewport.addEventListener("dblclick", (event) => {
      if (this.#scale > 1) this.fit();
      else this.by(Math.max(2, this.#most / 2), event);
    });
    new ResizeObserver(() => this.#place()).observe(viewport);
  }

  /** Calls `listener` whenever the picture moved. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Pixels of the screen along the long side of a picture of these sides. */
  pixelsOf(width: number, height: number): number {
    const { clientWidth, clientHeight } = this.#viewport;
    const fit = Math.min(clientWidth / width, clientHeight / height);
    return Math.max(width, height) * fit * this.#scale * devicePixelRatio;
  }

  get zoomed(): boolean {
    return this.#scale > 1;
  }

  /** Says how large the picture is, in pixels of its own. */
  mostPixels(width: number, height: number): void {
    this.#pixels = Math.max(width, height);
  }

  fit(): void {
    this.#scale = 1;
    this.#place();
  }

  /** @param centre what stays where it is, in client pixels; the viewport's middle by default */
  by(factor: number, centre?: { readonly clientX: number; readonly clientY: number }): void {
    const box = this.#viewport.getBoundingClientRect();
    const [middleX, middleY] = [box.left + box.width / 2, box.top + box.height / 2];
    const x = (centre?.clientX ?? middleX) - middleX;
    const y = (centre?.clientY ?? middleY) - middleY;
    const scale = Math.min(Math.max(this.#scale * factor, 1), this.#most);
    const ratio = scale / this.#scale;
    this.#x = x - (x - this.#x) * ratio;
    this.#y = y - (y - this.#y) * ratio;
    this.#scale = scale;
    this.#place();
  }

  move(x: number, y: number): void {
    this.#x += x;
    this.#y += y;
    this.#place();
  }

  get #most(): number {
    const shown = Math.max(this.#picture.offsetWidth, this.#picture.offsetHeight, 1);
    return Math.max(LEAST_ZOOM, (CLOSEST * this.#pixels) / shown / devicePixelRatio);
  }

  /** Keeps the picture in sight and puts it in its place. */
  #place(): void {
    const { style, offsetWidth, offsetHeight } = this.#picture;
    const room = (side: number, view: number) => Math.max(0, (side * this.#scale - view) / 2);
    const roomX = room(offsetWidth, this.#viewport.clientWidth);
    const roomY = room(offsetHeight, this.#viewport.clientHeight);
    this.#x = Math.min(Math.max(this.#x, -roomX), roomX);
    this.#y = Math.min(Math.max(this.#y, -roomY), roomY);
    style.translate = `${this.#x}px ${this.#y}px`;
    style.scale = String(this.#scale);
    const shown = percent(this.#scale);
    this.#value.textContent = shown;
    this.#value.ariaLabel = `${shown}, ${this.#value.title}`;
    this.#viewport.classList.toggle("zoomed", this.zoomed);
    for (const listener of this.#listeners) listener();
  }

  #listenToWheel(): void {
    const onWheel = (event: WheelEvent) => {
      // Unless the picture is zoomed, the wheel scrolls the page.
      const scrolls = event.deltaY > 0 && !this.zoomed && !event.ctrlKey;
      if (scrolls || (scrollY > 0 && !this.zoomed && !event.ctrlKey)) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const speed = event.ctrlKey ? 0.01 : 0.002;
      this.by(Math.exp(-event.deltaY * lines * speed), event);
    };
    this.#viewport.addEventListener("wheel", onWheel, { passive: false });
  }

  #listenToPointers(): void {
    this.#viewport.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target instanceof HTMLInputElement) return;
      this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    this.#viewport.addEventListener("pointermove", (event) => this.#onMove(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"] as const) {
      this.#viewport.addEventListener(name, ({ pointerId }) => this.#fingers.delete(pointerId));
    }
  }

  #onMove(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    if (other) {
      const centre = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      const spread = Math.max(distance(before, other), 1);
      this.by(distance(now, other) / spread, centre);
      this.move((now.x - before.x) / 2, (now.y - before.y) / 2);
    } else if (this.zoomed) {
      this.#viewport.setPointerCapture(event.pointerId);
      this.move(now.x - before.x, now.y - before.y);
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#viewport || event.ctrlKey || event.metaKey || !this.zoomed) return;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [KEY_STEP, 0],
      ArrowRight: [-KEY_STEP, 0],
      ArrowUp: [0, KEY_STEP],
      ArrowDown: [0, -KEY_STEP],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.move(...move);
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
