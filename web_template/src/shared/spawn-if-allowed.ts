import { spawned } from "./spawn";

/** A worker of this site's, where there are workers and the browser does not refuse them to this page. */
export function spawnedIfAllowed(file: string, base: string, name: string): Worker | undefined {
  if (typeof Worker === "undefined") return undefined;
  try {
    return spawned(file, base, name);
  } catch {
    return undefined;
  }
}
