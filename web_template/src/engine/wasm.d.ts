/** The bundler copies the file and gives its URL, relative to the importing script. */
declare module "*.wasm" {
  const url: string;
  export default url;
}
