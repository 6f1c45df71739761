// The pad's geometry: a regular polygon with a style at each corner, where a point is a mixture.
//
// K. Hormann and M. S. Floater, "Mean value coordinates for arbitrary planar polygons", 2006: in a
// convex polygon they are never negative, change smoothly, and the corners weighted by a point's
// coordinates are that point again.

/** Right and down, in radii of the polygon from its centre. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Nearer to a corner or an edge than this is on it. */
const TINY = 1e-9;

/** Corners of a regular polygon, clockwise; the upper edge of a square is level. */
export function regularPolygon(count: number): Point[] {
  const first = -Math.PI / 2 - (count % 2 === 0 ? Math.PI / count : 0);
  return Array.from({ length: count }, (_, index) => {
    const angle = first + (2 * Math.PI * index) / count;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

/**
 * The share of each corner in a point of the polygon.
 *
 * @returns numbers from 0 to 1 that add up to 1
 */
export function sharesAt(point: Point, corners: readonly Point[]): number[] {
  const sides = corners.map(({ x, y }) => ({ x: x - point.x, y: y - point.y }));
  const far = sides.map(({ x, y }) => Math.hypot(x, y));
  const corner = far.findIndex((distance) => distance < TINY);
  if (corner >= 0) return corners.map((_, index) => (index === corner ? 1 : 0));
  /** Tangent of half the angle under which an edge is seen from the point. */
  const tangents: number[] = [];
  for (const [index, side] of sides.entries()) {
    const next = (index + 1) % sides.length;
    const other = sides[next] as Point;
    const distance = far[index] as number;
    const further = far[next] as number;
    const cross = side.x * other.y - side.y * other.x;
    const dot = side.x * other.x + side.y * other.y;
    if (Math.abs(cross) < TINY && dot < 0) {
      const share = distance / (distance + further);
      return corners.map((_, at) => (at === index ? 1 - share : at === next ? share : 0));
    }
    tangents.push((distance * further - dot) / cross);
  }
  const weights = far.map(
    (distance, index) =>
      ((tangents.at(index - 1) as number) + (tangents[index] as number)) / distance,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The point that stands for shares: the mean of the corners weighted by them. */
export function pointOf(shares: readonly number[], corners: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const [index, corner] of corners.entries()) {
    x += (shares[index] ?? 0) * corner.x;
    y += (shares[index] ?? 0) * corner.y;
  }
  return { x, y };
}

/** The point of a convex polygon, given clockwise, that is nearest to a point. */
export function nearestInside(point: Point, corners: readonly Point[]): Point {
  let nearest: Point | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, corner] of corners.entries()) {
    const other = corners[(index + 1) % corners.length] as Point;
    const edge = { x: other.x - corner.x, y: other.y - corner.y };
    const way = { x: point.x - corner.x, y: point.y - corner.y };
    if (edge.x * way.y - edge.y * way.x >= 0) continue;
    const along = (way.x * edge.x + way.y * edge.y) / (edge.x ** 2 + edge.y ** 2);
    const share = Math.min(Math.max(along, 0), 1);
    const candidate = { x: corner.x + share * edge.x, y: corner.y + share * edge.y };
    const distance = Math.hypot(point.x - candidate.x, point.y - candidate.y);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest ?? point;
}
