// The part of assemblyscript/asc, the compiler, that is used here: its own declarations come with
// globals that stand in the way of those of Node.js.

export function main(
  options: readonly string[],
  system: { writeFile(name: string, contents: Uint8Array): void },
): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
