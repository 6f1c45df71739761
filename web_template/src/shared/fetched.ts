/** Asks for a file of this site's. */
export async function fetched(url: URL, options: RequestInit): Promise<Response> {
  return await fetch(url, options);
}
