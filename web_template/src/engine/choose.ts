// Chooses a backend by a short trial on the visitor's machine.

import { setBackend } from "@tensorflow/tfjs-core";
import { failure, StylizerError } from "../api/errors";
import type { Backend } from "../api/types";
import { type Backends, candidates } from "./backends";
import type { Call } from "./call";
import { forgetChoices, rememberChoice, rememberedChoice } from "./remembered";
import { loadTransformer, type Transformer, type TransformerSource } from "./transformer";
import { isRight, measuredPace } from "./trial";

/** What paints, slowly, where nothing else does: WebGL in software, else plain JavaScript. */
const LAST_RESORTS: readonly Backend[] = ["webgl", "cpu"];

const TITLES: Readonly<Record<Backend, string>> = {
  webgpu: "WebGPU",
  webgl: "WebGL",
  wasm: "WebAssembly",
  cpu: "Plain JavaScript",
};

/** A running backend and the transformer loaded on it. */
export interface Choice {
  readonly backend: Backend;
  readonly transformer: Transformer;
  /** Milliseconds for a pixel, where it was measured. */
  readonly pace?: number;
}

type Trial = Required<Choice>;

/**
 * Starts the wished backend, or for "auto" the one that paints fastest and rightly here: by what the
 * browser remembers of an earlier visit, else by trial.
 *
 * @throws StylizerError "no-backend", "network-file"
 */
export async function chooseBackend(
  wish: Backend | "auto",
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  if (wish !== "auto") return await wished(wish, backends, source, call);
  const key = circumstances(source);
  const known = await rememberedChoice(key);
  if (known) {
    try {
      return { ...(await wished(known.backend, backends, source, call)), pace: known.pace };
    } catch {
      call.signal.throwIfAborted();
      await forgetChoices();
    }
  }
  const best = await fastest(backends, source, call);
  await rememberChoice(key, { backend: best.backend, pace: best.pace });
  return best;
}

/** All that the outcome of a trial depends on: browser, engine, network, and whether threads run. */
function circumstances({ files }: TransformerSource): string {
  const { userAgent, hardwareConcurrency } = navigator;
  const isolated = globalThis.crossOriginIsolated === true;
  const engine = new URL(import.meta.url).pathname.split("/").at(-1);
  return JSON.stringify([userAgent, hardwareConcurrency, isolated, engine, files.hash]);
}

async function wished(
  backend: Backend,
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  call.step("start", 0, 1);
  if (!(await backends.start(backend, call))) {
    throw failure("backend_lacking", { backend: TITLES[backend] });
  }
  const transformer = await loadTransformer(source);
  call.step("start", 1, 1);
  return { backend, transformer };
}

async function fastest(backends: Backends, source: TransformerSource, call: Call): Promise<Trial> {
  const failures: unknown[] = [];
  const first = await candidates();
  const others = LAST_RESORTS.filter((name) => !first.includes(name));
  for (const names of [first, ...others.map((name) => [name])]) {
    const best = await fastestOf(names, backends, source, call, failures);
    if (best) return best;
  }
  const told = failures.find((error) => error instanceof StylizerError);
  if (told) throw told;
  throw failure("backend_none");
}

/** The fastest of the backends that start and answer rightly, made the current one. */
async function fastestOf(
  names: readonly Backend[],
  backends: Backends,
  source: TransformerSource,
  call: Call,
  failures: unknown[],
): Promise<Trial | undefined> {
  let best: Trial | undefined;
  for (const [index, name] of names.entries()) {
    call.step("start", index, names.length);
    const trial = await tried(name, backends, source, call, failures);
    if (!trial) continue;
    const loser = best && best.pace <= trial.pace ? trial : best;
    if (loser !== trial) best = trial;
    loser?.transformer.dispose();
    if (loser) backends.stop(loser.backend);
  }
  call.step("start", names.length, names.length);
  if (best) await setBackend(best.backend);
  return best;
}

/** Starts a backend and has it paint; undefined, and nothing left of it, where it fails. */
async function tried(
  backend: Backend,
  backends: Backends,
  source: TransformerSource,
  call: Call,
  failures: unknown[],
): Promise<Trial | undefined> {
  try {
    if (!(await backends.start(backend, call))) return undefined;
    const transformer = await loadTransformer(source);
    if (await backends.unlessLost(isRight(transformer, source.vectorSize))) {
      const pace = await backends.unlessLost(measuredPace(transformer, source.vectorSize));
      return { backend, transformer, pace };
    }
    console.warn(`${TITLES[backend]} paints wrongly on this machine and is not used.`);
  } catch (error) {
    call.signal.throwIfAborted();
    failures.push(error);
  }
  backends.stop(backend);
  return undefined;
}
