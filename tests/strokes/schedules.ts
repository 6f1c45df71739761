// Paints in passes of any schedule with the engine, for comparisons: see __main__.py.

import { Backends } from "../../web_template/src/engine/backends/backends";
import { loadTransformer } from "../../web_template/src/engine/backends/load";
import { wholeArea } from "../../web_template/src/engine/base/area";
import { quiet } from "../../web_template/src/engine/base/call";
import {
  downloadNetwork,
  locateSet,
} from "../../web_template/src/engine/networks/download-networks";
import {
  type FoldableTransformer,
  isFoldable,
} from "../../web_template/src/engine/networks/transformer";
import { blendInto, type Covering, guideOf } from "../../web_template/src/engine/painting/blend";
import { coloursOf } from "../../web_template/src/engine/painting/passes";
import { type DetailMap, detailMap } from "../../web_template/src/engine/pictures/detail";
import {
  type Canvas,
  paddedSize,
  valuesOf,
  writePixels,
} from "../../web_template/src/engine/pictures/pixels";
import { CUBIC, ResampledRows, resized } from "../../web_template/src/engine/pictures/resample";
import type { Statistics } from "../../web_template/src/engine/program/program";
import { fitted, type Picture } from "../../web_template/src/shared/picture";

/** How to paint in passes. */
interface Schedule {
  /** Long side in pixels of each pass. */
  readonly sizes: readonly number[];
  readonly covering: Covering;
  /** How far details reach: over what is around them, only over their own place, or everywhere alike. */
  readonly detail: "around" | "place" | "none";
  /** Whether the colours of large areas are blended by detail, too. */
  readonly halos: boolean;
  /** Whose statistics the later passes are painted with. */
  readonly statistics: "own" | "photo" | "first";
  /** How much an enlarged painting is sharpened: 0 to 1. */
  readonly sharpening: number;
}

let loaded: Promise<FoldableTransformer> | undefined;

async function load(networks: string, name: string): Promise<FoldableTransformer> {
  const call = quiet();
  const backends = new Backends();
  if (!(await backends.start("wasm", call))) throw new Error("WASM does not start");
  const { set, folder } = await locateSet(new URL(networks, location.href), undefined, call);
  const files = set.transformers[name];
  if (!files) throw new Error(`The set has no transformer "${name}"`);
  const artifacts = await downloadNetwork(folder, files, call);
  const source = { files, artifacts, vectorSize: set.vectorSize };
  const transformer = await loadTransformer(source, backends, call);
  if (!isFoldable(transformer)) throw new Error("The transformer has no program");
  return transformer;
}

/** A photo, the address of a PNG, painted by one transformer: again as the address of a PNG. */
export async function paint(task: {
  readonly networks: string;
  readonly transformer: string;
  readonly photo: string;
  readonly vector: readonly number[];
  readonly schedule: Schedule;
}): Promise<string> {
  loaded ??= load(task.networks, task.transformer);
  const transformer = await loaded;
  const photo = await pictureAt(task.photo);
  const painted = await inPasses(transformer, photo, Float32Array.from(task.vector), task.schedule);
  return await addressOf(painted);
}

async function inPasses(
  transformer: FoldableTransformer,
  photo: Picture,
  vector: Float32Array,
  schedule: Schedule,
): Promise<Canvas> {
  const detail = await mapOf(photo, schedule);
  let first: Statistics | undefined;
  let painted: Canvas | undefined;
  for (const size of schedule.sizes) {
    const sides = fitted(photo.width, photo.height, size);
    const ground = await resized(photo, sides);
    let statistics = schedule.statistics === "first" ? first : undefined;
    if (schedule.statistics === "photo") statistics = await measured(transformer, ground, vector);
    if (painted) {
      const before = await sharpened(coloursOf(painted), schedule.sharpening);
      const { areas } = await guideOf(schedule.halos ? before : photo);
      await blendInto(ground, before, { detail, areas }, schedule.covering);
    }
    statistics ??= await measured(transformer, ground, vector);
    first ??= statistics;
    painted = await paintedWith(transformer, ground, vector, statistics);
  }
  if (!painted) throw new RangeError("A schedule has one pass at least");
  return painted;
}

async function mapOf(photo: Picture, { detail }: Schedule): Promise<DetailMap> {
  if (detail === "around") return await detailMap(photo);
  if (detail === "place") return await detailMap(photo, 4);
  return { width: 1, height: 1, data: new Uint8Array(1) };
}

async function measured(transformer: FoldableTransformer, picture: Picture, vector: Float32Array) {
  const padded = paddedSize([picture.width, picture.height], transformer.files);
  const values = valuesOf(picture, padded, wholeArea(padded.width, padded.height));
  return await transformer.measure({ values, ...padded }, vector);
}

async function paintedWith(
  transformer: FoldableTransformer,
  picture: Picture,
  vector: Float32Array,
  statistics: Statistics,
): Promise<Canvas> {
  const { width, height } = picture;
  const padded = paddedSize([width, height], transformer.files);
  const whole = wholeArea(padded.width, padded.height);
  const field = transformer.receptiveField(padded.width, padded.height);
  const folded = transformer.folded(statistics, vector);
  const cells = await folded.paint(valuesOf(picture, padded, field.content), field);
  folded.dispose();
  const canvas = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  writePixels(cells, whole, whole, padded, canvas, undefined);
  return canvas;
}

/** Its difference from what remains of it at two thirds of its size is added. */
async function sharpened(picture: Picture, amount: number): Promise<Picture> {
  if (amount === 0) return picture;
  const { width, height, data } = picture;
  const small = await resized(picture, [Math.ceil(width / 1.5), Math.ceil(height / 1.5)]);
  const rows = new ResampledRows(CUBIC, small, [width, height], 3);
  const sharp = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; ) {
    for (const soft of rows.next()) {
      const value = data[at] as number;
      sharp[at++] = value + amount * (value - soft);
    }
  }
  return { width, height, data: new Uint8Array(sharp.buffer) };
}

async function pictureAt(address: string): Promise<Picture> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return coloursOf(context.getImageData(0, 0, bitmap.width, bitmap.height) as Canvas);
}

async function addressOf({ width, height, data }: Canvas): Promise<string> {
  const context = contextOf(width, height);
  context.putImageData(new ImageData(data, width, height), 0, 0);
  const file = await context.canvas.convertToBlob({ type: "image/png" });
  return await new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.readAsDataURL(file);
  });
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) throw new Error("There is no canvas");
  return context;
}
