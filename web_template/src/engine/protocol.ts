// The messages between the page and the worker.

import type { StylizerErrorCode } from "../api/errors";
import type { Backend, NetworkSetInfo, ProgressEvent, Quality } from "../api/types";
import type { SentSource } from "./decode";

export interface StartRequest {
  readonly kind: "start";
  readonly networks: string;
  readonly backend: Backend | "auto";
  readonly set?: string;
}

/** A picture and, where its pixels cannot change, a key to know it again by. */
export interface SentPicture {
  readonly source: SentSource;
  readonly key?: number;
}

export interface StyleRequest {
  readonly kind: "style";
  readonly picture: SentPicture;
}

export interface PaintRequest {
  readonly kind: "paint";
  readonly picture: SentPicture;
  readonly style: Float32Array;
  readonly strength: number;
  readonly size?: number;
  readonly quality: Quality;
  readonly contentStyle?: Float32Array;
}

export type Request = StartRequest | StyleRequest | PaintRequest;

/** What each kind of request is answered with. */
export interface Answers {
  start: {
    readonly backend: Backend;
    readonly vectorSize: number;
    readonly set: NetworkSetInfo;
    readonly sets: readonly NetworkSetInfo[];
  };
  style: Float32Array;
  paint: {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray<ArrayBuffer>;
    /** Name of the transformer that painted. */
    readonly transformer: string;
  };
}

export type ToWorker =
  | { readonly id: number; readonly request: Request }
  | { readonly id: number; readonly abort: true };

export interface SentError {
  readonly code: StylizerErrorCode;
  readonly message: string;
  /** The worker is of no use any more. */
  readonly fatal: boolean;
}

export type FromWorker =
  | { readonly id: number; readonly progress: ProgressEvent }
  | { readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly id: number; readonly error: SentError };
