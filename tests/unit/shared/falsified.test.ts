import assert from "node:assert/strict";
import { test } from "node:test";
import { falsifiesCanvases, isFalsified } from "../../../web_template/src/shared/falsified";
import "../image-data";
import { randomNumbers } from "../../unit/random";

/** What a browser gives for what was put on a canvas, as it was changed. */
function reading(change: (byte: number, index: number) => number): boolean {
  let put = new ImageData(1, 1);
  const context = {
    putImageData: (image: ImageData) => {
      put = image;
    },
    getImageData: () => ({ data: put.data.map(change) }),
  };
  class Canvas {
    getContext = () => context;
  }
  Object.assign(globalThis, { OffscreenCanvas: Canvas });
  try {
    return falsifiesCanvases();
  } finally {
    Reflect.deleteProperty(globalThis, "OffscreenCanvas");
  }
}

test("a canvas gives what was put on it", () => {
  assert.equal(
    reading((byte) => byte),
    false,
  );
});

test("changes of the last bit are not seen", () => {
  assert.equal(
    reading((byte, index) => (index % 7 === 0 ? byte ^ 1 : byte)),
    false,
  );
});

test("stripes, noise and white are found", () => {
  const noise = randomNumbers(3);
  assert.equal(
    reading(() => noise() * 255),
    true,
  );
  assert.equal(
    reading(() => 255),
    true,
  );
  assert.equal(
    reading((byte, index) => (index % 64 < 4 ? 200 : byte)),
    true,
  );
});

test("nothing read is nothing falsified", () => assert.equal(isFalsified([]), false));
