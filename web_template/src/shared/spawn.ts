/** Starts a worker of this site's, whatever site the page belongs to. */
export function spawned(file: string, base: string, name: string): Worker {
  const url = new URL(file, base);
  const options = { type: "module", name } as const;
  if (url.origin === self.location.origin) return new Worker(url, options);
  // Browsers start workers of their own origin only, but such a worker may import from another.
  const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const blob = URL.createObjectURL(script);
  const worker = new Worker(blob, options);
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return worker;
}
