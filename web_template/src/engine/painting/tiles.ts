// Splits a picture into tiles that are painted one after the other.

import { type Area, heightOf, widthOf } from "../base/area";

/** A part of a picture to paint, and the part that the network has to see for that. */
export interface Tile {
  readonly painted: Area;
  readonly seen: Area;
}

/** What tiles have to keep to. */
export interface TileRules {
  /** Most pixels that the network may see of a picture at a time. */
  readonly most: number;
  /** Pixels around a tile that its own depend on. */
  readonly halo: number;
  /** Edges of tiles lie at multiples of this. */
  readonly multiple: number;
}

/** A tile in one direction. */
interface Span {
  readonly painted: readonly [number, number];
  readonly seen: readonly [number, number];
}

/**
 * Splits a range of a side into spans that see equally much, so that backends prepare for one shape
 * of tile.
 *
 * @param most that a span may see; a multiple of `multiple`
 */
function spans(
  [from, to]: readonly [number, number],
  length: number,
  most: number,
  { halo, multiple }: TileRules,
): Span[] {
  const [first, last] = [Math.max(from - halo, 0), Math.min(to + halo, length)];
  const count = Math.max(1, Math.ceil((last - first - 2 * halo) / (most - 2 * halo)));
  if (last - first <= most || count === 1) return [{ painted: [from, to], seen: [first, last] }];
  const share = (last - first + 2 * halo * (count - 1)) / count;
  const seen = Math.ceil(share / multiple) * multiple;
  const found: Span[] = [];
  for (let k = 0, next = from; k < count; k++) {
    const start = Math.min(first + k * (seen - 2 * halo), last - seen);
    const end = k === count - 1 ? to : start + seen - halo;
    found.push({ painted: [next, end], seen: [start, start + seen] });
    next = end;
  }
  return found;
}

/** Fewest pixels that tiles may see: as much as their halo, and some to paint. */
export function fewestPixels(halo: number): number {
  return (2 * halo + 64) ** 2;
}

/** Tiles that cover a part of a picture, row after row. */
export function tilesOf(part: Area, width: number, height: number, rules: TileRules): Tile[] {
  const { halo, multiple } = rules;
  const most = Math.max(rules.most, fewestPixels(halo));
  const floor = (pixels: number) => Math.floor(pixels / multiple) * multiple;
  const side = floor(Math.sqrt(most));
  const seenHeight = Math.min(part.bottom + halo, height) - Math.max(part.top - halo, 0);
  const columns = spans(
    [part.left, part.right],
    width,
    seenHeight < side ? floor(most / seenHeight) : side,
    rules,
  );
  const seenWidth = Math.max(...columns.map(({ seen: [from, to] }) => to - from));
  const rows = spans([part.top, part.bottom], height, floor(most / seenWidth), rules);
  return rows.flatMap((row) => columns.map((column) => tile(row, column)));
}

function tile(row: Span, column: Span): Tile {
  const area = (key: keyof Span): Area => ({
    top: row[key][0],
    bottom: row[key][1],
    left: column[key][0],
    right: column[key][1],
  });
  return { painted: area("painted"), seen: area("seen") };
}

/** What is left to paint of a part when its tiles before `next` are done. */
export function unpainted(part: Area, next: Tile): Area[] {
  const { top, bottom, left } = next.painted;
  const rest = [
    { ...part, top, bottom, left },
    { ...part, top: bottom },
  ];
  return rest.filter((area) => widthOf(area) > 0 && heightOf(area) > 0);
}
