/** The backends, the most promising first. Each is described in a folder of `engine/backends`. */
export const BACKENDS = ["webgpu", "webgl", "wasm", "cpu"] as const;

/** Where the networks run: on the graphics card ("webgpu", "webgl") or the processor. */
export type Backend = (typeof BACKENDS)[number];

/** Whether there is a backend of this name. */
export function isBackend(name: string): name is Backend {
  return (BACKENDS as readonly string[]).includes(name);
}
