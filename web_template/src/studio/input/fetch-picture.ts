// A picture from a web address, where the site it lies on lets pages read it.

import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";

/**
 * Downloads a picture; the other site is sent neither cookies nor this page's address.
 *
 * @throws StudioError that says what the address lacks, or what the other site refuses
 */
export async function fetchPicture(address: string): Promise<File> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isOwn = url?.origin === location.origin;
  if (!url || !(url.protocol === "https:" || isOwn)) {
    throw new StudioError(text("stylize.address_wrong"));
  }
  const response = await responseOf(url);
  if (!response.ok) {
    const status = String(response.status);
    throw new StudioError(text("stylize.address_missing", { status }));
  }
  try {
    const blob = await response.blob();
    return new File([blob], fileName(url), { type: blob.type });
  } catch (cause) {
    throw new StudioError(text("stylize.address_broken"), { cause });
  }
}

async function responseOf(url: URL): Promise<Response> {
  const options = { credentials: "omit", referrerPolicy: "no-referrer" } as const;
  try {
    return await fetch(url, options);
  } catch (cause) {
    // A page is not told why. Without asking to read it, it is told whether there is an answer.
    const answers = await fetch(url, { ...options, mode: "no-cors" }).then(
      () => true,
      () => false,
    );
    const key = answers ? "stylize.address_forbidden" : "stylize.address_unreachable";
    throw new StudioError(text(key), { cause });
  }
}

/** The last part of an address, as it is where its percent signs encode nothing. */
export function fileName({ pathname, hostname }: URL): string {
  const last = pathname.split("/").pop() || hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
