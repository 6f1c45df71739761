import assert from "node:assert/strict";
import { test } from "node:test";
import {
  nearestInside,
  type Point,
  pointOf,
  regularPolygon,
  sharesAt,
} from "../../../../../web_template/src/studio/tools/combine/polygon";
import { assertNear } from "../../../near";
import { randomNumbers, randomShares } from "../../../random";

for (const count of [3, 4, 5]) {
  test(`every point of a pad with ${count} corners is a mixture`, () => {
    const corners = regularPolygon(count);
    for (const { x, y } of corners) assertNear([Math.hypot(x, y)], [1]);
    for (const point of pointsOf(corners)) {
      const shares = sharesAt(point, corners);
      assert.ok(shares.every((share) => share >= -1e-9));
      assertNear([shares.reduce((sum, share) => sum + share, 0)], [1]);
      const place = pointOf(shares, corners);
      assertNear([place.x, place.y], [point.x, point.y]);
      // A small step changes the mixture a little only, also next to edges and corners.
      const step = 1 - 1e-4;
      assertNear(sharesAt({ x: step * point.x, y: step * point.y }, corners), shares, 0.01);
    }
    for (const [index, corner] of corners.entries()) {
      const alone = corners.map((_, other) => Number(other === index));
      assertNear(sharesAt(corner, corners), alone);
    }
    assertNear(
      sharesAt({ x: 0, y: 0 }, corners),
      corners.map(() => 1 / count),
    );
  });
}

/** Points inside, on the edges and on the corners. */
function pointsOf(corners: readonly Point[]): Point[] {
  const random = randomNumbers(corners.length);
  const inside = Array.from({ length: 200 }, () =>
    pointOf(randomShares(corners.length, random), corners),
  );
  const edges = corners.flatMap((one, index) => {
    const other = corners.at(index - 1) as Point;
    return Array.from({ length: 11 }, (_, k) => pointOf([k / 10, 1 - k / 10], [one, other]));
  });
  return [...inside, ...edges];
}

test("a dot dragged out of the pad stays at its edge", () => {
  const corners = regularPolygon(4);
  const nearest = (x: number, y: number) => {
    const point = nearestInside({ x, y }, corners);
    return [point.x, point.y];
  };
  const half = Math.SQRT1_2;
  assertNear(nearest(0.1, -0.2), [0.1, -0.2]);
  assertNear(nearest(0.3, -5), [0.3, -half]);
  assertNear(nearest(9, 8), [half, half]);
});
