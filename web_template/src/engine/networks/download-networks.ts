import type { io } from "@tensorflow/tfjs-core";
import { failure, type StylizerError } from "../../api/errors";
import type { NetworkSetInfo } from "../../api/types";
import {
  checkDigest,
  type DownloadOptions,
  damaged,
  downloadBytes,
  downloadJson,
  joined,
  parsedJson,
} from "../../shared/download";
import { storedBytes } from "../program/weights";
import type { LocatedSet, NetworkFiles, NetworkIndex, NetworkSet } from "./set";

interface ModelJson {
  readonly modelTopology: object;
  readonly signature?: object;
  readonly userDefinedMetadata?: Record<string, string>;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

/**
 * Reads which sets a site offers, and the description of one of them.
 *
 * @param requested its name; the site's default where undefined
 */
export async function locateSet(
  networks: URL,
  requested: string | undefined,
  options: DownloadOptions,
): Promise<LocatedSet> {
  const fresh = { ...options, cache: "no-cache" } as const;
  const describe = async (name: string) => {
    const url = new URL(`${encodeURIComponent(name)}/set.json`, networks);
    return { url, set: await downloadJson<NetworkSet>(url, fresh) };
  };
  const early = requested === undefined ? undefined : describe(requested);
  // Asking for a set that is not there is reported as that, not as a missing file.
  early?.catch(() => {});
  const index = new URL("index.json", networks);
  const { default: first, sets } = await downloadJson<NetworkIndex>(index, fresh);
  if (!Array.isArray(sets) || !sets.every((known) => known?.bytes)) throw damaged(index);
  const offered = sets.map((known) => ({ ...known, qualities: qualities(known.bytes) }));
  const info = offered.find(({ name }) => name === (requested ?? first));
  if (!info) throw requested === undefined ? damaged(index) : unknownSet(requested, offered);
  const { url, set } = await (early ?? describe(info.name));
  if (!set.style || !set.transformers) throw damaged(url);
  return { set, folder: new URL("./", url), info, offered };
}

function qualities(bytes: Readonly<Record<string, number>>): string[] {
  return Object.keys(bytes).filter((role) => role !== "style");
}

function unknownSet(requested: string, offered: readonly NetworkSetInfo[]): StylizerError {
  const names = offered.map(({ name }) => name).join(", ");
  return failure("set_unknown", { name: requested, names });
}

/** A downloaded file of a network. */
interface NetworkFile {
  readonly url: URL;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** @param digest its SHA-256, by which it is known */
async function downloadFile(
  url: URL,
  digest: string | undefined,
  options: DownloadOptions,
): Promise<NetworkFile> {
  const bytes = await downloadBytes(url, options);
  await checkDigest(url, bytes, digest);
  return { url, bytes };
}

/** Downloads a network's model.json and shards and checks that they are whole. */
export async function downloadNetwork(
  folder: URL,
  files: NetworkFiles,
  options: DownloadOptions,
): Promise<io.ModelArtifacts> {
  options.meter?.expect(files.bytes);
  const begun = new Map<string, Promise<NetworkFile>>();
  const download = (path: string, base: URL): Promise<NetworkFile> => {
    const url = new URL(path, base);
    // A set from elsewhere has the browser ask nobody else.
    if (!url.href.startsWith(folder.href)) return Promise.reject(damaged(folder));
    const digest = files.sha256[url.href.slice(folder.href.length)];
    url.searchParams.set("v", files.hash);
    const file = begun.get(url.href) ?? downloadFile(url, digest, options);
    begun.set(url.href, file);
    return file;
  };
  for (const shard of files.shards) download(shard, folder).catch(() => {});
  const modelFile = await download(files.url, folder);
  const model = parsedModel(modelFile);
  const groups = await Promise.all(
    model.weightsManifest.map(async ({ paths, weights }) => {
      const shards = await Promise.all(paths.map((path) => download(path, modelFile.url)));
      checkLengths(shards, weights);
      return shards;
    }),
  );
  const shards = groups.flat();
  return {
    format: "graph-model",
    modelTopology: model.modelTopology,
    ...(model.signature && { signature: model.signature }),
    ...(model.userDefinedMetadata && { userDefinedMetadata: model.userDefinedMetadata }),
    weightSpecs: model.weightsManifest.flatMap(({ weights }) => weights),
    weightData: joined(shards.map(({ bytes }) => bytes)).buffer,
  };
}

function parsedModel({ url, bytes }: NetworkFile): ModelJson {
  const model = parsedJson<ModelJson>(url, bytes);
  if (!model.modelTopology || !model.weightsManifest?.length) throw damaged(url);
  return model;
}

/** All shards but the last have one size, so that a wrong one can be named. */
function checkLengths(
  shards: readonly NetworkFile[],
  weights: readonly io.WeightsManifestEntry[],
): void {
  const full = Math.max(...shards.map(({ bytes }) => bytes.length));
  let left = weights.reduce((sum, entry) => sum + storedBytes(entry), 0);
  for (const [index, { url, bytes }] of shards.entries()) {
    const last = index === shards.length - 1;
    if (bytes.length !== (last ? left : full)) throw damaged(url);
    left -= bytes.length;
  }
}
