// A picture on its way to being painted; it outlives the transformers and backends that paint it.

import type { Picture } from "../../shared/picture";
import { type Area, heightOf, wholeArea, widthOf } from "../base/area";
import type { Call } from "../base/call";
import {
  type FoldableTransformer,
  type FoldedTransformer,
  isFoldable,
  type Transformer,
} from "../networks/transformer";
import {
  type Canvas,
  type PaddedSize,
  paddedSide,
  valuesOf,
  writePixels,
} from "../pictures/pixels";
import type { Statistics } from "../program/program";
import { sampleOf } from "./statistics-sample";
import { type Tile, tilesOf, unpainted } from "./tiles";

/** How to paint, which may change on the way. */
export interface PaintResources {
  readonly transformer: Transformer;
  /** Most pixels at a time. */
  readonly most: number;
  /** Milliseconds that a pixel is expected to take. */
  readonly msPerPixel: number | undefined;
  /** Waits for what the backend does. */
  readonly done: <T>(work: Promise<T>) => Promise<T>;
}

/** A picture, what of it is painted, and what is left. */
export class Painting {
  readonly canvas: Canvas;
  readonly #picture: Picture;
  readonly #vector: Float32Array;
  readonly #padded: PaddedSize;
  #left: readonly Area[];
  #statistics: Statistics | undefined;
  #count = 0;
  #values = new Float32Array(0);

  /** @param vector the style, strength and all */
  constructor(picture: Picture, vector: Float32Array, { files }: Transformer) {
    const { width, height } = picture;
    this.canvas = { width, height, data: new Uint8ClampedArray(width * height * 4) };
    this.#picture = picture;
    this.#vector = vector;
    this.#padded = {
      width: paddedSide(width, files.multiple, files.minimum),
      height: paddedSide(height, files.multiple, files.minimum),
    };
    this.#left = [wholeArea(this.#padded.width, this.#padded.height)];
  }

  /** Paints what is left. After a failure it goes on from there. */
  async paint(resources: PaintResources, call: Call): Promise<void> {
    const { transformer, most } = resources;
    const { width, height } = this.#padded;
    const fits = width * height <= most && !this.#statistics;
    if (fits || !isFoldable(transformer)) await this.#paintWhole(resources, call);
    else await this.#paintTiles(transformer, resources, call);
  }

  /** In one pass, with the statistics of the picture itself. */
  async #paintWhole({ transformer, done, msPerPixel }: PaintResources, call: Call): Promise<void> {
    const { width, height } = this.#padded;
    const whole = wholeArea(width, height);
    call.tiles(0, 1, msPerPixel && (msPerPixel * width * height) / 1000);
    const values = valuesOf(this.#picture, this.#padded, whole);
    const cells = await done(transformer.paint({ values, width, height }, this.#vector));
    writePixels(cells, whole, whole, this.canvas, this.#picture.alpha);
    this.#left = [];
    call.tiles(1, 1, 0);
  }

  async #paintTiles(
    transformer: FoldableTransformer,
    resources: PaintResources,
    call: Call,
  ): Promise<void> {
    const progress = new Progress(
      this.#count,
      this.#tiles(transformer, resources.most),
      resources.msPerPixel,
      call,
    );
    progress.report();
    this.#statistics ??= await resources.done(this.#measured(transformer, resources.most));
    const folded = transformer.folded(this.#statistics, this.#vector);
    progress.begin();
    try {
      for (let [part, ...others] = this.#left; part; [part, ...others] = this.#left) {
        const tiles = this.#tilesOf(part, transformer, resources.most);
        for (const [index, tile] of tiles.entries()) {
          await messages();
          call.signal.throwIfAborted();
          await this.#paintTile(transformer, folded, tile, resources);
          const next = tiles[index + 1];
          this.#left = next ? [...unpainted(part, next), ...others] : others;
          this.#count++;
          progress.add(tile);
        }
      }
    } finally {
      release(folded);
    }
  }

  #tiles(transformer: FoldableTransformer, most: number): Tile[] {
    return this.#left.flatMap((part) => this.#tilesOf(part, transformer, most));
  }

  #tilesOf(part: Area, { halo, files }: FoldableTransformer, most: number): Tile[] {
    const { width, height } = this.#padded;
    return tilesOf(part, width, height, { most, halo, multiple: files.multiple });
  }

  /** The statistics of a sample, measured as if it were one picture. */
  async #measured(transformer: FoldableTransformer, most: number): Promise<Statistics> {
    const { width, height } = this.#padded;
    const areas = sampleOf(width, height, most, transformer.files.multiple);
    const side = widthOf(areas[0] as Area);
    const length = side * side * 3;
    const values = new Float32Array(areas.length * length);
    for (const [index, area] of areas.entries()) {
      const target = values.subarray(index * length, (index + 1) * length);
      valuesOf(this.#picture, this.#padded, area, target);
    }
    return await transformer.measure({ values, width: side, height: side }, this.#vector);
  }

  async #paintTile(
    transformer: FoldableTransformer,
    folded: FoldedTransformer,
    { painted, seen }: Tile,
    { done }: PaintResources,
  ): Promise<void> {
    const { width, height } = this.#padded;
    if (!transformer.oneShape) {
      const field = transformer.receptiveField(width, height, painted);
      const values = this.#valuesOf(field.content);
      const cells = await done(folded.paint(values, field));
      writePixels(cells, painted, painted, this.canvas, this.#picture.alpha);
      return;
    }
    const field = transformer.receptiveField(widthOf(seen), heightOf(seen));
    const values = this.#valuesOf(moved(field.content, seen));
    const cells = await done(folded.paint(values, field));
    writePixels(cells, seen, painted, this.canvas, this.#picture.alpha);
  }

  /** The values of an area, where those of the tile before were: they add up to a lot otherwise. */
  #valuesOf(area: Area): Float32Array {
    const length = pixelsOf(area) * 3;
    if (this.#values.length < length) this.#values = new Float32Array(length);
    return valuesOf(this.#picture, this.#padded, area, this.#values.subarray(0, length));
  }
}

/** An area of a part, in the whole. */
function moved(area: Area, { top, left }: Area): Area {
  return {
    top: area.top + top,
    bottom: area.bottom + top,
    left: area.left + left,
    right: area.right + left,
  };
}

/** Tells how far the tiles are, and how long they will take. */
class Progress {
  readonly #total: number;
  readonly #call: Call;
  readonly #msPerPixel: number | undefined;
  #loaded: number;
  #pixels: number;
  #begun = 0;
  #done = 0;

  /** @param msPerPixel milliseconds a pixel is expected to take, before the first one is painted */
  constructor(before: number, tiles: readonly Tile[], msPerPixel: number | undefined, call: Call) {
    this.#loaded = before;
    this.#total = before + tiles.length;
    this.#pixels = tiles.reduce((sum, { painted }) => sum + pixelsOf(painted), 0);
    this.#msPerPixel = msPerPixel;
    this.#call = call;
  }

  begin(): void {
    this.#begun = performance.now();
  }

  add({ painted }: Tile): void {
    this.#loaded++;
    this.#done += pixelsOf(painted);
    this.report();
  }

  report(): void {
    const msPerPixel =
      this.#done > 0 ? (performance.now() - this.#begun) / this.#done : this.#msPerPixel;
    const left = this.#pixels - this.#done;
    this.#call.tiles(this.#loaded, this.#total, msPerPixel && (msPerPixel * left) / 1000);
  }
}

function pixelsOf(area: Area): number {
  return widthOf(area) * heightOf(area);
}

/** Frees what may lie on a backend that is broken. */
function release(folded: FoldedTransformer): void {
  try {
    folded.dispose();
  } catch {
    // What is broken is thrown away as a whole.
  }
}

/** Lets the messages in that came meanwhile: one of them may be that the call is aborted. */
function messages(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
