// The messages between the page (bridge/bridge.ts) and the worker, where Service (engine/service.ts) answers them.

import type { Backend } from "../api/backends";
import type { StylizerErrorCode, StylizerErrorReason, StylizerErrorValues } from "../api/errors";
import type { NetworkSetInfo, ProgressEvent, Quality, Strokes } from "../api/types";
import type { KnownPace } from "./pace";

/** A source as it travels to the worker. */
export type SentSource = Blob | ImageBitmap | ImageData;

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
  /** Side in pixels at which the style network sees it. */
  readonly size?: number;
}

/** What a picture is painted like. */
export interface SentSettings {
  readonly style: Float32Array;
  readonly strength: number;
  readonly size?: number;
  readonly quality: Quality;
  readonly strokes: Strokes;
  readonly keepFaces: boolean;
  readonly contentStyle?: Float32Array;
}

export interface PaintRequest extends SentSettings {
  readonly kind: "paint";
  readonly picture: SentPicture;
  /** Bytes that the painting may take. */
  readonly memory?: number;
  /** Whether a smaller copy of the picture will do. */
  readonly isDraft?: boolean;
  /** Whether the page wants the paintings of the passes before the last. */
  readonly showsPasses?: boolean;
}

/** Prepares for painting frames like a picture. */
export interface PrepareRequest extends SentSettings {
  readonly kind: "prepare";
  readonly picture: SentPicture;
  /** Width and height of the painted frames, where they do not follow from the picture's. */
  readonly sides?: readonly [number, number];
  /** Whether strokes stay where they are from frame to frame. */
  readonly steady: boolean;
}

export interface FrameRequest {
  readonly kind: "frame";
  /** Number of the frames that were prepared for. */
  readonly frames: number;
  readonly picture: SentPicture;
  /** Milliseconds in the film that the frames are of. */
  readonly time?: number | undefined;
}

/** Paints the next frames in another style. */
export interface RestyleRequest {
  readonly kind: "restyle";
  readonly frames: number;
  readonly style: Float32Array;
  readonly strength: number;
}

/** Frees what was prepared. */
export interface ReleaseRequest {
  readonly kind: "release";
  readonly frames: number;
}

/** Asks which files the worker has downloaded. */
export interface DownloadsRequest {
  readonly kind: "downloads";
}

export type Request =
  | StartRequest
  | StyleRequest
  | PaintRequest
  | PrepareRequest
  | FrameRequest
  | RestyleRequest
  | ReleaseRequest
  | DownloadsRequest;

/** How and how fast this machine paints by now. */
export interface Standing {
  readonly backend: Backend;
  readonly pace: KnownPace;
}

export interface SentPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** What each kind of request is answered with. */
export interface Answers {
  start: Standing & {
    readonly vectorSize: number;
    readonly set: NetworkSetInfo;
    readonly sets: readonly NetworkSetInfo[];
  };
  style: Float32Array;
  downloads: readonly string[];
  paint: Standing &
    SentPixels & {
      /** Name of the transformer that painted. */
      readonly transformer: string;
    };
  prepare: {
    readonly frames: number;
    readonly width: number;
    readonly height: number;
    readonly transformer: string;
  };
  frame: SentPixels;
  restyle: true;
  release: true;
}

export type ToWorker =
  | { readonly id: number; readonly request: Request }
  | { readonly id: number; readonly abort: true };

export interface SentError {
  readonly code: StylizerErrorCode;
  readonly message: string;
  readonly reason: StylizerErrorReason | undefined;
  readonly values: StylizerErrorValues;
  /** The worker is of no use any more. */
  readonly fatal: boolean;
}

export type FromWorker =
  | { readonly id: number; readonly progress: ProgressEvent }
  | { readonly id: number; readonly pass: SentPixels }
  | { readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly id: number; readonly error: SentError };
