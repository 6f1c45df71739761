// Waiting for a service worker to be installed, whatever of it the browser tells and what not.

/** Not all files of the site came, or they could not be stored. */
export class InstallationError extends Error {}

/** What is looked at of a registration. */
type Installing = Readonly<Record<"installing" | "waiting" | "active", EventTarget | null>>;

/** Milliseconds between looks: between a look and listening, or between processes, news get lost. */
const PAUSE = 500;

/** Milliseconds after which browsers themselves give up an installation. */
const PATIENCE = 300_000;

/** Milliseconds for which a registration may have no worker: Firefox makes one without at first. */
const EMPTY = 5_000;

/**
 * The registration once it has a worker in use, looked up anew each time.
 *
 * @throws InstallationError where the worker is gone, or nothing happens any more
 */
export async function installed<R extends Installing>(
  look: () => Promise<R | undefined>,
): Promise<R> {
  let empty = 0;
  for (let waited = 0; waited < PATIENCE && empty < EMPTY; waited += PAUSE) {
    const found = await look();
    if (!found) break;
    if (found.active) return found;
    const worker = found.installing ?? found.waiting;
    empty = worker ? 0 : empty + PAUSE;
    await changed(worker);
  }
  throw new InstallationError();
}

/** Waits until a worker says that its state is another one, or for a while. */
function changed(worker: EventTarget | null): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(patience);
      worker?.removeEventListener("statechange", end);
      resolve();
    };
    const patience = setTimeout(end, PAUSE);
    worker?.addEventListener("statechange", end);
  });
}
