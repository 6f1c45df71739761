import { readFile } from "node:fs/promises";

/** Reads a file of this machine's as if a site had it, which Node.js cannot fetch. */
export async function fetched(url: URL, _options: RequestInit): Promise<Response> {
  // Addresses tell browsers which version of a file they ask for.
  const file = new URL(url.pathname, url);
  return new Response(await readFile(file));
}
