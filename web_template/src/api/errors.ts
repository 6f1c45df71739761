/** What went wrong, for programs; `message` says it for people. */
export type StylizerErrorCode =
  | "not-an-image"
  | "too-small"
  | "too-large"
  | "invalid-argument"
  | "network-file"
  | "no-backend"
  | "out-of-memory"
  | "crashed"
  | "disposed";

/** An error a visitor can act on: `message` is one plain sentence that says what to do. */
export class StylizerError extends Error {
  override readonly name: string = "StylizerError";
  readonly code: StylizerErrorCode;

  constructor(code: StylizerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
