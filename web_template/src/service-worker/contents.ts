// Whether what was downloaded is a file of this very version of the site: not the login page of a
// network, not half of it, not a file of a newer version.

import { sha256 } from "../shared/digest";

/**
 * How a file is known: by the beginning of its SHA-256, or, where hosts may add lines of their own, by
 * parts that it has to have.
 */
export type Mark = string | readonly string[];

/** Whether a response, which is left unread, is the file of a mark. */
export async function isFile(response: Response, mark: Mark): Promise<boolean> {
  if (response.status !== 200) return false;
  const bytes = await response.clone().arrayBuffer();
  if (typeof mark === "string") return (await sha256(bytes))?.startsWith(mark) === true;
  const text = new TextDecoder().decode(bytes);
  return mark.every((part) => text.includes(part));
}

/**
 * The file of a mark: a response, or another one past all caches where that is something else.
 *
 * @returns undefined where the host has no such file now
 */
export async function fileOf(
  request: Request,
  response: Response,
  mark: Mark,
): Promise<Response | undefined> {
  if (await isFile(response, mark)) return response;
  const again = await fetch(request.url, { cache: "reload" }).catch(() => undefined);
  return again && (await isFile(again, mark)) ? again : undefined;
}
