// Lets others go on between the slices of work: the page where work is done there, and messages.

import { nextTask } from "../../shared/next-task";

/** Milliseconds of work after which a page needs its turn to stay responsive. */
const SLICE = 8;

const isPage = typeof document !== "undefined";

let begun = 0;

/**
 * Gives the page its turn where the engine runs on the page and has worked for a while.
 *
 * @returns undefined where there is nothing to wait for: `const turn = yieldToPage(); if (turn) await turn;`
 */
export function yieldToPage(): Promise<void> | undefined {
  if (!isPage || performance.now() - begun < SLICE) return undefined;
  return pageTurn();
}

async function pageTurn(): Promise<void> {
  await nextTask();
  begun = performance.now();
}

/** Lets the messages in that came meanwhile: one of them may be that the call is aborted. */
export function messages(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Lets others get their turn between slices of work, or throws where that work is given up. */
export type Turn = () => Promise<void>;

/** Pixels that are worked on from one turn to the next. */
const TURN_PIXELS = 2 ** 18;

/** Rows of a picture that are worked on from one turn to the next. */
export function rowsOfTurn(width: number): number {
  return Math.max(1, Math.floor(TURN_PIXELS / width));
}
