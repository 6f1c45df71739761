import type { io } from "@tensorflow/tfjs-core";
import type { Cin, ConvolutionStep } from "./program";

/** A weight, decoded from whatever it was stored as. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What names weights: programs of transformers, and of style networks. */
interface NamingProgram {
  readonly steps: readonly object[];
  readonly layers?: readonly object[];
  readonly cins?: readonly Cin[];
}

/** The weights of a program by name. */
export class Weights {
  readonly #weights: ReadonlyMap<string, Weight>;

  /** Decodes from a network's files what its program names. */
  constructor(program: NamingProgram, { weightData, weightSpecs }: io.ModelArtifacts) {
    const wanted = names(program);
    const bytes = new Uint8Array(weightData as ArrayBuffer);
    const weights = new Map<string, Weight>();
    let at = 0;
    for (const entry of weightSpecs ?? []) {
      const stored = storedBytes(entry);
      if (wanted.has(entry.name)) {
        // Numbers begin where their size likes it, which weights in a row do not.
        const values = decoded(bytes.slice(at, at + stored).buffer, entry);
        weights.set(entry.name, { shape: entry.shape, values });
      }
      at += stored;
    }
    this.#weights = weights;
  }

  get(name: string): Weight {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`The network has no weight ${name}.`);
    return weight;
  }
}

const BYTES_OF: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** How many bytes a weight is stored in. */
export function storedBytes({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const bytes = BYTES_OF[quantization?.dtype ?? dtype] ?? Number.NaN;
  return shape.reduce((size, side) => size * side, bytes);
}

/** The numbers of a weight (tensorflowjs's quantization: a scale and a minimum, or half precision). */
function decoded(stored: ArrayBuffer, { dtype, quantization }: io.WeightsManifestEntry) {
  const { scale = 1, min = 0 } = quantization ?? {};
  switch (quantization?.dtype ?? dtype) {
    case "float16":
      return Float32Array.from(new Uint16Array(stored), single);
    case "uint16":
      return Float32Array.from(new Uint16Array(stored), (value) => value * scale + min);
    case "uint8":
      return Float32Array.from(new Uint8Array(stored), (value) => value * scale + min);
    case "int32":
      return Float32Array.from(new Int32Array(stored));
    default:
      return new Float32Array(stored);
  }
}

/** A number in half precision. */
function single(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function names({ steps, layers = [], cins = [] }: NamingProgram): Set<string> {
  const found = new Set<string>();
  for (const step of [...steps, ...layers] as readonly Partial<ConvolutionStep>[]) {
    found.add(step.weights ?? "").add(step.bias ?? "");
  }
  for (const { kernel, bias } of cins.flatMap(({ gamma, beta }) => [gamma, beta])) {
    found.add(kernel).add(bias ?? "");
  }
  return found;
}
