import { REASONS } from "./reasons";

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

/** Which sentence an error's `message` is, for pages that say it in another language. */
export type StylizerErrorReason = keyof typeof REASONS;

/** What is filled into an error's sentence, by name. */
export type StylizerErrorValues = Readonly<Record<string, string | number>>;

export interface StylizerErrorOptions extends ErrorOptions {
  readonly reason?: StylizerErrorReason | undefined;
  readonly values?: StylizerErrorValues | undefined;
}

/** An error a visitor can act on: `message` is one plain sentence that says what to do. */
export class StylizerError extends Error {
  override readonly name: string = "StylizerError";
  readonly code: StylizerErrorCode;
  readonly reason: StylizerErrorReason | undefined;
  readonly values: StylizerErrorValues;

  constructor(code: StylizerErrorCode, message: string, options: StylizerErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.reason = options.reason;
    this.values = options.values ?? {};
  }
}

/** The error of a reason, with its English message. */
export function failure(
  reason: StylizerErrorReason,
  values: StylizerErrorValues = {},
  options: ErrorOptions = {},
): StylizerError {
  const [code, sentence] = REASONS[reason];
  const message = sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  return new StylizerError(code, message, { ...options, reason, values });
}
