// What the bundle makes of the folders in tools/: tools.mjs.

declare module "atelier:tools" {
  /** For each tool, by the name of its folder, a function that imports its index.ts. */
  export const loaders: Readonly<
    Record<string, () => Promise<{ readonly tool: import("./tool").Tool }>>
  >;
}
