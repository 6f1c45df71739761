import assert from "node:assert/strict";
import { test } from "node:test";
import { SteadyStrokes } from "../../../../web_template/src/engine/painting/steady";
import type { Canvas } from "../../../../web_template/src/engine/pictures/pixels";
import type { Picture } from "../../../../web_template/src/shared/picture";
import { randomNumbers } from "../../random";

const WIDTH = 96;
const HEIGHT = 64;

/** A photo of blotches without a period, which begins at a place. */
function photo(left: number): Picture {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [left + (i % WIDTH), Math.floor(i / WIDTH)];
    const level = 128 + 60 * Math.sin(x / 5 + Math.sin(y / 9)) + 50 * Math.cos(y / 4 - x / 31);
    data.fill(level, 3 * i, 3 * i + 3);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** What is painted of a place in the scene: the place, and strokes that are never the same. */
function painting(left: number, seed: number): Canvas {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  const strokes = randomNumbers(seed);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    data.fill(64 + left + (i % WIDTH) + 60 * strokes(), 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** How far two paintings are apart, the second beginning `right` pixels further, away from the sides. */
function apart(one: Canvas, other: Canvas, right: number): number {
  let [sum, count] = [0, 0];
  for (let y = 8; y < HEIGHT - 8; y++) {
    for (let x = 16; x < WIDTH - 16; x++) {
      const at = 4 * (y * WIDTH + x);
      sum += Math.abs((one.data[at + 4 * right] as number) - (other.data[at] as number));
      count++;
    }
  }
  return sum / count;
}

function painted(moves: number, steady: SteadyStrokes | undefined): readonly [Canvas, Canvas] {
  const paintings = Array.from({ length: 6 }, (_, frame) => {
    const made = painting(moves * frame, frame + 1);
    steady?.blend(photo(moves * frame), made);
    return made;
  });
  return [paintings[4] as Canvas, paintings[5] as Canvas];
}

test("strokes stay where they are while a photo stands still or moves", () => {
  for (const moves of [0, 3]) {
    const loose = apart(...painted(moves, undefined), moves);
    const steady = apart(...painted(moves, new SteadyStrokes()), moves);
    assert.ok(steady < 0.45 * loose, `${moves} pixels: ${steady} instead of ${loose}`);
  }
});

test("fine strokes stay as strong as they are while they move by parts of a pixel", () => {
  const stripes = (left: number): Canvas => {
    const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      data.fill(128 + 60 * Math.sin(1.6 * (left + (i % WIDTH))), 4 * i, 4 * i + 4);
    }
    return { width: WIDTH, height: HEIGHT, data };
  };
  const steady = new SteadyStrokes();
  const kept = stripes(0);
  for (let frame = 0; frame < 8; frame++) {
    kept.data.set(stripes(1.5 * frame).data);
    steady.blend(photo(1.5 * frame), kept);
  }
  const ratio = apart(kept, kept, 2) / apart(stripes(10.5), stripes(10.5), 2);
  assert.ok(0.9 < ratio && ratio < 1.15, `${ratio} times as strong`);
});

test("nothing is left of a photo that is gone", () => {
  const steady = new SteadyStrokes();
  steady.blend(photo(0), painting(0, 1));
  const other = { ...photo(0), data: photo(0).data.map((level, i) => (level + 29 * i) % 200) };
  const made = painting(40, 2);
  steady.blend(other, made);
  assert.ok(apart(made, painting(40, 2), 0) < 1);
});

test("what is to begin anew stays as it is", () => {
  const steady = new SteadyStrokes();
  steady.blend(photo(0), painting(0, 1));
  steady.forget();
  const made = painting(0, 2);
  steady.blend(photo(0), made);
  assert.deepEqual(made.data, painting(0, 2).data);
});
