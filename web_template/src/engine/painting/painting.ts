// A picture on its way to being painted; it outlives the transformers and backends that paint it.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import { type Area, heightOf, wholeArea, widthOf } from "../base/area";
import type { Call } from "../base/call";
import { messages } from "../base/yield";
import {
  type FoldableTransformer,
  type FoldedTransformer,
  isFoldable,
  type Transformer,
} from "../networks/transformer";
import {
  type Canvas,
  type PaddedSize,
  paddedSize,
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

/** Where in the order of passes a painting stands, so that progress counts all of them. */
export interface PassPlace {
  /** Tiles of the passes before it. */
  readonly tilesBefore: number;
  /** Width and height of the passes after it. */
  readonly later: readonly Sides[];
}

/** A picture that is painted in one pass. */
const ALONE: PassPlace = { tilesBefore: 0, later: [] };

/** A picture, what of it is painted, and what is left. */
export class Painting {
  readonly canvas: Canvas;
  readonly #picture: Picture;
  readonly #vector: Float32Array;
  readonly #padded: PaddedSize;
  readonly #place: PassPlace;
  #left: readonly Area[];
  #statistics: Statistics | undefined;
  #count = 0;
  #values = new Float32Array(0);

  /** @param vector the style, strength and all */
  constructor(
    picture: Picture,
    vector: Float32Array,
    { files }: Transformer,
    place: PassPlace = ALONE,
  ) {
    const { width, height } = picture;
    this.canvas = { width, height, data: new Uint8ClampedArray(width * height * 4) };
    this.#picture = picture;
    this.#vector = vector;
    this.#place = place;
    this.#padded = paddedSize([width, height], files);
    this.#left = [wholeArea(this.#padded.width, this.#padded.height)];
  }

  /** Tiles that are painted. */
  get tiles(): number {
    return this.#count;
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
  async #paintWhole(resources: PaintResources, call: Call): Promise<void> {
    const { transformer, done } = resources;
    const { width, height } = this.#padded;
    const whole = wholeArea(width, height);
    const progress = new Progress(1, width * height, this.#place, resources, call);
    progress.report();
    const values = valuesOf(this.#picture, this.#padded, whole);
    const cells = await done(transformer.paint({ values, width, height }, this.#vector));
    writePixels(cells, whole, whole, this.#padded, this.canvas, this.#picture.alpha);
    this.#left = [];
    this.#count = 1;
    progress.add(width * height);
  }

  async #paintTiles(
    transformer: FoldableTransformer,
    resources: PaintResources,
    call: Call,
  ): Promise<void> {
    const tiles = this.#tiles(transformer, resources.most);
    const pixels = tiles.reduce((sum, { painted }) => sum + pixelsOf(painted), 0);
    const place = { ...this.#place, tilesBefore: this.#place.tilesBefore + this.#count };
    const progress = new Progress(tiles.length, pixels, place, resources, call);
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
          progress.add(pixelsOf(tile.painted));
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
      writePixels(cells, painted, painted, this.#padded, this.canvas, this.#picture.alpha);
      return;
    }
    const field = transformer.receptiveField(widthOf(seen), heightOf(seen));
    const values = this.#valuesOf(moved(field.content, seen));
    const cells = await done(folded.paint(values, field));
    writePixels(cells, seen, painted, this.#padded, this.canvas, this.#picture.alpha);
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

/** Tells how far the tiles of all passes are, and how long they will take. */
class Progress {
  readonly #total: number;
  readonly #call: Call;
  readonly #msPerPixel: number | undefined;
  #loaded: number;
  #left: number;
  #begun = performance.now();
  #done = 0;

  /**
   * @param tiles that are left of this pass
   * @param pixels that are left of it
   */
  constructor(
    tiles: number,
    pixels: number,
    { tilesBefore, later }: PassPlace,
    { transformer, most, msPerPixel }: PaintResources,
    call: Call,
  ) {
    const rest = later.map((sides) => paddedSize(sides, transformer.files));
    this.#loaded = tilesBefore;
    this.#total = rest.reduce(
      (sum, size) => sum + tilesOfPass(size, transformer, most),
      tilesBefore + tiles,
    );
    this.#left = rest.reduce((sum, { width, height }) => sum + width * height, pixels);
    this.#msPerPixel = msPerPixel;
    this.#call = call;
  }

  begin(): void {
    this.#begun = performance.now();
  }

  /** Notes a tile of so many pixels. */
  add(pixels: number): void {
    this.#loaded++;
    this.#done += pixels;
    this.#left -= pixels;
    this.report();
  }

  report(): void {
    const msPerPixel =
      this.#done > 0 ? (performance.now() - this.#begun) / this.#done : this.#msPerPixel;
    this.#call.tiles(this.#loaded, this.#total, msPerPixel && (msPerPixel * this.#left) / 1000);
  }
}

/** How many tiles a picture of some size is painted in. */
function tilesOfPass(
  { width, height }: PaddedSize,
  transformer: Transformer,
  most: number,
): number {
  if (width * height <= most || !isFoldable(transformer)) return 1;
  const rules = { most, halo: transformer.halo, multiple: transformer.files.multiple };
  return tilesOf(wholeArea(width, height), width, height, rules).length;
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
