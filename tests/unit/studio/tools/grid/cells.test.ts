import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, columnsFor } from "../../../../../web_template/src/studio/tools/grid/cells";
import { assertNear } from "../../../near";

test("cells of a strip lie evenly between two styles", () => {
  const cells = cellsOf("strip", 5);
  assert.equal(cells.length, 5);
  assertNear(
    cells.flatMap(({ shares }) => shares),
    [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [1 - share, share]),
  );
});

test("cells of a table lie evenly among four styles", () => {
  const cells = cellsOf("table", 3);
  assert.equal(cells.length, 9);
  const expected = {
    0: [1, 0, 0, 0],
    2: [0, 1, 0, 0],
    4: [0.25, 0.25, 0.25, 0.25],
    5: [0, 0.5, 0, 0.5],
    8: [0, 0, 0, 1],
  };
  for (const [index, shares] of Object.entries(expected)) {
    assertNear(cells[Number(index)]?.shares ?? [], shares);
  }
});

test("a strip wraps where that makes its cells larger", () => {
  assert.equal(columnsFor(5, 1.5, 900, 500), 3);
  assert.equal(columnsFor(5, 1.5, 1400, 250), 5);
  assert.equal(columnsFor(5, 1.5, 360, 230), 3);
  assert.equal(columnsFor(7, 0.66, 360, 200), 5);
  assert.equal(columnsFor(3, 1.5, 200, 900), 1);
});
