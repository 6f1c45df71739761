import { failure } from "../../api/errors";

/** Imports a part of the engine that is downloaded when it is first needed. */
export async function lazyImport<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw failure("painter_part_missing", {}, { cause });
  }
}
