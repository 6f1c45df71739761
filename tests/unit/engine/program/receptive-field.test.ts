import assert from "node:assert/strict";
import { test } from "node:test";
import { type Area, intersection, wholeArea } from "../../../../web_template/src/engine/base/area";
import { type LoweredProgram, lowered } from "../../../../web_template/src/engine/program/lowering";
import {
  haloOf,
  receptiveFieldOf,
} from "../../../../web_template/src/engine/program/receptive-field";
import { assertNear } from "../../near";
import { cellsOf, cropped, randomPlane, valuesIn } from "./interpreter";
import { exampleNetwork, rulesOf } from "./programs";

/** Pixels along the side of a cell of the example's, and of what its pictures' sides are multiples. */
const CELL = 2;
const MULTIPLE = 2;

const SIZE = wholeArea(24, 20);
const AREAS: readonly Area[] = [
  SIZE,
  { top: 8, bottom: 12, left: 10, right: 14 },
  { top: 0, bottom: 6, left: 0, right: 4 },
  { top: 14, bottom: 20, left: 4, right: 24 },
];

/** The example as runtimes run it that fuse everything, or nothing. */
function programs(): Readonly<Record<string, LoweredProgram>> {
  const { program, weights } = exampleNetwork();
  return {
    "all fused": lowered(
      program,
      weights,
      rulesOf(() => true),
    ),
    "all fused, in phases": lowered(
      program,
      weights,
      rulesOf(() => true, { inPhases: true }),
    ),
    "nothing fused": lowered(
      program,
      weights,
      rulesOf(() => false),
    ),
  };
}

function cellsIn({ top, bottom, left, right }: Area): Area {
  return { top: top / CELL, bottom: bottom / CELL, left: left / CELL, right: right / CELL };
}

const content = randomPlane(SIZE.right, SIZE.bottom, 3);

for (const [name, program] of Object.entries(programs())) {
  test(`an area is painted from its receptive field alone: ${name}`, () => {
    const whole = cellsOf(program, content);
    for (const area of AREAS) {
      const field = receptiveFieldOf(program, SIZE, area, CELL);
      // What lies outside is not a number, and spreads to whatever depends on it.
      const given = cropped(content, field.content);
      const parts = field.parts.map(({ makes }) => makes);
      const painted = cellsOf(program, given, parts);
      assertNear(valuesIn(painted, cellsIn(area)), valuesIn(whole, cellsIn(area)), 1e-12);
    }
  });

  test(`a halo is as wide as it has to be: ${name}`, () => {
    const [, area] = AREAS as [Area, Area];
    const halo = haloOf(program, MULTIPLE, CELL);
    assert.equal(halo % MULTIPLE, 0);
    const depends = (pixels: number) => {
      const seen = {
        top: area.top - pixels,
        bottom: area.bottom + pixels,
        left: area.left - pixels,
        right: area.right + pixels,
      };
      const cells = cellsOf(program, cropped(content, intersection(seen, SIZE)));
      return valuesIn(cells, cellsIn(area)).some(Number.isNaN);
    };
    assert.ok(!depends(halo));
    assert.ok(depends(halo - 2 * MULTIPLE));
  });
}

test("content with a border reaches beyond the picture, where it is reflected", () => {
  const { program, weights } = exampleNetwork();
  const rules = rulesOf(() => true, { bordered: true });
  const { content } = receptiveFieldOf(lowered(program, weights, rules), SIZE, SIZE, CELL);
  assert.deepEqual(content, { top: -1, bottom: 21, left: -1, right: 25 });
});
