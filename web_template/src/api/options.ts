// Names of the options that calls take: others are misspelt, and would be ignored without a word.

import { failure } from "./errors";
import type {
  CallOptions,
  FrameOptions,
  LoadOptions,
  PaintOptions,
  PaintSettings,
  PaintSize,
  PrepareOptions,
  StyleOptions,
} from "./types";

type Names<T> = readonly (keyof T)[];

export const CALL: Names<CallOptions> = ["signal", "onProgress"];
export const LOAD: Names<LoadOptions> = [...CALL, "backend", "networks", "set"];
export const STYLE: Names<StyleOptions> = [...CALL, "size"];
const SETTINGS: Names<PaintSettings> = [
  "strength",
  "size",
  "quality",
  "strokes",
  "keepFaces",
  "contentStyle",
];
export const PREPARE: Names<PrepareOptions> = [...CALL, ...SETTINGS, "steady"];
export const PAINT: Names<PaintOptions> = [...CALL, ...SETTINGS, "memory", "draft", "onPass"];
export const FRAME: Names<FrameOptions> = [...CALL, "time"];
export const RESTYLE: Names<Pick<PaintSettings, "strength">> = ["strength"];
export const PAINT_SIZE: Names<PaintSize> = ["width", "height", "quality", "strokes"];

/**
 * Refuses what are no options, options of other names, and listeners that are none.
 *
 * @throws StylizerError "invalid-argument"
 */
export function checkOptions(options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw failure("options_argument", { options: names.join(", ") });
  }
  for (const option of Object.keys(options)) {
    if (names.includes(option)) continue;
    throw failure("option_unknown", { option, options: names.join(", ") });
  }
  const { signal, ...others } = options as PaintOptions;
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw failure("signal_argument");
  for (const option of ["onProgress", "onPass"] as const) {
    const listener = others[option];
    if (listener === undefined || typeof listener === "function") continue;
    throw failure("listener_argument", { option });
  }
}
