// The shell of a version: its pages and scripts, stored together when it is installed.

/**
 * Downloads at a time. Workbox has one after the other: on a slow line, or a busy machine, browsers
 * end a service worker before it is done; Firefox does after a minute.
 */
const AT_ONCE = 6;

/**
 * Stores all files that are not stored yet.
 *
 * @param files addresses, and what they are stored by
 * @throws when a file could be neither downloaded nor stored, once all others were tried: what is
 *   stored stays, so that the next installation has less to do
 */
export async function storeShell(
  files: ReadonlyMap<string, string>,
  store: (request: Request, cacheKey: string) => Promise<unknown>,
): Promise<void> {
  const left = files.entries();
  const failures: unknown[] = [];
  const next = async () => {
    for (const [url, cacheKey] of left) {
      // A name without a hash does not tell its version, so that no old file may answer.
      const request = new Request(url, { cache: cacheKey === url ? "default" : "reload" });
      await store(request, cacheKey).catch((error) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (failures.length > 0) throw failures[0];
}
