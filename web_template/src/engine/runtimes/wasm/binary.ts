// Which binary of the WebAssembly runtime this browser can run, and starting it.

import plain from "assembly:plain";
import relaxed from "assembly:relaxed";
import relaxedThreads from "assembly:relaxed-threads";
import sharing from "assembly:threads";
import { relaxedSimd, simd, threads } from "wasm-feature-detect";
import { downloadKnown, type KnownFile } from "../../../shared/download";
import type { Call } from "../../base/call";
import { sharingThreads } from "../../base/device";
import { WasmRuntime } from "./runtime";

declare const RUNTIME_FILES: Readonly<Record<Kind, KnownFile>>;

const BINARIES = { plain, relaxed, threads: sharing, "relaxed-threads": relaxedThreads } as const;

type Kind = keyof typeof BINARIES;

const MOST_THREADS = 4;

/** What may share memory uses all cores. */
async function threadCount(): Promise<number> {
  const most = Math.min(MOST_THREADS, sharingThreads());
  return most > 1 && (await threads()) ? most : 1;
}

/** Binaries by kind, as far as they were asked for. */
const modules = new Map<Kind, Promise<WebAssembly.Module>>();

async function kindFor(count: number): Promise<Kind> {
  const isRelaxed = await relaxedSimd();
  if (count === 1) return isRelaxed ? "relaxed" : "plain";
  return isRelaxed ? "relaxed-threads" : "threads";
}

/** Downloads the binary that this browser can run, once; undefined where it can run none. */
export async function downloadRuntime(
  call: Call,
  count?: number,
): Promise<WebAssembly.Module | undefined> {
  if (!(await simd())) return undefined;
  const kind = await kindFor(count ?? (await threadCount()));
  const module = modules.get(kind) ?? downloaded(kind, call);
  modules.set(kind, module);
  try {
    return await module;
  } catch (error) {
    modules.delete(kind);
    throw error;
  }
}

async function downloaded(kind: Kind, call: Call): Promise<WebAssembly.Module> {
  const url = new URL(BINARIES[kind], import.meta.url);
  return await WebAssembly.compile(await downloadKnown(url, RUNTIME_FILES[kind], call));
}

/** Starts the runtime, with `most` threads at most; undefined where this browser cannot run it. */
export async function startRuntime(
  call: Call,
  most = MOST_THREADS,
): Promise<WasmRuntime | undefined> {
  const count = Math.min(most, await threadCount());
  if (count === 1) return await started(1, call);
  // One thread can do without the others, whatever is wrong with them.
  return await started(count, call).catch(() => started(1, call));
}

async function started(count: number, call: Call): Promise<WasmRuntime | undefined> {
  const module = await downloadRuntime(call, count);
  return module && (await WasmRuntime.start(module, count));
}
