// Answers what a program asks of the engine: with the module that pages use, and the studio's own code.

import type { FramePainter, PaintSettings, ProgressEvent } from "../api/types";
import { mixStyles } from "../api/vectors";
import { decode } from "../engine/pictures/decode";
import { takeColours } from "../studio/pixels/apply-colours";
import { linkText } from "../studio/share/address";
import { decodeFile } from "../studio/share/file";
import { decodeSentLink } from "../studio/share/sent-link";
import type { SharedStyle } from "../studio/share/shared-style";
import { Stylizer } from "../stylizer";

/** Loads a set of a folder that has what a site's `networks` has. */
interface StartRequest {
  readonly kind: "start";
  readonly networks: string;
  readonly set: string;
}

/** Asks for the style vector of a picture. */
interface StyleRequest {
  readonly kind: "style";
}

/** Paints a picture in a mixture of styles. */
interface PaintRequest extends PaintSettings {
  readonly kind: "paint";
  readonly styles: readonly (readonly number[])[];
  readonly weights: readonly number[];
  /** 0: the style's colours, 1: the picture's own. */
  readonly colours: number;
}

/** Makes ready for frames as large as a picture. */
interface PrepareRequest extends Omit<PaintRequest, "kind"> {
  readonly kind: "prepare";
  readonly steady: boolean;
}

/** Paints a frame of the size that was made ready for. */
interface FrameRequest {
  readonly kind: "frame";
  /** Milliseconds in its film. */
  readonly time: number;
}

/** Asks what a shared style says: the text of a file, or an address with a link in it. */
interface RecipeRequest {
  readonly kind: "recipe";
  readonly text: string;
}

export type Request =
  | StartRequest
  | StyleRequest
  | PaintRequest
  | PrepareRequest
  | FrameRequest
  | RecipeRequest;

export type Answer =
  | { readonly vectorSpace: string }
  | { readonly vector: readonly number[] }
  | { readonly width: number; readonly height: number }
  | SharedStyle
  | ImageData;

type OnProgress = (event: ProgressEvent) => void;

/** What is painted with: a network set, and the frames that were prepared for last. */
export class Session {
  #stylizer: Stylizer | undefined;
  #frames: FramePainter | undefined;
  #colours = 0;

  /**
   * Answers one request after the other.
   *
   * @param picture the request's, where it has one
   * @throws StylizerError, SharedStyleError
   */
  async answer(request: Request, picture: ImageData, onProgress: OnProgress): Promise<Answer> {
    switch (request.kind) {
      case "start": {
        const { networks, set } = request;
        this.#stylizer = await Stylizer.load({ networks, set, backend: "wasm" });
        return { vectorSpace: this.#stylizer.set.vectorSpace };
      }
      case "style":
        return { vector: [...(await this.#running().style(picture))] };
      case "paint": {
        const options = { ...settings(request), onProgress };
        const painted = await this.#running().paint(picture, mixed(request), options);
        return await coloured(painted, picture, request.colours);
      }
      case "prepare": {
        this.#frames?.dispose();
        const options = { ...settings(request), steady: request.steady };
        this.#frames = await this.#running().prepare(picture, mixed(request), options);
        this.#colours = request.colours;
        return { width: this.#frames.width, height: this.#frames.height };
      }
      case "frame": {
        if (!this.#frames) throw new Error("No frames were prepared for.");
        const painted = await this.#frames.paint(picture, { time: request.time });
        return await coloured(painted, picture, this.#colours);
      }
      case "recipe": {
        const link = linkText(request.text);
        return link === undefined ? decodeFile(request.text) : decodeSentLink(link);
      }
    }
  }

  #running(): Stylizer {
    if (!this.#stylizer) throw new Error("No network set was loaded.");
    return this.#stylizer;
  }
}

function settings(request: PaintRequest | PrepareRequest): PaintSettings {
  const { strength, size, quality, strokes, keepFaces, contentStyle } = request;
  return { strength, size, quality, strokes, keepFaces, contentStyle };
}

function mixed({ styles, weights }: PaintRequest | PrepareRequest): Float32Array {
  return mixStyles(styles, weights);
}

/** Gives a painting the colours of its photo, in place. */
async function coloured(painted: ImageData, photo: ImageData, amount: number): Promise<ImageData> {
  const { width, height, data } = painted;
  if (amount > 0) {
    const { data: own } = await resized(photo, width, height);
    takeColours(data, own, amount, 0, width * height);
  }
  return painted;
}

async function resized(photo: ImageData, width: number, height: number): Promise<ImageData> {
  if (photo.width === width && photo.height === height) return photo;
  const { data } = await (await decode(photo)).resampled(width, height);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = data[3 * i + k] as number;
  }
  return image;
}
