// Compares what the WebAssembly runtime and the code that drives it each say of a step in memory.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Kinds and activations by name, and the fields in their order, as AssemblyScript has them.
 *
 * @param {string} source
 */
function ofAssembly(source) {
  const [, body = ""] = /class Step \{(.*?)\n\}/s.exec(source) ?? [];
  const fields = [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)].map(([, name, type]) => ({
    name,
    type,
  }));
  const numbers = [...source.matchAll(/^export const (\w+): i32 = (\d+);$/gm)];
  return { fields, numbers: numbers.map(([, name, value]) => `${name.toLowerCase()}: ${value}`) };
}

/**
 * The same as TypeScript has them.
 *
 * @param {string} source
 */
function ofTypeScript(source) {
  const [, list = ""] = /FIELDS = \[(.*?)\]/s.exec(source) ?? [];
  const fields = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  const records = [...source.matchAll(/(?:KINDS|ACTIVATIONS) = \{(.*?)\}/gs)].map(
    ([, body]) => body,
  );
  const numbers = records.flatMap((body) => [...body.matchAll(/\w+: \d+/g)].map(([pair]) => pair));
  return {
    fields,
    numbers,
    floats: [...source.matchAll(/field === "(\w+)"/g)].map(([, name]) => name),
  };
}

/**
 * Makes sure that both have the same fields in the same order, of the same types.
 *
 * @param {string} folder of the WebAssembly runtime, src/engine/runtimes/wasm
 * @throws Error that names the first difference
 */
export async function checkStepLayout(folder) {
  const [assembly, typescript] = await Promise.all(
    ["assembly/step.ts", "step-layout.ts"].map((file) => readFile(join(folder, file), "utf8")),
  );
  const runtime = ofAssembly(assembly);
  const driver = ofTypeScript(typescript);
  const floats = runtime.fields.filter(({ type }) => type === "f32").map(({ name }) => name);
  compare(
    "field",
    runtime.fields.map(({ name }) => name),
    driver.fields,
  );
  compare("kind or activation", runtime.numbers, driver.numbers);
  compare("field of type f32", floats, driver.floats);
}

/**
 * @param {string} what
 * @param {readonly string[]} runtime
 * @param {readonly string[]} driver
 */
function compare(what, runtime, driver) {
  const index = Array.from(runtime.length > driver.length ? runtime : driver).findIndex(
    (_, k) => runtime[k] !== driver[k],
  );
  if (index < 0) return;
  throw new Error(
    `assembly/step.ts and step-layout.ts differ in ${what} ${index + 1}: ` +
      `${runtime[index] ?? "none"} and ${driver[index] ?? "none"}; make both the same.`,
  );
}
