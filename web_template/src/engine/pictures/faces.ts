// Finds faces: the tiny face detector of face-api (MIT), a YOLO of separable convolutions whose
// weights, 0.2 MB, are a part of this module. It is imported when faces are first to be found.

import bytes from "@vladmandic/face-api/model/tiny_face_detector_model.bin";
import manifest from "@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json";
import type { Sides } from "../../shared/passes";
import { fitted, type Picture } from "../../shared/picture";
import type { Turn } from "../base/yield";
import { resized } from "./resample";

/** A face from its brows to its chin, in shares of the picture's sides. */
export interface Face {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Sides in pixels of the squares that the network sees: a portrait is found in a small one. */
const SIDES = [224, 416] as const;

/** Sides of the boxes that the network starts from, in cells. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;

/** Numbers that the network says of a box: place, size and how sure it is. */
const BOX = 5;

const MEAN = [117.001, 114.697, 97.404] as const;
const LEAST_SURE = 0.5;

/** Boxes that share more than this of their area are one face. */
const MOST_SHARED = 0.4;

/** Layers between the first and the last convolution. */
const LAYERS = [1, 2, 3, 4, 5] as const;

/** Activations: channels of a pixel together, row after row. */
interface Layer {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** The faces of a picture, the surest first. */
export async function findFaces(picture: Picture, turn?: Turn): Promise<readonly Face[]> {
  const weights = readWeights();
  const found: Box[] = [];
  for (const side of sidesFor(picture)) {
    found.push(...(await boxesAt(side, picture, weights, turn)));
  }
  return apart(found.sort((one, other) => other.sure - one.sure));
}

/** What is enlarged shows nothing new. */
function sidesFor({ width, height }: Picture): readonly number[] {
  return SIDES.filter((side) => side === SIDES[0] || side <= Math.max(width, height));
}

async function boxesAt(
  side: number,
  picture: Picture,
  weights: Weights,
  turn: Turn | undefined,
): Promise<Box[]> {
  const sides = fitted(picture.width, picture.height, side);
  let layer = firstConvolution(await resized(picture, sides, turn), side, weights);
  for (const number of LAYERS) {
    await turn?.();
    // The last of them overlaps, so that it keeps its size.
    layer = separable(pooled(layer, 2), `conv${number}`, weights);
  }
  layer = pooled(layer, 1);
  const said = pointwise(layer, weights.get("conv8/filters"), weights.get("conv8/bias"));
  return boxesOf(said, side, sides);
}

/** The network's weights, made of the bytes that they are stored as. */
function readWeights(): Weights {
  const found = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape, quantization } of manifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((product, side) => product * side, 1);
    const { scale, min } = quantization;
    found.set(
      name,
      Float32Array.from(bytes.subarray(at, at + length), (v) => v * scale + min),
    );
    at += length;
  }
  return {
    get(name) {
      const weight = found.get(name);
      if (!weight) throw new RangeError(`The face detector has no weights ${name}.`);
      return weight;
    },
  };
}

interface Weights {
  get(name: string): Float32Array;
}

/** A convolution of 3 x 3 pixels without a border, of a picture in a black square. */
function firstConvolution(
  { width, height, data }: Picture,
  square: number,
  weights: Weights,
): Layer {
  const inside = new Float32Array(square * square * 3);
  for (let y = 0, to = 0; y < square; y++) {
    for (let x = 0; x < square; x++) {
      const from = (y * width + x) * 3;
      const isInside = x < width && y < height;
      for (let c = 0; c < 3; c++, to++) {
        const value = isInside ? (data[from + c] as number) : 0;
        inside[to] = (value - (MEAN[c] as number)) / 255;
      }
    }
  }
  const kernel = weights.get("conv0/filters");
  const bias = weights.get("conv0/bias");
  const side = square - 2;
  const channels = bias.length;
  const out = new Float32Array(side * side * channels);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const to = (y * side + x) * channels;
      out.set(bias, to);
      for (let tap = 0; tap < 9; tap++) {
        const from = ((y + Math.floor(tap / 3)) * square + x + (tap % 3)) * 3;
        for (let c = 0; c < 3; c++) {
          const value = inside[from + c] as number;
          const at = (tap * 3 + c) * channels;
          for (let o = 0; o < channels; o++) {
            out[to + o] = (out[to + o] as number) + value * (kernel[at + o] as number);
          }
        }
      }
    }
  }
  return { width: side, height: side, channels, data: leaky(out) };
}

/** The largest of each 2 x 2 pixels, every `step` pixels; beyond the border there is nothing. */
function pooled({ width, height, channels, data }: Layer, step: 1 | 2): Layer {
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const out = new Float32Array(w * h * channels).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const to = (y * w + x) * channels;
      for (let row = y * step; row < Math.min(y * step + 2, height); row++) {
        for (let column = x * step; column < Math.min(x * step + 2, width); column++) {
          const from = (row * width + column) * channels;
          for (let c = 0; c < channels; c++) {
            out[to + c] = Math.max(out[to + c] as number, data[from + c] as number);
          }
        }
      }
    }
  }
  return { width: w, height: h, channels, data: out };
}

/** 3 x 3 pixels channel by channel within a border of zeros, then a mixture of the channels. */
function separable(layer: Layer, name: string, weights: Weights): Layer {
  const { width, height, channels, data } = layer;
  const kernel = weights.get(`${name}/depthwise_filter`);
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * channels;
      for (let tap = 0; tap < 9; tap++) {
        const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const from = (row * width + column) * channels;
        for (let c = 0, at = tap * channels; c < channels; c++, at++) {
          out[to + c] =
            (out[to + c] as number) + (data[from + c] as number) * (kernel[at] as number);
        }
      }
    }
  }
  const mixing = weights.get(`${name}/pointwise_filter`);
  const mixed = pointwise({ ...layer, data: out }, mixing, weights.get(`${name}/bias`));
  leaky(mixed.data);
  return mixed;
}

function pointwise(
  { width, height, channels, data }: Layer,
  mixing: Float32Array,
  bias: Float32Array,
): Layer {
  const count = bias.length;
  const out = new Float32Array(width * height * count);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const to = pixel * count;
    out.set(bias, to);
    for (let c = 0; c < channels; c++) {
      const value = data[pixel * channels + c] as number;
      for (let o = 0, at = c * count; o < count; o++, at++) {
        out[to + o] = (out[to + o] as number) + value * (mixing[at] as number);
      }
    }
  }
  return { width, height, channels: count, data: out };
}

/** In place. */
function leaky(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) < 0) values[i] = 0.1 * (values[i] as number);
  }
  return values;
}

interface Box extends Face {
  readonly sure: number;
}

/** The boxes that are rather a face than not. */
function boxesOf({ width: cells, data }: Layer, square: number, [width, height]: Sides): Box[] {
  const found: Box[] = [];
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  for (let at = 0; at < data.length; at += BOX) {
    const [x, y, w, h, s] = data.subarray(at, at + BOX) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    const sure = sigmoid(s);
    if (sure < LEAST_SURE) continue;
    const cell = Math.floor(at / BOX / ANCHORS.length);
    const [across, down] = ANCHORS[(at / BOX) % ANCHORS.length] as (typeof ANCHORS)[number];
    const pixels = square / cells;
    const [boxWidth, boxHeight] = [across * Math.exp(w) * pixels, down * Math.exp(h) * pixels];
    const left = ((cell % cells) + sigmoid(x)) * pixels - boxWidth / 2;
    const top = (Math.floor(cell / cells) + sigmoid(y)) * pixels - boxHeight / 2;
    found.push({
      sure,
      left: left / width,
      top: top / height,
      width: boxWidth / width,
      height: boxHeight / height,
    });
  }
  return found;
}

/** One box a face: the surest of those that lie on each other. */
function apart(boxes: readonly Box[]): Face[] {
  const kept: Box[] = [];
  for (const box of boxes) {
    if (kept.every((other) => shared(box, other) <= MOST_SHARED)) kept.push(box);
  }
  return kept.map(({ left, top, width, height }) => ({ left, top, width, height }));
}

/** The area that two boxes have in common, as a share of what they cover together. */
function shared(one: Face, other: Face): number {
  const across = overlap(one.left, one.width, other.left, other.width);
  const down = overlap(one.top, one.height, other.top, other.height);
  const both = across * down;
  return both / (one.width * one.height + other.width * other.height - both);
}

function overlap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, Math.min(a + aLength, b + bLength) - Math.max(a, b));
}
