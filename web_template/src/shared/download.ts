import { failure, type StylizerError } from "../api/errors";
import type { ProgressEvent } from "../api/types";
import { sha256 } from "./digest";
import { fetched } from "./fetched";

/** Adds up the bytes of all files of one call and reports them. */
export class DownloadMeter {
  #loaded = 0;
  #total = 0;
  readonly #report: (event: ProgressEvent) => void;

  constructor(report: (event: ProgressEvent) => void) {
    this.#report = report;
  }

  expect(bytes: number): void {
    this.#total += bytes;
    this.#send();
  }

  add(bytes: number): void {
    this.#loaded += bytes;
    this.#send();
  }

  #send(): void {
    const total = Math.max(this.#total, this.#loaded);
    this.#report({ stage: "download", loaded: this.#loaded, total, unit: "bytes" });
  }
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly meter?: DownloadMeter | undefined;
  readonly cache?: RequestCache;
}

/** A file's name as the visitor may know it: the last three parts of its path. */
export function fileName(url: URL): string {
  return url.pathname.split("/").slice(-3).join("/").replace(/^\//, "");
}

/** @param url a file, or the folder that holds it */
export function damaged(url: URL, cause?: unknown): StylizerError {
  const reason = url.pathname.endsWith("/") ? "folder_damaged" : "file_damaged";
  return failure(reason, { file: fileName(url) }, { cause });
}

async function request(url: URL, options: DownloadOptions): Promise<Response> {
  const { signal, cache = "default" } = options;
  let response: Response;
  try {
    response = await fetched(url, { signal, cache });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(url, error);
  }
  if (!response.ok) {
    throw failure("file_missing", { file: fileName(url), status: String(response.status) });
  }
  return response;
}

function unreachable(url: URL, cause: unknown): StylizerError {
  return failure("file_unreachable", { file: fileName(url) }, { cause });
}

/** Downloads a file and counts its bytes as they arrive. */
export async function downloadBytes(
  url: URL,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(url, options);
  const chunks: Uint8Array[] = [];
  try {
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      options.meter?.add(part.value.length);
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw unreachable(url, error);
  }
  return joined(chunks);
}

/** What the build knows of a file. */
export interface KnownFile {
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Downloads a file of the build, and counts its bytes.
 *
 * @throws StylizerError with the file's name where it is another one now
 */
export async function downloadKnown(
  url: URL,
  known: KnownFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  options.meter?.expect(known.bytes);
  const bytes = await downloadBytes(url, options);
  if (bytes.length !== known.bytes) throw damaged(url);
  await checkDigest(url, bytes, known.sha256);
  return bytes;
}

/** @throws StylizerError with the file's name where its bytes are others than those of the digest */
export async function checkDigest(
  url: URL,
  bytes: Uint8Array<ArrayBuffer>,
  expected: string | undefined,
): Promise<void> {
  const found = await sha256(bytes);
  if (found !== undefined && found !== expected) throw damaged(url);
}

export async function downloadJson<T>(url: URL, options: DownloadOptions): Promise<T> {
  return parsedJson(url, await downloadBytes(url, options));
}

export function parsedJson<T>(url: URL, bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (error) {
    throw damaged(url, error);
  }
}

/** All chunks as one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
