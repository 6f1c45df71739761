// Names of the site's caches. Sites below different paths of one host share its storage, so that
// each name ends with the address of the site it belongs to.

const PREFIX = "atelier";

/** The cache of files that are kept once they were used. */
export function usedCacheName(scope: string): string {
  return `${PREFIX}-used-${scope}`;
}

/** The cache that remembers what the visitor chose for this site. */
export function settingsCacheName(scope: string): string {
  return `${PREFIX}-settings-${scope}`;
}

/** Names of all caches of the site at `scope`, those of Workbox included. */
export async function siteCacheNames(scope: string): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.endsWith(`-${scope}`));
}
