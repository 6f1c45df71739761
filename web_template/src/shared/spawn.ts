import { trustedScript } from "./trusted";

/** Starts a worker of this site's, whatever site the page belongs to. */
export function spawned(file: string, base: string, name: string): Worker {
  const url = new URL(file, base);
  const options = { type: "module", name } as const;
  // In a sandboxed frame the page's address has an origin, but the page has none.
  if (url.origin === self.origin) return new Worker(trustedScript(url), options);
  // Browsers start workers of their own origin only, but such a worker may import from another.
  const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const blob = URL.createObjectURL(script);
  const worker = new Worker(trustedScript(blob), options);
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return worker;
}

/** The same, where the browser does not refuse workers to this page. */
export function spawnedIfAllowed(file: string, base: string, name: string): Worker | undefined {
  try {
    return spawned(file, base, name);
  } catch {
    return undefined;
  }
}
