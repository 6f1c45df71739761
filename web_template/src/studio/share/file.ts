// Shared styles as a small file: JSON that people and programs can read, with exact numbers.

import { isStrokes } from "../../shared/passes";
import { MOST_STRENGTH, MOST_STYLES } from "../model/recipe";
import { type SharedStyle, SharedStyleError, type SharedVector } from "./shared-style";

const FORMAT = "atelier-style";
const VERSION = 1;

/** Significant digits with which decimal numbers tell all float32 apart. */
const DIGITS = 9;

export function encodeFile(shared: SharedStyle): string {
  const { space, strength, colours, strokes, keepFaces, styles } = shared;
  const file = {
    format: FORMAT,
    version: VERSION,
    space,
    strength,
    colours,
    strokes,
    keepFaces,
    styles: styles.map(({ title, weight, vector }) => ({
      title,
      weight,
      vector: vector.map(shortest),
    })),
  };
  // A style a line: short enough to look at, and to compare.
  return `${JSON.stringify(file).replaceAll('{"title"', '\n{"title"')}\n`;
}

/**
 * What a file says.
 *
 * @throws SharedStyleError it is damaged or no such file, or of a later version
 */
export function decodeFile(text: string): SharedStyle {
  const file = parsed(text);
  if (file.format !== FORMAT) throw new SharedStyleError("damaged");
  if (Number(file.version) > VERSION) throw new SharedStyleError("newer");
  // Files that were saved before there were broader strokes, or faces were kept, say nothing of them.
  const { space, strength, colours, strokes = "fine", keepFaces = false, styles } = file;
  if (
    typeof space !== "string" ||
    !isWithin(strength, MOST_STRENGTH) ||
    !isWithin(colours, 1) ||
    !isStrokes(strokes) ||
    typeof keepFaces !== "boolean" ||
    !Array.isArray(styles)
  ) {
    throw new SharedStyleError("damaged");
  }
  const vectors = styles.map(sharedVector);
  const length = vectors[0]?.vector.length ?? 0;
  const sum = vectors.reduce((total, { weight }) => total + weight, 0);
  const sound =
    length > 0 &&
    vectors.length <= MOST_STYLES &&
    vectors.every(({ vector }) => vector.length === length) &&
    sum > 0 &&
    Number.isFinite(sum);
  if (!sound) throw new SharedStyleError("damaged");
  return { space, strength, colours, strokes, keepFaces, styles: vectors };
}

function sharedVector(style: unknown): SharedVector {
  const { title, weight, vector } = Object(style) as Record<string, unknown>;
  if (
    !isWithin(weight, Number.MAX_VALUE) ||
    !Array.isArray(vector) ||
    // What is finite may be more than a float32 can be.
    !vector.every((value) => typeof value === "number" && Number.isFinite(Math.fround(value)))
  ) {
    throw new SharedStyleError("damaged");
  }
  return {
    title: typeof title === "string" && title.trim() !== "" ? title : undefined,
    weight,
    vector: vector.map((value) => Math.fround(value)),
    error: 0,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new SharedStyleError("damaged");
  }
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === "number" && value >= 0 && value <= most;
}

/** A float32 with no more digits than tell it apart. */
function shortest(value: number): number {
  const exact = Math.fround(value);
  for (let digits = 6; digits < DIGITS; digits++) {
    const short = Number(exact.toPrecision(digits));
    if (Math.fround(short) === exact) return short;
  }
  return Number(exact.toPrecision(DIGITS));
}
