// Lies over the painting and takes the brush: by mouse, finger, pen or keys.

import type { Layer } from "../../model/masks";
import type { Masks } from "../../model/recipe";
import { composeRows, type Layers } from "../../pixels/compose";
import { type Point, type Rows, Stroke } from "./stroke";

export interface BrushSettings {
  readonly layer: Layer;
  /** Share of the picture's long side, 0 to 1. */
  readonly size: number;
  /** 0 to 1. */
  readonly softness: number;
}

export interface BoardListener {
  /** The masks that a stroke begins with. */
  masks(): Masks;
  brush(): BrushSettings;
  layers(): Layers | undefined;
  onStroke(masks: Masks): void;
  /** The brush was moved by keys. */
  onMove(place: Point): void;
  /** Keys ask for a larger or smaller brush. */
  onResize(steps: number): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class BrushOverlay {
  /** Lies over the painting. */
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #ring: HTMLElement;
  readonly #listener: BoardListener;
  /** The brush, in shares of the picture's sides. */
  #place: Point = { x: 0.5, y: 0.5 };
  #stroke: Stroke | undefined;
  #image: ImageData | undefined;
  /** What is shown; layers that are finished later wait for the next stroke. */
  #layers: Layers = {};

  constructor(element: HTMLElement, listener: BoardListener) {
    this.element = element;
    this.#canvas = element.querySelector("canvas") as HTMLCanvasElement;
    this.#ring = element.querySelector(".region-ring") as HTMLElement;
    this.#listener = listener;
    this.#listenToPointers();
    this.#listenToKeys();
  }

  /** Shows what masks make of the layers, until `clear`. */
  show(masks: Masks): void {
    this.#fit(masks);
    this.#draw(masks, { top: 0, bottom: masks.height });
  }

  /** Lets the painting below show. */
  clear(): void {
    if (this.#stroke) return;
    this.#canvas.getContext("2d")?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** Shows the brush where it is, as large as it is. */
  showBrush(): void {
    const { masks, brush } = this.#listener;
    const { width, height } = masks();
    const diameter = brush().size * Math.max(width, height);
    const { style } = this.#ring;
    style.left = `${this.#place.x * 100}%`;
    style.top = `${this.#place.y * 100}%`;
    style.width = `${(diameter / width) * 100}%`;
    style.height = `${(diameter / height) * 100}%`;
  }

  #listenToPointers(): void {
    let drawing: number | undefined;
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || drawing !== undefined) return;
      event.stopPropagation();
      event.preventDefault();
      this.element.focus({ preventScroll: true });
      this.element.setPointerCapture(event.pointerId);
      drawing = event.pointerId;
      this.#point(event);
      this.#begin();
    });
    this.element.addEventListener("pointermove", (event) => {
      if (drawing !== undefined && drawing !== event.pointerId) return;
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const point of passed.length > 0 ? passed : [event]) {
        this.#point(point);
        if (drawing === event.pointerId) this.#extend();
      }
      this.showBrush();
    });
    const end = (event: PointerEvent) => {
      if (drawing !== event.pointerId) return;
      drawing = undefined;
      this.#end();
    };
    this.element.addEventListener("pointerup", end);
    this.element.addEventListener("pointercancel", end);
  }

  /** Takes the brush to where a pointer is. */
  #point({ clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    this.#place = { x: (clientX - left) / width, y: (clientY - top) / height };
  }

  #listenToKeys(): void {
    let drawing = false;
    this.element.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (arrow) this.#step(arrow, event.shiftKey);
      else if (event.key === "[" || event.key === "]") {
        this.#listener.onResize(event.key === "]" ? 1 : -1);
      } else if (event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === " " && !event.repeat) {
        drawing = true;
        this.#begin();
      } else if (drawing && arrow) this.#extend();
      this.showBrush();
    });
    const end = () => {
      if (drawing) this.#end();
      drawing = false;
    };
    this.element.addEventListener("keyup", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      end();
    });
    this.element.addEventListener("blur", end);
  }

  /** Moves the brush by half of its radius, or by one and a half radii. */
  #step([across, down]: readonly [number, number], far: boolean): void {
    const { width, height } = this.#listener.masks();
    const step = this.#listener.brush().size * Math.max(width, height) * (far ? 0.75 : 0.25);
    const moved = (place: number, by: number) => Math.min(Math.max(place + by, 0), 1);
    this.#place = {
      x: moved(this.#place.x, (across * step) / width),
      y: moved(this.#place.y, (down * step) / height),
    };
    this.#listener.onMove(this.#place);
  }

  #begin(): void {
    const masks = this.#listener.masks();
    const { layer, size, softness } = this.#listener.brush();
    const radius = (size * Math.max(masks.width, masks.height)) / 2;
    this.#stroke = new Stroke(masks, { layer, radius, softness });
    this.show(masks);
    this.#extend();
  }

  #extend(): void {
    const stroke = this.#stroke;
    if (!stroke) return;
    const { width, height } = stroke.masks;
    const rows = stroke.moveTo({ x: this.#place.x * width, y: this.#place.y * height });
    this.#draw(stroke.masks, rows);
  }

  #end(): void {
    const stroke = this.#stroke;
    this.#stroke = undefined;
    if (stroke) this.#listener.onStroke(stroke.masks);
  }

  /** Takes the layers, and gives the canvas their size; where there are none, that of the masks. */
  #fit(masks: Masks): void {
    const layers = this.#listener.layers();
    const { width, height } = layers?.first ?? masks;
    this.#layers = layers ?? tints(width, height);
    if (this.#image?.width === width && this.#image.height === height) return;
    this.#image = new ImageData(width, height);
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  /** @param rows of the masks */
  #draw(masks: Masks, { top, bottom }: Rows): void {
    const image = this.#image;
    if (!image) return;
    const { width, height } = image;
    const scale = height / masks.height;
    // Rows next to those that changed mix with them.
    const from = Math.max(Math.floor((top - 1) * scale), 0);
    const to = Math.min(Math.ceil((bottom + 1) * scale), height);
    if (to <= from) return;
    composeRows(this.#layers, masks, image, from, to);
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0, 0, from, width, to - from);
  }
}

let madeTints: Layers & { readonly first?: ImageData } = {};

/** Layers that tint the painting below, for as long as there are none to show. */
function tints(width: number, height: number): Layers {
  const { first } = madeTints;
  if (first?.width === width && first.height === height) return madeTints;
  const plain = (red: number, green: number, blue: number, alpha: number) => {
    const image = new ImageData(width, height);
    for (let i = 0; i < image.data.length; i += 4) image.data.set([red, green, blue, alpha], i);
    return image;
  };
  // One is dark and the other light, for visitors who cannot tell the hues apart.
  madeTints = {
    first: plain(0, 0, 0, 0),
    second: plain(40, 60, 150, 150),
    photo: plain(255, 235, 150, 150),
  };
  return madeTints;
}
