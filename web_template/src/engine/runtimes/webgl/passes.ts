// The passes that draw the steps of a transformer.

import { type Area, heightOf, widthOf } from "../../base/area";
import type { Cells } from "../../pictures/cells";
import type { Affine } from "../../program/fold";
import type { LoweredConvolution } from "../../program/lowering";
import type { Activation, Cin } from "../../program/program";
import type { Weights } from "../../program/weights";
import type { Surface, WebglDevice } from "./device";
import {
  additionShader,
  BLOCK,
  type ConvolutionShape,
  convolutionShader,
  normalizationShader,
  pixelShader,
  poolShader,
  sumShader,
} from "./shaders";
import type { UploadedWeights } from "./uploaded-weights";

/** Means and variances of a convolution's outputs, one pixel each: a channel's, in all its subpixels. */
export interface MeasuredSurfaces {
  readonly means: Surface;
  readonly variances: Surface;
}

/** A picture between two steps: the part of it that there is. */
export interface SurfaceView {
  readonly surface: Surface;
  readonly area: Area;
  /** Of the whole picture. */
  readonly height: number;
  readonly width: number;
}

/** What the shader of a convolution depends on that draws so many layers in a pass. */
export function shapeOf(
  { isSoftware }: WebglDevice,
  { step, depthwise, doubled }: LoweredConvolution,
  weights: Weights,
  outputs: number,
  activation: Activation,
): ConvolutionShape {
  const { stride, pad, weights: name } = depthwise ?? step;
  const [height, width] = weights.get(name).shape as [number, number];
  const inputs = Math.ceil((weights.get(step.weights).shape[2] as number) / 4);
  const separable = depthwise !== undefined;
  const filter = { height, width, stride, pad, inputs, outputs };
  return { ...filter, doubled, separable, activation, unrolled: isSoftware };
}

export function convolvedBy(
  device: WebglDevice,
  weights: Weights,
  drawn: LoweredConvolution,
  { surface, area, height, width }: SurfaceView,
  makes: Area,
  count: number,
  kernel: UploadedWeights,
  activation: Activation,
): Surface {
  const outputs = (weights.get(drawn.step.weights).shape[3] as number) / 4;
  const target = device.surface(widthOf(makes), heightOf(makes) * count, outputs);
  const factor = drawn.doubled ? 2 : 1;
  const place = [makes.left, makes.top, area.left, area.top, height * factor, width * factor];
  for (const { firstLayer, layers, weights: block, bias } of kernel) {
    device.draw({
      shader: convolutionShader(shapeOf(device, drawn, weights, layers, activation)),
      uniforms: {
        source: { surface },
        bias: { vectors: bias },
        place: { ints: place },
        rows: { ints: [heightOf(makes), heightOf(area)] },
      },
      weights: block,
      target,
      firstLayer,
      layers,
    });
  }
  return target;
}

export function sum(
  device: WebglDevice,
  one: SurfaceView,
  other: SurfaceView,
  makes: Area,
): Surface {
  const { layers, height, width } = one.surface;
  const target = device.surface(
    width - widthOf(one.area) + widthOf(makes),
    height - heightOf(one.area) + heightOf(makes),
    layers,
  );
  const first = [one, other].flatMap(({ area }) => [makes.left - area.left, makes.top - area.top]);
  device.draw({
    shader: additionShader(layers),
    uniforms: {
      one: { surface: one.surface },
      other: { surface: other.surface },
      first: { ints: first },
    },
    target,
    firstLayer: 0,
    layers,
  });
  return target;
}

export function measuredBy(device: WebglDevice, outputs: Surface, cin: Cin): MeasuredSurfaces {
  const means = pooledBy(device, meanBy(device, outputs), cin);
  return { means, variances: pooledBy(device, meanBy(device, outputs, means), cin) };
}

/** Takes the numbers of a channel's subpixels together. */
function pooledBy(device: WebglDevice, source: Surface, cin: Cin): Surface {
  if (cin.subpixels === 1) return source;
  const { layers } = source;
  const target = device.surface(1, 1, layers);
  device.draw({
    shader: poolShader(layers, cin),
    uniforms: { source: { surface: source } },
    target,
    firstLayer: 0,
    layers,
  });
  device.spare(source);
  return target;
}

/** The mean of a surface's pixels, or of their squared distances from `means`. */
function meanBy(device: WebglDevice, surface: Surface, means?: Surface): Surface {
  const { layers } = surface;
  let source = surface;
  do {
    const { width, height } = source;
    const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
    const target = device.surface(columns, rows, layers);
    const isFirst = source === surface;
    const divisor = columns === 1 && rows === 1 ? surface.width * surface.height : 1;
    device.draw({
      shader: sumShader(layers, isFirst && means !== undefined),
      uniforms: {
        source: { surface: source },
        size: { ints: [width, height, divisor] },
        ...(isFirst && means && { means: { surface: means } }),
      },
      target,
      firstLayer: 0,
      layers,
    });
    if (!isFirst) device.spare(source);
    source = target;
  } while (source.width > 1 || source.height > 1);
  return source;
}

export function normalizedBy(
  device: WebglDevice,
  outputs: Surface,
  { means, variances }: MeasuredSurfaces,
  cin: Cin,
  style: Affine,
  activation: Activation,
): Surface {
  const { width, height, layers } = outputs;
  const target = device.surface(width, height, layers);
  device.draw({
    shader: normalizationShader(layers, cin, activation),
    uniforms: {
      source: { surface: outputs },
      means: { surface: means },
      variances: { surface: variances },
      gamma: { vectors: style.scale },
      beta: { vectors: style.shift },
    },
    target,
    firstLayer: 0,
    layers,
  });
  return target;
}

/** Shuffles cells to pixels and brings them from the graphics card, four bytes each. */
export async function pixelsOf(
  device: WebglDevice,
  cells: Surface,
  cellSize: number,
): Promise<Cells> {
  const [width, height] = [cells.width * cellSize, cells.height * cellSize];
  const target = device.surface(width, height, 1, true);
  device.draw({
    shader: pixelShader(cellSize),
    uniforms: { source: { surface: cells } },
    target,
    firstLayer: 0,
    layers: 1,
  });
  device.spare(cells);
  const bytes = await device.bytes(target);
  device.spare(target, true);
  const values = new Float32Array(width * height * 3);
  for (let i = 0, pixel = 0; i < values.length; i += 3, pixel += 4) {
    values[i] = (bytes[pixel] as number) / 255;
    values[i + 1] = (bytes[pixel + 1] as number) / 255;
    values[i + 2] = (bytes[pixel + 2] as number) / 255;
  }
  return { values, columns: width, size: 1 };
}
