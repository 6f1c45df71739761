// Parts of a picture, in pixels.

/** A part of a picture, in its own pixels; `bottom` and `right` are the first ones outside. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function heightOf({ top, bottom }: Area): number {
  return bottom - top;
}

export function widthOf({ left, right }: Area): number {
  return right - left;
}

export function wholeArea(width: number, height: number): Area {
  return { top: 0, bottom: height, left: 0, right: width };
}

export function isSame(one: Area, other: Area): boolean {
  return (
    one.top === other.top &&
    one.bottom === other.bottom &&
    one.left === other.left &&
    one.right === other.right
  );
}

export function intersection(one: Area, other: Area): Area {
  return {
    top: Math.max(one.top, other.top),
    bottom: Math.min(one.bottom, other.bottom),
    left: Math.max(one.left, other.left),
    right: Math.min(one.right, other.right),
  };
}
