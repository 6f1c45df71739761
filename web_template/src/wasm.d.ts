/** The bundler copies the file and gives its URL, relative to the importing script. */
declare module "*.wasm" {
  const url: string;
  export default url;
}

/** A binary of runtimes/wasm/assembly, compiled when it is bundled. */
declare module "assembly:*" {
  const url: string;
  export default url;
}
