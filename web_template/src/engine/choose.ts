// Chooses a backend by a short measurement on the visitor's machine.

import { setBackend } from "@tensorflow/tfjs-core";
import { StylizerError } from "../api/errors";
import type { Backend } from "../api/types";
import { type Backends, candidates } from "./backends";
import type { Call } from "./call";
import { loadTransformer, type Transformer, type TransformerSource } from "./transformer";

/** Side in pixels of the trial picture: large enough that the work decides, not the overhead. */
const TRIAL_SIDE = 256;
const TIMED_RUNS = 2;

/** Largest mean difference between two backends' values in [0, 1] that is only rounding. */
const TOLERANCE = 0.02;

/** A running backend and the transformer loaded on it. */
export interface Choice {
  readonly backend: Backend;
  readonly transformer: Transformer;
  /** Milliseconds for a pixel, where it was measured. */
  readonly pace?: number;
}

interface Trial extends Choice {
  readonly answer: Float32Array;
  readonly pace: number;
}

/** Starts the wished backend, or for "auto" the one that paints fastest and rightly here. */
export async function chooseBackend(
  wish: Backend | "auto",
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  return wish === "auto"
    ? await fastest(backends, source, call)
    : await wished(wish, backends, source, call);
}

async function wished(
  backend: Backend,
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  call.step("start", 0, 1);
  if (!(await backends.start(backend, call))) {
    const title = backend === "wasm" ? "WebAssembly" : "WebGL";
    throw new StylizerError(
      "no-backend",
      `${title} does not work in this browser: let the page choose how to paint, or use another browser.`,
    );
  }
  const transformer = await loadTransformer(source);
  call.step("start", 1, 1);
  return { backend, transformer };
}

async function fastest(backends: Backends, source: TransformerSource, call: Call): Promise<Choice> {
  const measured = candidates();
  const trials: Trial[] = [];
  const failures: unknown[] = [];
  for (const [index, backend] of measured.entries()) {
    call.step("start", index, measured.length);
    try {
      if (await backends.start(backend, call)) trials.push(await measure(backend, source));
    } catch (error) {
      call.signal.throwIfAborted();
      failures.push(error);
    }
  }
  call.step("start", measured.length, measured.length);
  const best = bestOf(trials);
  if (!best) return await lastResort(backends, source, call, failures);
  for (const trial of trials) {
    if (trial === best) continue;
    trial.transformer.dispose();
    backends.stop(trial.backend);
  }
  await setBackend(best.backend);
  return best;
}

/** WebGL drawn by the processor: slow, but it paints where nothing else does. */
async function lastResort(
  backends: Backends,
  source: TransformerSource,
  call: Call,
  failures: readonly unknown[],
): Promise<Choice> {
  try {
    return await wished("webgl", backends, source, call);
  } catch {
    call.signal.throwIfAborted();
    const failure = failures.find((error) => error instanceof StylizerError);
    if (failure) throw failure;
    throw new StylizerError(
      "no-backend",
      "This browser has neither WebAssembly nor WebGL, so it cannot paint: use a current Chrome, Edge, Firefox or Safari.",
    );
  }
}

async function measure(backend: Backend, source: TransformerSource): Promise<Trial> {
  const transformer = await loadTransformer(source);
  return { backend, transformer, ...(await tryOut(transformer, source.vectorSize)) };
}

/** Paints a small picture: what comes out, and how many milliseconds a pixel takes. */
export async function tryOut(
  transformer: Transformer,
  vectorSize: number,
): Promise<Pick<Trial, "answer" | "pace">> {
  const picture = trialPicture();
  const vector = new Float32Array(vectorSize);
  const run = () => transformer.run(picture, TRIAL_SIDE, TRIAL_SIDE, vector);
  const answer = await run();
  let milliseconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TIMED_RUNS; i++) {
    const begun = performance.now();
    await run();
    milliseconds = Math.min(milliseconds, performance.now() - begun);
  }
  return { answer, pace: milliseconds / TRIAL_SIDE ** 2 };
}

/** A smooth picture with edges in it, in [0, 1], the same everywhere. */
function trialPicture(): Float32Array {
  return Float32Array.from({ length: TRIAL_SIDE * TRIAL_SIDE * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % TRIAL_SIDE;
    const y = Math.floor(index / 3 / TRIAL_SIDE);
    const wave = Math.sin(x / 9 + (index % 3)) * Math.cos(y / 13);
    const tile = ((x >> 5) + (y >> 5)) % 2;
    return 0.4 + 0.3 * wave + 0.2 * tile;
  });
}

/** The fastest of the trials whose answer is right; the first sound one is the reference. */
function bestOf(trials: readonly Trial[]): Trial | undefined {
  const finite = trials.filter(({ answer }) => answer.every(Number.isFinite));
  const reference = finite[0];
  if (!reference) return undefined;
  return finite
    .filter((trial) => meanDifference(trial.answer, reference.answer) <= TOLERANCE)
    .reduce((best, trial) => (trial.pace < best.pace ? trial : best));
}

function meanDifference(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += Math.abs((left[i] as number) - (right[i] as number));
  return sum / left.length;
}
