/** An error of the studio itself: its message is one plain sentence in the page's language. */
export class StudioError extends Error {
  override readonly name: string = "StudioError";
}
