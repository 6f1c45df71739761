// Chooses a backend by a short trial on the visitor's machine.

import { failure, StylizerError } from "../../api/errors";
import type { Backend } from "../../api/types";
import type { Call } from "../base/call";
import type { Transformer, TransformerSource } from "../networks/transformer";
import { type Backends, hardwareBackends, hasWebAssembly } from "./backends";
import { forgetChoices, rememberChoice, rememberedChoice } from "./choice-store";
import { loadTransformer } from "./load";
import { measuredMsPerPixel, passesSelfTest } from "./self-test";

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
  /** Whether nothing faster is left to be looked for. */
  readonly settled: boolean;
}

type Trial = Required<Choice>;

/**
 * Starts the wished backend, or for "auto" what the browser remembers to be the fastest that paints
 * rightly here. On a first visit that is WebAssembly, which is ready first, until there is time to
 * look for a graphics card: see `fasterBackend`.
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
  const known = await rememberedChoice(circumstances(source));
  if (known) {
    try {
      const choice = await wished(known.backend, backends, source, call);
      return { ...choice, pace: known.pace, settled: known.settled };
    } catch {
      call.signal.throwIfAborted();
      await forgetChoices();
    }
  }
  const best = await firstToPaint(backends, source, call);
  await remember(best, source);
  return best;
}

/**
 * Tries the graphics card, after a choice that is not settled. The winner is the current backend
 * afterwards, and is remembered.
 *
 * @param choice its transformer is kept, unless there is something faster
 * @returns what is faster
 */
export async function fasterBackend(
  choice: Choice,
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice | undefined> {
  const { backend, transformer, pace = Number.POSITIVE_INFINITY } = choice;
  const names = (await hardwareBackends()).filter((name) => name !== backend);
  const first: Trial = { backend, transformer, pace, settled: true };
  const best = await fastestOf(names, backends, source, call, [], first);
  await remember(best ?? first, source);
  return best === first ? undefined : best;
}

async function remember({ backend, pace, settled }: Trial, source: TransformerSource) {
  await rememberChoice(circumstances(source), { backend, pace, settled });
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
  const transformer = await loadTransformer(source, backends.running, call);
  call.step("start", 1, 1);
  return { backend, transformer, settled: true };
}

/** What paints rightly, with as little to wait for as can be. */
async function firstToPaint(
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Trial> {
  const failures: unknown[] = [];
  if (hasWebAssembly()) {
    const trial = await fastestOf(["wasm"], backends, source, call, failures);
    if (trial) return { ...trial, settled: false };
  }
  const hardware = await hardwareBackends();
  const others = LAST_RESORTS.filter((name) => !hardware.includes(name));
  for (const names of [hardware, ...others.map((name) => [name])]) {
    const best = await fastestOf(names, backends, source, call, failures);
    if (best) return best;
  }
  const told = failures.find((error) => error instanceof StylizerError);
  if (told) throw told;
  throw failure("backend_none");
}

/**
 * The fastest of the backends that start and answer rightly, made the current one.
 *
 * @param first one that has started and answered already
 */
async function fastestOf(
  names: readonly Backend[],
  backends: Backends,
  source: TransformerSource,
  call: Call,
  failures: unknown[],
  first?: Trial,
): Promise<Trial | undefined> {
  let best = first;
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
  if (best) await backends.start(best.backend, call);
  return best;
}

/** Whether a backend prepares for each shape of picture. */
export function compiles(backend: Backend): boolean {
  return backend === "webgl" || backend === "webgpu";
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
    const transformer = await loadTransformer(source, backends.running, call);
    if (await backends.unlessLost(passesSelfTest(transformer, source.vectorSize))) {
      const pace = await backends.unlessLost(
        measuredMsPerPixel(transformer, source.vectorSize, compiles(backend)),
      );
      return { backend, transformer, pace, settled: true };
    }
    console.warn(`${TITLES[backend]} paints wrongly on this machine and is not used.`);
  } catch (error) {
    call.signal.throwIfAborted();
    failures.push(error);
  }
  backends.stop(backend);
  return undefined;
}
