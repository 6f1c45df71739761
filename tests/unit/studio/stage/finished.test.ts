import "../page/document";
import "../../image-data";
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FinishedPainting, timesSmaller } from "../../../../web_template/src/studio/stage/finished";

/** Twice as long as a copy for screens, and of several strips. */
const LARGE = [4200, 1100] as const;

/** What was done to the canvases, in order. */
const done: string[] = [];
/** Comes after the first strip of a copy. */
let interrupt: (() => void) | undefined;

class Canvas {
  width: number;
  height: number;
  readonly #name: string;

  constructor(width: number, height: number, name = "hidden") {
    this.width = width;
    this.height = height;
    this.#name = name;
  }

  getContext(): object {
    const log = (what: string) => {
      done.push(`${what} ${this.#name} ${this.width}x${this.height}`);
      const act = interrupt;
      interrupt = undefined;
      act?.();
    };
    return {
      canvas: this,
      clearRect: () => {},
      putImageData: () => log("put"),
      drawImage: () => log("draw"),
    };
  }
}

function stage(context: TestContext) {
  Object.assign(globalThis, { OffscreenCanvas: Canvas });
  context.after(() => Reflect.deleteProperty(globalThis, "OffscreenCanvas"));
  const listeners: (() => void)[] = [];
  const screen = { pixels: 1000, waits: false };
  const zoom = {
    onChange: (listener: () => void) => void listeners.push(listener),
    pixelsOf: () => screen.pixels,
  };
  const painting = new FinishedPainting(zoom, {
    sized: (width, height) => {
      return new Canvas(width, height, "stage").getContext() as CanvasRenderingContext2D;
    },
    wait: (waits) => {
      screen.waits = waits;
    },
  });
  const zoomTo = (pixels: number) => {
    screen.pixels = pixels;
    for (const listener of listeners) listener();
  };
  done.length = 0;
  return { painting, screen, zoomTo };
}

/** How often a task ended until nothing was waited for. */
async function tasksUntilShown(screen: { readonly waits: boolean }): Promise<number> {
  let tasks = 0;
  for (; screen.waits; tasks++) await new Promise((resolve) => setTimeout(resolve));
  return tasks;
}

const onStage = () => done.filter((what) => what.includes("stage"));

test("a copy is as small as it may be, and never less than the screen shows", () => {
  assert.equal(timesSmaller(1600, 1200, 500), 1);
  assert.equal(timesSmaller(4000, 3000, 500), 1);
  assert.equal(timesSmaller(6000, 4000, 1400), 2);
  assert.equal(timesSmaller(3000, 9000, 1400), 4);
  // A wide, dense screen shows more than a copy for most screens has, and less than all pixels.
  assert.equal(timesSmaller(9000, 3000, 2900), 3);
  assert.equal(timesSmaller(9000, 3000, 4501), 1);
});

test("a small painting is on the canvas at once", (context) => {
  const { painting, screen } = stage(context);
  painting.show(new ImageData(40, 30));
  assert.deepEqual(done, ["put stage 40x30"]);
  assert.equal(screen.waits, false);
});

test("the copy of a large painting is made in several tasks, and shown when it is whole", async (context) => {
  const { painting, screen } = stage(context);
  painting.show(new ImageData(...LARGE));
  assert.equal(done.length, 0);
  assert.equal(screen.waits, true);
  assert.ok((await tasksUntilShown(screen)) > 1);
  assert.ok(done.filter((what) => what.startsWith("put hidden")).length > 3);
  assert.deepEqual(onStage(), ["draw stage 2100x550"]);
  assert.equal(done.at(-1), "draw stage 2100x550");
});

test("a newer painting, a preview and a step closer end a copy that is being made", async (context) => {
  for (const end of ["show", "forget", "zoom"] as const) {
    const { painting, screen, zoomTo } = stage(context);
    painting.show(new ImageData(...LARGE));
    interrupt = () => {
      if (end === "show") painting.show(new ImageData(40, 30));
      else if (end === "forget") painting.forget();
      else zoomTo(3000);
    };
    assert.ok((await tasksUntilShown(screen)) > 0);
    const shown = {
      show: ["put stage 40x30"],
      forget: [],
      zoom: ["put stage 4200x1100"],
    }[end];
    const copied = done.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(onStage(), shown);
    assert.equal(done.length, copied, "nothing is copied any more");
  }
});

test("of two large paintings the newer one is shown, once", async (context) => {
  const { painting, screen } = stage(context);
  painting.show(new ImageData(...LARGE));
  painting.show(new ImageData(LARGE[1], LARGE[0]));
  await tasksUntilShown(screen);
  assert.deepEqual(onStage(), ["draw stage 550x2100"]);
});

test("a copy does until more can be seen, and a window that changes does not show all", async (context) => {
  const { painting, screen, zoomTo } = stage(context);
  painting.show(new ImageData(...LARGE));
  zoomTo(1100);
  await tasksUntilShown(screen);
  zoomTo(2100);
  assert.deepEqual(onStage(), ["draw stage 2100x550"]);
  zoomTo(2101);
  zoomTo(2200);
  assert.deepEqual(onStage(), ["draw stage 2100x550", "put stage 4200x1100"]);
});
