import { BACKENDS, type Backend } from "../../api/backends";
import { failure } from "../../api/errors";
import { spawned } from "../../shared/spawn";
import { type Call, quiet } from "../base/call";
import { lazyImport } from "../base/lazy";
import type { BackendDescriptor, RunningBackend } from "./backend";
import { forgetChoices } from "./choice-store";
import { DESCRIPTORS } from "./descriptors";

declare const PROBE_FILE: string;

/** Milliseconds in which a backend that is lost again is not started a third time. */
const RELAPSE = 60_000;

/** The backends that compute on a graphics card here. */
export async function hardwareBackends(): Promise<readonly Backend[]> {
  try {
    return await probed();
  } catch {
    return await (await lazyImport(() => import("../../shared/graphics"))).hardwareBackends();
  }
}

/** What a worker of its own finds, which may take it seconds. */
async function probed(): Promise<readonly Backend[]> {
  const worker = spawned(PROBE_FILE, import.meta.url, "stylizer probe");
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
    });
  } finally {
    worker.terminate();
  }
}

/** The running backend was taken away, and with it everything that lay on it. */
export class BackendLost extends Error {
  override readonly name = "BackendLost";
  readonly backend: Backend;

  constructor(backend: Backend) {
    super(`The backend ${backend} was lost.`);
    this.backend = backend;
  }
}

/** Begins to download the code of the backend that is probably started. */
export function prefetch(requested: Backend | "auto", call = quiet()): void {
  for (const { name, startsFirst, mayRun, prefetch } of Object.values(DESCRIPTORS)) {
    const isProbable = requested === name || (requested === "auto" && startsFirst);
    // Whatever fails here fails again, with its reason, when the backend is started.
    if (isProbable && mayRun()) prefetch?.(call).catch(() => {});
  }
}

/** What runs here; on the page, painters share it. */
const running = new Map<Backend, RunningBackend>();

/** Starts, stops and replaces the backends of a painter. */
export class Backends {
  #current: Backend | undefined;
  readonly #lost = new Set<Backend>();
  /** What to call when the backend is lost that was current at the time of asking. */
  readonly #waiting = new Map<(reason: BackendLost) => void, Backend>();
  /** When each was last replaced. */
  readonly #replacedAt = new Map<Backend, number>();

  /** The backend that networks are loaded on; undefined before one was started. */
  get current(): Backend | undefined {
    return this.running && this.#current;
  }

  /** The current backend itself. */
  get running(): RunningBackend | undefined {
    return this.#current && running.get(this.#current);
  }

  /** What is known of the current backend. */
  get descriptor(): BackendDescriptor {
    return DESCRIPTORS[this.current ?? "wasm"];
  }

  /** Bytes that the current backend takes in one tensor; undefined where memory alone decides. */
  get largestTensor(): number | undefined {
    return this.running?.largestTensor;
  }

  /** Makes a backend the current one; false where this browser cannot run it. */
  async start(name: Backend, call: Call): Promise<boolean> {
    if (!DESCRIPTORS[name].mayRun()) return false;
    if (running.has(name)) {
      this.#current = name;
      return true;
    }
    const started = await DESCRIPTORS[name].start(call);
    if (!started) return false;
    running.set(name, started);
    this.#current = name;
    this.#lost.delete(name);
    started.lost.then(() => {
      if (running.get(name) === started) this.#lose(name);
    });
    return true;
  }

  /** Frees a backend and all tensors on it. */
  stop(name: Backend): void {
    const stopped = running.get(name);
    running.delete(name);
    stopped?.free();
  }

  /**
   * Settles with `work`, or rejects as soon as the current backend is lost: whatever waits for a lost
   * graphics card waits forever.
   *
   * @throws BackendLost
   */
  async unlessLost<T>(work: Promise<T>): Promise<T> {
    const name = this.current;
    if (!name) return await work;
    if (this.#lost.has(name)) throw new BackendLost(name);
    let onLost = (_: BackendLost) => {};
    const lost = new Promise<never>((_, reject) => {
      onLost = reject;
    });
    this.#waiting.set(onLost, name);
    return await Promise.race([work, lost]).finally(() => this.#waiting.delete(onLost));
  }

  /**
   * Replaces a backend that was lost, or that has no memory left: by itself started afresh, or, where
   * that was in vain before, by the next one that works here. Tensors of before are gone.
   *
   * @throws StylizerError "crashed" when there is none left
   */
  async recover(call: Call): Promise<Backend> {
    const failed = this.current ?? "wasm";
    const now = performance.now();
    const relapsed = now - (this.#replacedAt.get(failed) ?? -RELAPSE) < RELAPSE;
    this.#replacedAt.set(failed, now);
    this.stop(failed);
    await forgetChoices();
    const first = BACKENDS.indexOf(failed) + (relapsed ? 1 : 0);
    for (const name of BACKENDS.slice(first)) {
      if (await this.#starts(name, call)) return name;
    }
    throw failure("painter_lost");
  }

  #lose(name: Backend): void {
    this.#lost.add(name);
    for (const [onLost, backend] of this.#waiting) {
      if (backend === name) onLost(new BackendLost(name));
    }
  }

  async #starts(name: Backend, call: Call): Promise<boolean> {
    try {
      return await this.start(name, call);
    } catch {
      call.signal.throwIfAborted();
      return false;
    }
  }
}
