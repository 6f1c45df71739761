/** Where the networks run: WASM on the processor, WebGL on the graphics card. */
export type Backend = "wasm" | "webgl";

/**
 * Which of a network set's transformers paints: "swift" the fastest, "fine" the best, "auto" the
 * best where this machine paints with it in good time, else the fastest. A set with one transformer
 * paints with that.
 */
export type Quality = "swift" | "fine" | "auto";

/** A network set that a site offers. */
export interface NetworkSetInfo {
  readonly name: string;
  readonly title: string;
  /** One sentence on what it is good for. */
  readonly character: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Sets of one vector space understand each other's style vectors. */
  readonly vectorSpace: string;
  /** Names of the transformers, fastest first. */
  readonly qualities: readonly string[];
  /** Bytes to download by network: "style" and the transformers. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** Everything a picture can come from. */
export type PictureSource =
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | OffscreenCanvas
  | Blob;

/** 100 numbers: what the style network says of a picture. */
export type StyleVector = Float32Array;

/**
 * How far a call has come. "download" counts bytes over all files of that call; "start" (trying
 * backends), "style" (style vectors) and "paint" count steps. `total` may grow while files are
 * still being discovered.
 */
export interface ProgressEvent {
  stage: "download" | "start" | "style" | "paint";
  loaded: number;
  total: number;
  unit: "bytes" | "steps";
}

/** Options that every call takes. */
export interface CallOptions {
  /** Aborting rejects the call at once with the signal's reason (by default an AbortError). */
  signal?: AbortSignal | undefined;
  onProgress?: ((event: ProgressEvent) => void) | undefined;
}

export interface LoadOptions extends CallOptions {
  /** Default "auto": the backends this machine has paint a small picture and the fastest wins. */
  backend?: Backend | "auto" | undefined;
  /** Folder that holds `index.json` and the network sets; default: `networks/` beside the module. */
  networks?: string | URL | undefined;
  /** Name of one of the site's network sets; default: the one its `index.json` names. */
  set?: string | undefined;
}

export interface PaintOptions extends CallOptions {
  /** Stylization strength in [0, 1]: 0 keeps the content's own style, 1 (default) is the style. */
  strength?: number | undefined;
  /** Long side in pixels at which the content is painted; default: the source's own. */
  size?: number | undefined;
  /** Default "auto". */
  quality?: Quality | undefined;
  /** The content's own style vector where it is known, which saves the style network. */
  contentStyle?: ArrayLike<number> | undefined;
}
