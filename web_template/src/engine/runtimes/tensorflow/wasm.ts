// TensorFlow.js on WebAssembly, a chunk of its own: for networks of steps that the project's own runtime
// does not know, and for browsers that cannot run that.

import { BackendWasm, init, setWasmPaths } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
import { env } from "@tensorflow/tfjs-core";
import { downloadKnown, type KnownFile } from "../../../shared/download";
import type { Call } from "../../base/call";
import * as kernels from "./kernels/wasm";
import { forget, use } from "./registry";

declare const TENSORFLOW_FILES: Readonly<Record<BinaryName, KnownFile>>;

const BINARIES = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
} as const;

/** Wants an address, too, though its threads gain nothing and it is never loaded. */
const THREADED = "tfjs-backend-wasm-threaded-simd.wasm";

type BinaryName = keyof typeof BINARIES;

/** What a kernel prints when it cannot be set up. */
const KERNEL_FAILURE = /XNN status .* is not successful/;

async function binaryForThisBrowser(): Promise<BinaryName> {
  const hasSimd = await env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return hasSimd ? "tfjs-backend-wasm-simd.wasm" : "tfjs-backend-wasm.wasm";
}

let binary: Promise<Blob> | undefined;

async function downloadBinary(call: Call): Promise<Blob> {
  const name = await binaryForThisBrowser();
  const url = new URL(BINARIES[name], import.meta.url);
  const bytes = await downloadKnown(url, TENSORFLOW_FILES[name], call);
  return new Blob([bytes], { type: "application/wasm" });
}

/** Makes it TensorFlow.js's current backend; false where it cannot run. */
export async function startTensorflow(call: Call): Promise<boolean> {
  binary ??= downloadBinary(call);
  try {
    await binary;
  } catch (error) {
    binary = undefined;
    throw error;
  }
  // The backend would download its binary itself.
  const names = [...Object.keys(BINARIES), THREADED];
  setWasmPaths(Object.fromEntries(names.map((name) => [name, name])), true);
  const downloaded = await binary;
  env().platform.fetch = async () => new Response(downloaded);
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  return await use("wasm", kernels, async () => {
    const { wasm } = await outspoken(init);
    guardMemory(wasm);
    return new BackendWasm(wasm);
  });
}

/** Ends it. */
export function stopTensorflow(): void {
  forget("wasm");
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
