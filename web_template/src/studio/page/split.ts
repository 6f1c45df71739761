// The line between photo and painting.

/** The elements that it is made of. */
export interface SplitElements {
  readonly viewport: HTMLElement;
  readonly picture: HTMLElement;
  readonly divider: HTMLElement;
  readonly slider: HTMLInputElement;
}

/** Puts the line where the slider is, however the picture below it is zoomed and moved. */
export function placeSplit({ viewport, picture, divider, slider }: SplitElements): void {
  const share = slider.valueAsNumber / 100;
  divider.style.setProperty("--share", String(share));
  const { left, width } = picture.getBoundingClientRect();
  const line = viewport.getBoundingClientRect().left + share * viewport.clientWidth;
  const split = Math.min(Math.max((line - left) / width, 0), 1);
  picture.style.setProperty("--split", `${(100 * split).toFixed(3)}%`);
}
