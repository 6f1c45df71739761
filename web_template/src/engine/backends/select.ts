// Chooses a backend by how fast and how rightly it paints a small picture on the visitor's machine.

import { BACKENDS, type Backend } from "../../api/backends";
import { failure, StylizerError } from "../../api/errors";
import type { Call } from "../base/call";
import type { Transformer, TransformerSource } from "../networks/transformer";
import { type Backends, hardwareBackends } from "./backends";
import { forgetChoices, rememberChoice, rememberedChoice } from "./choice-store";
import { DESCRIPTORS } from "./descriptors";
import { loadTransformer } from "./load";
import { measuredMsPerPixel, passesSelfTest } from "./self-test";

/** A running backend and the transformer loaded on it. */
export interface Choice {
  readonly backend: Backend;
  readonly transformer: Transformer;
  /** Milliseconds for a pixel, where it was measured. */
  readonly msPerPixel?: number;
  /** Whether nothing faster is left to be looked for. */
  readonly settled: boolean;
}

/** A backend that was started and timed. */
type Attempt = Required<Choice>;

/**
 * Starts the requested backend, or for "auto" what the browser remembers to be the fastest that paints
 * rightly here. On a first visit that is WebAssembly, which is ready first, until there is time to
 * look for a graphics card: see `fasterBackend`.
 *
 * @throws StylizerError "no-backend", "network-file"
 */
export async function chooseBackend(
  requested: Backend | "auto",
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  if (requested !== "auto") return await started(requested, backends, source, call);
  const known = await rememberedChoice(circumstances(source));
  if (known) {
    try {
      const choice = await started(known.backend, backends, source, call);
      return { ...choice, msPerPixel: known.msPerPixel, settled: known.settled };
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
  const { backend, transformer, msPerPixel = Number.POSITIVE_INFINITY } = choice;
  const names = (await hardwareBackends()).filter((name) => name !== backend);
  const first: Attempt = { backend, transformer, msPerPixel, settled: true };
  const best = await fastestOf(names, backends, source, call, [], first);
  await remember(best ?? first, source);
  return best === first ? undefined : best;
}

async function remember({ backend, msPerPixel, settled }: Attempt, source: TransformerSource) {
  await rememberChoice(circumstances(source), { backend, msPerPixel, settled });
}

/** All that a choice depends on: browser, engine, network, and whether threads run. */
function circumstances({ files }: TransformerSource): string {
  const { userAgent, hardwareConcurrency } = navigator;
  const isolated = globalThis.crossOriginIsolated === true;
  const engine = new URL(import.meta.url).pathname.split("/").at(-1);
  return JSON.stringify([userAgent, hardwareConcurrency, isolated, engine, files.hash]);
}

async function started(
  backend: Backend,
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Choice> {
  call.step("start", 0, 1);
  if (!(await backends.start(backend, call))) {
    throw failure("backend_lacking", { backend: DESCRIPTORS[backend].title });
  }
  const transformer = await loadTransformer(source, backends, call);
  call.step("start", 1, 1);
  return { backend, transformer, settled: true };
}

/** What paints rightly, with as little to wait for as can be. */
async function firstToPaint(
  backends: Backends,
  source: TransformerSource,
  call: Call,
): Promise<Attempt> {
  const failures: unknown[] = [];
  for (const name of BACKENDS.filter((name) => DESCRIPTORS[name].startsFirst)) {
    const attempt = await fastestOf([name], backends, source, call, failures);
    if (attempt) return { ...attempt, settled: false };
  }
  const hardware = await hardwareBackends();
  const isLeft = (name: Backend) => DESCRIPTORS[name].isLastResort && !hardware.includes(name);
  const others = BACKENDS.filter(isLeft);
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
  first?: Attempt,
): Promise<Attempt | undefined> {
  let best = first;
  for (const [index, name] of names.entries()) {
    call.step("start", index, names.length);
    const attempt = await attempted(name, backends, source, call, failures);
    if (!attempt) continue;
    const loser = best && best.msPerPixel <= attempt.msPerPixel ? attempt : best;
    if (loser !== attempt) best = attempt;
    loser?.transformer.dispose();
    if (loser) backends.stop(loser.backend);
  }
  call.step("start", names.length, names.length);
  if (best) await backends.start(best.backend, call);
  return best;
}

/** Starts a backend and has it paint; undefined, and nothing left of it, where it fails. */
async function attempted(
  backend: Backend,
  backends: Backends,
  source: TransformerSource,
  call: Call,
  failures: unknown[],
): Promise<Attempt | undefined> {
  try {
    if (!(await backends.start(backend, call))) return undefined;
    const transformer = await loadTransformer(source, backends, call);
    if (await backends.unlessLost(passesSelfTest(transformer, source.vectorSize))) {
      const msPerPixel = await backends.unlessLost(
        measuredMsPerPixel(transformer, source.vectorSize, DESCRIPTORS[backend].compiles),
      );
      return { backend, transformer, msPerPixel, settled: true };
    }
    console.warn(`${DESCRIPTORS[backend].title} paints wrongly on this machine and is not used.`);
  } catch (error) {
    call.signal.throwIfAborted();
    failures.push(error);
  }
  backends.stop(backend);
  return undefined;
}
