// Shared styles as the text of a link: bytes in base64url, which programs do not break.
//
// docs/studio.md has the layout byte by byte. A vector's numbers are bytes between its least and
// its greatest: paintings then differ from the original's by 0.4 of 255 levels in the mean (0.6 at
// most), where 16 bits would give 0.02 and links of twice the length.

import { STROKES } from "../../shared/passes";
import { MOST_STRENGTH, MOST_STYLES } from "../model/recipe";
import { type SharedStyle, SharedStyleError, type SharedVector } from "./shared-style";

/** Version 1 had no strokes: they were fine. Version 3 is version 2 and keeps faces. */
const VERSION = 2;
const WITHOUT_STROKES = 1;
const KEEPING_FACES = 3;

/** Weights are shares of this, which thirds and fifths divide and halves and quarters nearly do. */
const WHOLE = 255;

/** Steps between the least and the greatest number of a vector. */
const STEPS = 255;

/** Bytes of a vector before its numbers: the least of them and the step, both float32. */
const RANGE_BYTES = 8;

const CHECK_BYTES = 2;

/** The text of a link for styles of one space. */
export function encodeLink(shared: SharedStyle): string {
  const { space, strength, colours, strokes, keepFaces, styles } = shared;
  const name = new TextEncoder().encode(space);
  const length = styles[0]?.vector.length ?? 0;
  const sum = styles.reduce((total, { weight }) => total + weight, 0);
  const bytes = [
    keepFaces ? KEEPING_FACES : VERSION,
    name.length,
    ...name,
    Math.round(100 * strength),
    Math.round(100 * colours),
    STROKES.indexOf(strokes),
    length >> 8,
    length & 255,
    styles.length,
    ...styles.map(({ weight }) => Math.round((WHOLE * weight) / sum)),
    ...styles.flatMap(({ vector }) => vectorBytes(vector)),
  ];
  const check = checksum(bytes);
  return base64url(Uint8Array.from([...bytes, check >> 8, check & 255]));
}

/**
 * What the text of a link says.
 *
 * @throws SharedStyleError it is damaged, or of a later version
 */
export function decodeLink(text: string): SharedStyle {
  const bytes = fromBase64url(text);
  const content = bytes.subarray(0, -CHECK_BYTES);
  const [high = 0, low = 0] = bytes.subarray(-CHECK_BYTES);
  if (content.length === 0 || checksum(content) !== ((high << 8) | low)) {
    throw new SharedStyleError("damaged");
  }
  // Every version begins with its number and ends with this check.
  if (![VERSION, WITHOUT_STROKES, KEEPING_FACES].includes(content[0] as number)) {
    throw new SharedStyleError("newer");
  }
  return sharedStyle(content);
}

function sharedStyle(content: Uint8Array): SharedStyle {
  let at = 1;
  const take = (count: number) => {
    const from = at;
    at += count;
    return content.subarray(from, at);
  };
  const byte = () => take(1)[0] ?? 0;
  const space = new TextDecoder().decode(take(byte()));
  const strength = byte() / 100;
  const colours = byte() / 100;
  const strokes = content[0] === WITHOUT_STROKES ? "fine" : STROKES[byte()];
  const length = (byte() << 8) | byte();
  const count = byte();
  const weights = [...take(count)];
  const styles = weights.map((weight): SharedVector => {
    const numbers = readVector(take(RANGE_BYTES + length));
    return { title: undefined, weight: weight / WHOLE, ...numbers };
  });
  const sound =
    strokes !== undefined &&
    at === content.length &&
    length > 0 &&
    count >= 1 &&
    count <= MOST_STYLES &&
    weights.some((weight) => weight > 0) &&
    strength <= MOST_STRENGTH &&
    colours <= 1 &&
    styles.every(({ vector }) => vector.every(Number.isFinite));
  if (!sound) throw new SharedStyleError("damaged");
  return { space, strength, colours, strokes, keepFaces: content[0] === KEEPING_FACES, styles };
}

function vectorBytes(vector: readonly number[]): number[] {
  const least = Math.fround(Math.min(...vector));
  // Equal numbers need no step, but a division does.
  const step = Math.fround((Math.max(...vector) - least) / STEPS) || 1;
  const range = new DataView(new ArrayBuffer(RANGE_BYTES));
  range.setFloat32(0, least);
  range.setFloat32(4, step);
  const levels = vector.map((value) => Math.round((value - least) / step));
  return [
    ...new Uint8Array(range.buffer),
    ...levels.map((level) => Math.min(Math.max(level, 0), STEPS)),
  ];
}

function readVector(bytes: Uint8Array): Pick<SharedVector, "vector" | "error"> {
  if (bytes.length < RANGE_BYTES) throw new SharedStyleError("damaged");
  const range = new DataView(bytes.buffer, bytes.byteOffset);
  const least = range.getFloat32(0);
  const step = range.getFloat32(4);
  const levels = [...bytes.subarray(RANGE_BYTES)];
  return { vector: levels.map((level) => Math.fround(least + step * level)), error: step / 2 };
}

/** CRC-16/XMODEM: detects links that were cut or changed on their way. */
function checksum(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
    }
  }
  return sum;
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(text: string): Uint8Array {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new SharedStyleError("damaged");
  }
}
