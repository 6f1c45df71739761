// What the WebAssembly runtime does for a program, and where the pictures in between lie.

import { type Area, heightOf, widthOf } from "../../base/area";
import {
  inputsOf,
  type LoweredConvolution,
  type LoweredProgram,
  type LoweredStep,
  type Sides,
  sidesAfter,
} from "../../program/lowering";
import type { Part, ReceptiveField } from "../../program/receptive-field";
import type { Weights } from "../../program/weights";
import { type PackedWeights, packedWeights } from "./packed-weights";

interface AnyPass {
  readonly reads: readonly string[];
  readonly out: string;
  /** Index of the program's step that says which part is made. */
  readonly makes: number;
  /** The pictures that nobody reads afterwards. */
  readonly frees: readonly string[];
}

/** A convolution and, where nothing else reads what it makes, the addition after it. */
export interface ConvolutionPass extends AnyPass {
  readonly convolution: LoweredConvolution;
  readonly kernel: PackedWeights;
}

export interface AdditionPass extends AnyPass {
  readonly convolution: undefined;
}

export type Pass = ConvolutionPass | AdditionPass;

/** A pass before it is known who reads what afterwards. */
type Unfreed = Omit<ConvolutionPass, "frees"> | Omit<AdditionPass, "frees">;

/** A picture between two passes. */
export interface Place extends Sides {
  /** Bytes from the beginning of all pictures. */
  readonly offset: number;
  readonly bytes: number;
  /** The part that there is, of a whole of `height` and `width`. */
  readonly area: Area;
  readonly channels: number;
}

/** Where all pictures of a painting lie. */
export interface Places {
  /** Inputs and output of every pass. */
  readonly passes: readonly { readonly inputs: readonly Place[]; readonly output: Place }[];
  readonly content: Place;
  readonly bytes: number;
}

const ALIGNMENT = 64;

/**
 * The passes of a program of convolutions and additions.
 *
 * @param kept the pictures that are read once all passes are done
 */
export function passesOf({ steps, weights }: LoweredProgram, kept: readonly string[]): Pass[] {
  const passes: Unfreed[] = [];
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as LoweredStep;
    const pass = { reads: inputsOf(step), out: step.out, makes: index };
    if (step.op !== "convolve") {
      passes.push({ ...pass, convolution: undefined });
      continue;
    }
    const convolution = { ...pass, convolution: step, kernel: packedWeights(step, weights) };
    const addend = kept.includes(step.out) ? undefined : addendOf(step, steps[index + 1], steps);
    if (addend === undefined) {
      passes.push(convolution);
    } else {
      const { out } = steps[++index] as LoweredStep;
      passes.push({ ...convolution, reads: [...step.in, addend], out });
    }
  }
  return passes.map((pass, index) => {
    const later = new Set([...kept, ...passes.slice(index + 1).flatMap(({ reads }) => reads)]);
    return { ...pass, frees: [...new Set(pass.reads)].filter((name) => !later.has(name)) };
  });
}

/** What the next step adds to a convolution's output that only this step reads. */
function addendOf(
  { out }: LoweredConvolution,
  next: LoweredStep | undefined,
  steps: readonly LoweredStep[],
): string | undefined {
  if (next?.op !== "add" || !next.in.includes(out)) return undefined;
  const others = next.in.filter((name) => name !== out);
  const readers = steps.filter((step) => inputsOf(step).includes(out));
  return readers.length === 1 && others.length === 1 ? others[0] : undefined;
}

/** Finds places for all pictures; those that no later pass reads make room. */
export function placesOf(
  passes: readonly Pass[],
  field: ReceptiveField,
  weights: Weights,
  count: number,
): Places {
  const allocator = new FirstFitAllocator();
  const there = new Map<string, Place>();
  const put = (sides: Sides, area: Area, channels: number): Place => {
    const floats = count * heightOf(area) * widthOf(area) * channels;
    const bytes = Math.ceil((floats * 4) / ALIGNMENT) * ALIGNMENT;
    return { ...sides, area, channels, bytes, offset: allocator.take(bytes) };
  };
  const content = put(field, field.content, 3);
  there.set("content", content);
  const found = passes.map((pass) => {
    const inputs = pass.reads.map((name) => there.get(name) as Place);
    const [first] = inputs as [Place];
    const { makes } = field.parts[pass.makes] as Part;
    const sides = pass.convolution ? sidesAfter(pass.convolution, weights, first) : first;
    const channels = pass.convolution ? pass.kernel.channels : first.channels;
    const output = put({ height: sides.height, width: sides.width }, makes, channels);
    there.set(pass.out, output);
    for (const name of pass.frees) allocator.give(there.get(name) as Place);
    return { inputs, output };
  });
  return { passes: found, content, bytes: allocator.bytes };
}

interface Block {
  readonly offset: number;
  readonly bytes: number;
}

/** Room for pictures, taken where the first gap is large enough. */
class FirstFitAllocator {
  #taken: Block[] = [];
  /** The most that was ever taken. */
  bytes = 0;

  take(bytes: number): number {
    let offset = 0;
    let index = 0;
    for (; index < this.#taken.length; index++) {
      const next = this.#taken[index] as Block;
      if (next.offset - offset >= bytes) break;
      offset = next.offset + next.bytes;
    }
    this.#taken.splice(index, 0, { offset, bytes });
    this.bytes = Math.max(this.bytes, offset + bytes);
    return offset;
  }

  give({ offset }: Block): void {
    this.#taken = this.#taken.filter((room) => room.offset !== offset);
  }
}
