// Names for the painted files: the photo's own with a suffix, each once.

import { inFileName } from "../../system/file-name";

/** Whether a name is in use already. */
export type Taken = (name: string) => boolean | Promise<boolean>;

/** A name that is not taken, numbered from 2 where the plain one is. */
export async function freeName(
  stem: string,
  suffix: string,
  extension: string,
  taken: Taken,
): Promise<string> {
  const words = `${inFileName(stem)}${inFileName(suffix)}`.trim() || "-";
  for (let number = 1; ; number++) {
    const name = `${words}${number > 1 ? `-${number}` : ""}.${extension}`;
    if (!(await taken(name))) return name;
  }
}

/** Remembers names; upper and lower case are one on many file systems. */
export class NameList {
  readonly #names = new Set<string>();

  has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  add(name: string): void {
    this.#names.add(name.toLowerCase());
  }
}
