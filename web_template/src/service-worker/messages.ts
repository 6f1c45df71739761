// What pages ask of the service worker. Each message comes with a port for its answer.

/** Keep these files for use without a connection: addresses that the page has downloaded. */
export interface KeepMessage {
  readonly kind: "keep";
  readonly urls: readonly string[];
}

/** Give pages from now on the headers that let them use threads, or give them no longer. */
export interface IsolateMessage {
  readonly kind: "isolate";
  readonly on: boolean;
}

/** Take over from the version in use. */
export interface ActivateMessage {
  readonly kind: "activate";
}

export type ToServiceWorker = KeepMessage | IsolateMessage | ActivateMessage;

/** Whether what a message asked for was done, or what it failed for: storage or downloads. */
export type FromServiceWorker = "done" | "no-space" | "no-file";
