import type { Backend } from "./backends";

/**
 * Which of a network set's transformers paints: "swift" the fastest, "fine" the best, "auto" the
 * best where this machine paints with it in good time, else the fastest. A set with one transformer
 * paints with that.
 */
export type Quality = "swift" | "fine" | "auto";

/**
 * How broad the strokes of a painting are: "fine" ones are a few pixels wide at any size. Broader
 * ones keep their size on the screen: a small painting is laid in first, and one or more larger ones
 * refine it.
 */
export type Strokes = "fine" | "medium" | "broad";

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
  /** Bytes to download, compressed, by network: "style" and the transformers. */
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
  | VideoFrame
  | Blob;

/** 100 numbers: what the style network says of a picture. */
export type StyleVector = Float32Array;

/**
 * How far a call has come. "download" counts bytes over all files of that call, "start" (trying
 * backends) and "style" (style vectors) count steps, "paint" counts tiles, those that are only
 * measured among them. `total` may change: while files are still being discovered, and when tiles
 * become smaller for want of memory.
 */
export interface ProgressEvent {
  stage: "download" | "start" | "style" | "paint";
  loaded: number;
  total: number;
  unit: "bytes" | "steps" | "tiles";
  /** Of "paint": the time that is left, as soon as it can be told. */
  secondsLeft?: number;
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
  /**
   * Folder that holds `index.json` and the network sets, its address as the page has it in its links;
   * default: `networks/` beside the module.
   */
  networks?: string | URL | undefined;
  /** Name of one of the site's network sets; default: the one its `index.json` names. */
  set?: string | undefined;
}

export interface StyleOptions extends CallOptions {
  /**
   * Side in pixels, from 32 to 1024, at which the style network sees the picture; default: its own,
   * 256. More than that finds finer strokes, less finds coarser ones.
   */
  size?: number | undefined;
}

/** What a picture is painted like. */
export interface PaintSettings {
  /**
   * Stylization strength in [0, 1.5]: 0 keeps the content's own style, 1 (default) is the style,
   * and more than 1 exaggerates it.
   */
  strength?: number | undefined;
  /** Long side in pixels at which the content is painted; default: the source's own. */
  size?: number | undefined;
  /** Default "auto". */
  quality?: Quality | undefined;
  /** Default "medium". */
  strokes?: Strokes | undefined;
  /**
   * Whether faces are looked for, and eyes and mouths kept readable. What finds them, 0.2 MB, is
   * downloaded with the first such painting. Frames do without. Default false.
   */
  keepFaces?: boolean | undefined;
  /** The content's own style vector where it is known, which saves the style network. */
  contentStyle?: ArrayLike<number> | undefined;
}

export interface PaintOptions extends PaintSettings, CallOptions {
  /** Bytes that the painter may use while it paints; default: what suits this device. */
  memory?: number | undefined;
  /**
   * Whether this is only a preview: it may be painted from a smaller copy of the picture that is at
   * hand, so that a large one is not decoded for each.
   */
  draft?: boolean | undefined;
  /**
   * Called with the painting of each pass but the last, smaller than what follows: a painting that is
   * laid in with broad strokes is there at once and gains detail.
   */
  onPass?: ((painted: ImageData) => void) | undefined;
}

export interface PrepareOptions extends PaintSettings, CallOptions {
  /**
   * Whether strokes stay where they are from one frame to the next: each painting is blended with the
   * one before, moved as the photo moved. For frames in their order, as those of a film. Default false.
   */
  steady?: boolean | undefined;
}

/** A picture's size and how it is painted. */
export interface PaintSize {
  width: number;
  height: number;
  /** Default "auto". */
  quality?: Quality | undefined;
  /** Default "medium". */
  strokes?: Strokes | undefined;
}

export interface FrameOptions extends CallOptions {
  /**
   * Milliseconds in the film that the frame is of: its statistics then follow the film's own time,
   * so that every machine paints it alike, however long it takes. Left out for frames that are
   * painted as they happen.
   */
  time?: number | undefined;
}

/**
 * Paints frame after frame in one style, for video and cameras. The statistics of the frames are
 * frozen, so that the painting does not flicker, and measured anew now and then.
 */
export interface FramePainter {
  /** Sides in pixels of the painted frames. */
  readonly width: number;
  readonly height: number;
  /** Name of the transformer that paints. */
  readonly transformer: string;

  /**
   * Paints a frame, resampled to `width` x `height`. While frames are still being painted, further
   * ones wait for their turn. After a cut the statistics are measured anew at once; while lamps or
   * the exposure flicker, frames are brought to the exposure that was measured.
   *
   * @throws StylizerError as `Stylizer.paint`
   */
  paint(frame: PictureSource, options?: FrameOptions): Promise<ImageData>;

  /** Paints the next frames in another style or strength. */
  restyle(style: ArrayLike<number>, options?: { strength?: number | undefined }): void;

  /** Frees what the painter holds in the worker. */
  dispose(): void;
}
