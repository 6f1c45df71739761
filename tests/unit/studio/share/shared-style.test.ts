// Links and files that anybody may have made: a style, or a sentence, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { STROKES } from "../../../../web_template/src/shared/passes";
import { MOST_STRENGTH, MOST_STYLES } from "../../../../web_template/src/studio/model/recipe";
import { linkText } from "../../../../web_template/src/studio/share/address";
import { decodeFile, encodeFile } from "../../../../web_template/src/studio/share/file";
import { decodeLink, encodeLink } from "../../../../web_template/src/studio/share/link";
import { decodeSentLink } from "../../../../web_template/src/studio/share/sent-link";
import {
  type SharedStyle,
  SharedStyleError,
} from "../../../../web_template/src/studio/share/shared-style";

/** The same in every run; SEED and RUNS in the environment try others, and more of them. */
const options = {
  seed: Number(process.env.SEED ?? 1),
  numRuns: Number(process.env.RUNS ?? 400),
};

const number = fc.float({ min: Math.fround(-8), max: 8, noNaN: true });

const shared: fc.Arbitrary<SharedStyle> = fc.integer({ min: 1, max: MOST_STYLES }).chain((count) =>
  fc.record({
    space: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
    strength: fc.integer({ min: 0, max: 100 * MOST_STRENGTH }).map((value) => value / 100),
    colours: fc.integer({ min: 0, max: 100 }).map((value) => value / 100),
    strokes: fc.constantFrom(...STROKES),
    keepFaces: fc.boolean(),
    styles: fc.array(
      fc.record({
        title: fc.string({ maxLength: 60, unit: "binary" }),
        weight: fc.integer({ min: 1, max: 255 }),
        vector: fc.array(number, { minLength: 12, maxLength: 12 }),
        error: fc.constant(0),
      }),
      { minLength: count, maxLength: count },
    ),
  }),
);

/** Decodes what may be anything: what comes of it holds whatever the studio relies on. */
function isHarmless(decode: () => SharedStyle): boolean {
  let found: SharedStyle;
  try {
    found = decode();
  } catch (error) {
    return error instanceof SharedStyleError;
  }
  const { space, strength, colours, styles } = found;
  return (
    typeof space === "string" &&
    strength >= 0 &&
    strength <= MOST_STRENGTH &&
    colours >= 0 &&
    colours <= 1 &&
    styles.length >= 1 &&
    styles.length <= MOST_STYLES &&
    styles.some(({ weight }) => weight > 0) &&
    styles.every(
      ({ title, weight, vector }) =>
        (title === undefined || typeof title === "string") &&
        Number.isFinite(weight) &&
        weight >= 0 &&
        vector.length === styles[0]?.vector.length &&
        vector.every(Number.isFinite),
    ) &&
    Object.getPrototypeOf(found) === Object.prototype
  );
}

test("any text is a link, or is refused", () => {
  const texts = fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{0,400}$/));
  fc.assert(
    fc.property(texts, (text) => isHarmless(() => decodeSentLink(text))),
    options,
  );
});

test("any bytes with a true checksum are a link, or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const [high, low] = checksum(bytes);
      const all = Uint8Array.from([...bytes, high, low]);
      return isHarmless(() => decodeLink(Buffer.from(all).toString("base64url")));
    }),
    options,
  );
});

test("links that were changed in a place or two", () => {
  const change = fc.tuple(fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(shared, fc.array(change, { minLength: 1, maxLength: 3 }), (style, changes) => {
      const bytes = Buffer.from(encodeLink(style), "base64url");
      for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
      const [high, low] = checksum(bytes.subarray(0, -2));
      bytes.set([high, low], bytes.length - 2);
      return isHarmless(() => decodeLink(bytes.toString("base64url")));
    }),
    { ...options, numRuns: options.numRuns / 4 },
  );
});

test("any JSON is a style, or is refused", () => {
  const hostile = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record(
        {
          format: fc.constant("atelier-style"),
          version: fc.oneof(fc.constant(1), fc.anything()),
          space: fc.oneof(fc.string(), fc.anything()),
          strength: fc.oneof(fc.double(), fc.anything()),
          colours: fc.oneof(fc.double({ min: 0, max: 1 }), fc.anything()),
          styles: fc.oneof(
            fc.array(
              fc.record({
                title: fc.anything(),
                weight: fc.oneof(fc.double(), fc.anything()),
                vector: fc.oneof(fc.array(fc.double()), fc.anything()),
              }),
            ),
            fc.anything(),
          ),
          __proto__: fc.anything(),
        },
        { requiredKeys: ["format"] },
      )
      .map(written),
  );
  fc.assert(
    fc.property(hostile, (text) => isHarmless(() => decodeFile(text))),
    options,
  );
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("files that were cut or changed", () => {
  const cut = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(shared, cut, (style, [share, words]) => {
      const text = encodeFile(style);
      const at = Math.floor(share * text.length);
      const changed = text.slice(0, at) + words + text.slice(at + words.length);
      return (
        isHarmless(() => decodeFile(text.slice(0, at))) && isHarmless(() => decodeFile(changed))
      );
    }),
    { ...options, numRuns: options.numRuns / 4 },
  );
});

test("what was shared is what comes", () => {
  fc.assert(
    fc.property(shared, (style) => {
      const { styles, ...rest } = decodeFile(encodeFile(style));
      const { styles: before, ...wanted } = style;
      const { space, strength, colours } = style;
      assert.deepEqual(rest, wanted);
      assert.deepEqual(
        styles.map(({ title }) => title),
        // A title of spaces is none.
        before.map(({ title }) => (title?.trim() ? title : undefined)),
      );
      const link = decodeLink(encodeLink(style));
      assert.deepEqual([link.space, link.strength, link.colours], [space, strength, colours]);
    }),
    { ...options, numRuns: options.numRuns / 10 },
  );
});

test("long words are no way to stop the page", { timeout: 60_000 }, () => {
  linkText("#style=".repeat(50_000));
  for (const text of ["_".repeat(1e6), "A".repeat(1e6), `#style=${"%".repeat(1e6)}`]) {
    assert.ok(isHarmless(() => decodeSentLink(text)));
  }
});

/** JSON also of what has no place in it. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part));
  } catch {
    return "{}";
  }
}

/** CRC-16/XMODEM, high byte first. */
function checksum(bytes: Iterable<number>): [number, number] {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
    }
  }
  return [sum >> 8, sum & 255];
}
