import type { CallOptions } from "../../api/types";

/** What a call to a painter is given besides its pictures; every one of them can be cancelled. */
export interface PaintCall extends CallOptions {
  readonly signal: AbortSignal;
}
