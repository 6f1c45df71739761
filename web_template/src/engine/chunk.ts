import { StylizerError } from "../api/errors";

/** Imports a part of the engine that is downloaded when it is first needed. */
export async function chunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new StylizerError(
      "network-file",
      "A part of the painter could not be downloaded: check the connection and reload the page.",
      { cause },
    );
  }
}
