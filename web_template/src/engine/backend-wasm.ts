// A chunk of its own, loaded only where the WASM backend is used.

import {
  BackendWasm,
  init,
  setThreadsCount,
  setWasmPaths,
} from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm";
import { env } from "@tensorflow/tfjs-core";
import type { Call } from "./call";
import { downloadBytes } from "./download";
import * as kernels from "./kernels-wasm";
import { type Running, STEADY, use } from "./runtime";

declare const WASM_BYTES: Readonly<Record<BinaryName, number>>;

const BINARIES = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
} as const;

type BinaryName = keyof typeof BINARIES;

const MOST_THREADS = 4;

/** What a kernel prints when it cannot be set up. */
const KERNEL_FAILURE = /XNN status .* is not successful/;

async function binaryForThisBrowser(): Promise<BinaryName> {
  const [hasSimd, hasThreads] = await Promise.all([
    env().getAsync("WASM_HAS_SIMD_SUPPORT"),
    env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"),
  ]);
  if (!hasSimd) return "tfjs-backend-wasm.wasm";
  return hasThreads ? "tfjs-backend-wasm-threaded-simd.wasm" : "tfjs-backend-wasm-simd.wasm";
}

let binary: Promise<Blob> | undefined;

/** Downloads the binary this browser can run, once. */
export function download(call: Call): Promise<Blob> {
  binary ??= downloadBinary(call);
  return binary;
}

async function downloadBinary(call: Call): Promise<Blob> {
  const name = await binaryForThisBrowser();
  call.meter.expect(WASM_BYTES[name]);
  const bytes = await downloadBytes(new URL(BINARIES[name], import.meta.url), call);
  return new Blob([bytes], { type: "application/wasm" });
}

/** Makes WASM the current backend; undefined where it cannot run. */
export async function start(call: Call): Promise<Running | undefined> {
  // The backend fetches its binary itself; an object URL keeps that from being a second download.
  const url = URL.createObjectURL(await download(call));
  setWasmPaths(Object.fromEntries(Object.keys(BINARIES).map((name) => [name, url])));
  setThreadsCount(Math.min(MOST_THREADS, Math.max(1, navigator.hardwareConcurrency)));
  try {
    const started = await use("wasm", kernels, async () => {
      const { wasm } = await outspoken(init);
      guardMemory(wasm);
      return new BackendWasm(wasm);
    });
    return started ? STEADY : undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Makes a backend whose kernels throw when they have no memory to work in: they only print a line
 * and leave garbage. What they print with is what the console has while the backend is made.
 */
async function outspoken<T>(make: () => Promise<T>): Promise<T> {
  const { warn, error } = console;
  const throwing =
    (print: typeof warn) =>
    (...words: unknown[]) => {
      const line = words.join(" ");
      if (KERNEL_FAILURE.test(line)) throw new RangeError(`WASM memory is full: ${line}`);
      print.apply(console, words);
    };
  Object.assign(console, { warn: throwing(warn), error: throwing(error) });
  try {
    return await make();
  } finally {
    Object.assign(console, { warn, error });
  }
}

/** The backend would take a failed allocation for the address 0 and write there. */
function guardMemory(wasm: BackendWasm["wasm"]): void {
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw new RangeError(`WASM memory is full: ${bytes} bytes`);
    return address;
  };
}
