// What a network set says of its files, in `networks/<name>/set.json`.

import type { NetworkSetInfo } from "../../api/types";
import type { Program } from "../program/program";
import type { StyleProgram } from "../program/style-program";

/** What the builder, which knows nothing of this browser, found the network to paint. */
export interface KnownAnswer {
  /** Of the known picture, in pixels. */
  readonly side: number;
  /** Of one pixel in every 8 x 8, row after row: red, green and blue from 0 to 255. */
  readonly colours: readonly number[];
}

/** What `set.json` says of one network's files. */
export interface NetworkFiles {
  readonly url: string;
  /** model.json and shards together, in bytes. */
  readonly bytes: number;
  /** Changes with the files; it keeps stale copies out of the browser's cache. */
  readonly hash: string;
  /** Where its weights are, so that they are downloaded together with model.json. */
  readonly shards: readonly string[];
  /** Of each file, in hexadecimal digits. */
  readonly sha256: Readonly<Record<string, string>>;
}

export interface StyleNetworkFiles extends NetworkFiles {
  readonly input: string;
  readonly output: string;
  /** Side in pixels of the square the network looks at. */
  readonly size: number;
  /** Its steps, where the engine knows them all; else it is run as a graph. */
  readonly program?: StyleProgram;
}

export interface TransformerFiles extends NetworkFiles {
  readonly content: string;
  readonly style: string;
  /** Shape that the style vector is fed in. */
  readonly styleShape: readonly number[];
  /** The node before the pixel shuffle: [1, H / cellSize, W / cellSize, 3 * cellSize ** 2]. */
  readonly cells: string;
  readonly cellSize: number;
  /** Height and width have to be multiples of this. */
  readonly multiple: number;
  /** Smallest height and width. */
  readonly minimum: number;
  /** Its steps, where the engine knows them all; else it is run as a graph. */
  readonly program?: Program;
  /** What it is known to paint. */
  readonly trial: KnownAnswer;
}

/** What the engine reads of `networks/<name>/set.json`. */
export interface NetworkSet {
  readonly name: string;
  readonly vectorSize: number;
  readonly style: StyleNetworkFiles;
  /** By name, fastest first. */
  readonly transformers: Readonly<Record<string, TransformerFiles>>;
}

/** `networks/index.json`. */
export interface NetworkIndex {
  readonly default: string;
  readonly sets: readonly Omit<NetworkSetInfo, "qualities">[];
}

/** A network set, the folder its files lie in, and what else the site offers. */
export interface LocatedSet {
  readonly set: NetworkSet;
  readonly folder: URL;
  readonly info: NetworkSetInfo;
  readonly offered: readonly NetworkSetInfo[];
}
