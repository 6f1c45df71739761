// The fragment shaders of a transformer that is drawn.

import type { Activation, Cin, Pad } from "../../program/program";
import { activatedValue } from "../shader-activations";

const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;
`;

/** Side of the square of pixels that one pass sums up. */
export const BLOCK = 8;

function repeated(count: number, line: (index: number) => string, between = "\n"): string {
  return Array.from({ length: count }, (_, index) => line(index)).join(between);
}

/** A loop, whose body is given its index. */
type Loop = (index: string, count: number, body: (index: string) => string) => string;

const plainLoop: Loop = (index, count, body) =>
  `for (int ${index} = 0; ${index} < ${count}; ${index}++) {
    ${body(index)}
  }`;

const unrolledLoop: Loop = (_, count, body) => repeated(count, (i) => `{ ${body(String(i))} }`);

function outputs(layers: number): string {
  return repeated(layers, (i) => `layout(location = ${i}) out vec4 out${i};`);
}

/** What a convolution's shader depends on. */
export interface ConvolutionShape {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly pad: Pad;
  /** Layers read, and layers drawn in one pass. */
  readonly inputs: number;
  readonly outputs: number;
  /** Whether each pixel read is seen twice in both directions. */
  readonly doubled: boolean;
  /** A depthwise convolution of these sides, followed by a pointwise one. */
  readonly separable: boolean;
  readonly activation: Activation;
  /** Whether there are no loops, so that every weight's place is a constant. */
  readonly unrolled: boolean;
}

/**
 * A convolution over a reflected border. The block `Weights` holds a matrix for each tap, input layer
 * and output layer, in this order; of a separable one, a vector for each tap and input layer, and then
 * the matrices for each input and output layer.
 */
export function convolutionShader(shape: ConvolutionShape): string {
  const { height, width, stride, pad, inputs, outputs: layers, separable } = shape;
  const taps = height * width;
  const vectors = separable ? `vec4 taps[${taps * inputs}];\n  ` : "";
  const matrices = (separable ? 1 : taps) * inputs * layers;
  const loop = shape.unrolled ? unrolledLoop : plainLoop;
  const products = (first: string) =>
    repeated(layers, (i) => `sum${i} += matrices[(${first}) * ${layers} + ${i}] * value;`);
  const pixel = (g: string) => `texelFetch(source, ivec3(x, y, ${g}), 0)`;
  const perTap = (body: (tap: string) => string) =>
    loop("r", height, (r) => {
      const columns = loop("c", width, (c) => {
        const tap = `(${r} * ${width} + ${c}) * ${inputs}`;
        return `int x = column(${c}, first.x);\n${body(tap)}`;
      });
      return `int y = row(${r}, first.y, picture);\n${columns}`;
    });
  const perLayer = (body: (g: string) => string) => loop("g", inputs, body);
  const body = separable
    ? perLayer((g) => {
        const sum = perTap((tap) => `value += taps[${tap} + ${g}] * ${pixel(g)};`);
        return `vec4 value = vec4(0.0);\n${sum}\n${products(g)}`;
      })
    : perTap((tap) => perLayer((g) => `vec4 value = ${pixel(g)};\n${products(`${tap} + ${g}`)}`));
  return `${HEAD}
layout(std140) uniform Weights {
  ${vectors}mat4 matrices[${matrices}];
};
uniform sampler2DArray source;
uniform vec4 bias[${layers}];
// Left and top of what is drawn, of what there is to read, and height and width of the whole source.
uniform int place[6];
// Rows of one picture where several lie below each other: drawn, and to read.
uniform int rows[2];
${outputs(layers)}

int mirrored(int position, int length) {
  return length - 1 - abs(length - 1 - abs(position));
}

int row(int tap, int first, int picture) {
  return (mirrored(first + tap, place[4]) >> ${shape.doubled ? 1 : 0}) - place[3] + picture * rows[1];
}

int column(int tap, int first) {
  return (mirrored(first + tap, place[5]) >> ${shape.doubled ? 1 : 0}) - place[2];
}

vec4 activated(vec4 value) {
  return ${activatedValue(shape.activation)};
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  int picture = pixel.y / rows[0];
  ivec2 position = ivec2(pixel.x + place[0], pixel.y - picture * rows[0] + place[1]);
  ivec2 first = position * ${stride} - ivec2(${pad[2]}, ${pad[0]});
  ${repeated(layers, (i) => `vec4 sum${i} = bias[${i}];`)}
  ${body}
  ${repeated(layers, (i) => `out${i} = activated(sum${i});`)}
}`;
}

/** The sum of two surfaces, the first pixel of each given. */
export function additionShader(layers: number): string {
  return `${HEAD}
uniform sampler2DArray one;
uniform sampler2DArray other;
uniform int first[4];
${outputs(layers)}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  ivec2 a = pixel + ivec2(first[0], first[1]);
  ivec2 b = pixel + ivec2(first[2], first[3]);
  ${repeated(
    layers,
    (i) => `out${i} = texelFetch(one, ivec3(a, ${i}), 0) + texelFetch(other, ivec3(b, ${i}), 0);`,
  )}
}`;
}

/**
 * Means of blocks of pixels, in sums of which the last has one pixel: of the values themselves, or of
 * their squared distances from `means`.
 *
 * @param distances whether these are the squared distances
 */
export function sumShader(layers: number, distances: boolean): string {
  const term = (i: number) =>
    distances
      ? `{ vec4 far = texelFetch(source, ivec3(x, y, ${i}), 0) - mean${i}; sum${i} += far * far; }`
      : `sum${i} += texelFetch(source, ivec3(x, y, ${i}), 0);`;
  return `${HEAD}
uniform sampler2DArray source;
${distances ? "uniform sampler2DArray means;" : ""}
// Width and height of the source, and the number that the sums are divided by.
uniform int size[3];
${outputs(layers)}

void main() {
  ivec2 first = ivec2(gl_FragCoord.xy) * ${BLOCK};
  ivec2 last = min(first + ${BLOCK}, ivec2(size[0], size[1]));
  ${repeated(layers, (i) => `vec4 sum${i} = vec4(0.0);`)}
  ${distances ? repeated(layers, (i) => `vec4 mean${i} = texelFetch(means, ivec3(0, 0, ${i}), 0);`) : ""}
  for (int y = first.y; y < last.y; y++) {
    for (int x = first.x; x < last.x; x++) {
      ${repeated(layers, term)}
    }
  }
  ${repeated(layers, (i) => `out${i} = sum${i} / float(size[2]);`)}
}`;
}

/** Gives all subpixels of a channel the mean of their numbers; of one pixel. */
export function poolShader(layers: number, { channels, subpixels }: Cin): string {
  const numberOf = (output: number) =>
    `texelFetch(source, ivec3(0, 0, ${output >> 2}), 0)[${output & 3}]`;
  const mean = (output: number) => {
    const numbers = Array.from({ length: subpixels }, (_, k) =>
      numberOf((output % channels) + k * channels),
    );
    return `(${numbers.join(" + ")}) / ${subpixels}.0`;
  };
  return `${HEAD}
uniform sampler2DArray source;
${outputs(layers)}

void main() {
  ${repeated(layers, (i) => `out${i} = vec4(${[0, 1, 2, 3].map((k) => mean(4 * i + k)).join(", ")});`)}
}`;
}

/** Normalizes by means and variances. */
export function normalizationShader(
  layers: number,
  { epsilon }: Cin,
  activation: Activation,
): string {
  const statistic = (from: string, layer: number) =>
    `texelFetch(${from}, ivec3(0, 0, ${layer}), 0)`;
  return `${HEAD}
uniform sampler2DArray source;
uniform sampler2DArray means;
uniform sampler2DArray variances;
uniform vec4 gamma[${layers}];
uniform vec4 beta[${layers}];
${outputs(layers)}

vec4 activated(vec4 value) {
  return ${activatedValue(activation)};
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  ${repeated(
    layers,
    (i) => `vec4 far${i} = texelFetch(source, ivec3(pixel, ${i}), 0) - ${statistic("means", i)};
  vec4 scale${i} = gamma[${i}] * inversesqrt(${statistic("variances", i)} + ${epsilon.toExponential()});
  out${i} = activated(far${i} * scale${i} + beta[${i}]);`,
  )}
}`;
}

/** Shuffles cells, `side` pixels square, to pixels. */
export function pixelShader(side: number): string {
  return `${HEAD}
uniform sampler2DArray source;
out vec4 colour;

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  ivec2 cell = pixel / ${side};
  ivec2 inside = pixel - cell * ${side};
  int channel = (inside.y * ${side} + inside.x) * 3;
  vec4 found = vec4(1.0);
  for (int k = 0; k < 3; k++) {
    int index = channel + k;
    found[k] = texelFetch(source, ivec3(cell, index >> 2), 0)[index & 3];
  }
  colour = found;
}`;
}
