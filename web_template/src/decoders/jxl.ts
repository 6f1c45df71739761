// A worker that decodes JPEG XL pictures: upright, and in sRGB.

import binary from "@jsquash/jxl/codec/dec/jxl_dec.wasm";
import decode, { init } from "@jsquash/jxl/decode.js";
import { MOST_PIXELS } from "../shared/picture";
import { answerWith, drawn } from "./answer";

answerWith(async (file) => {
  const response = await fetch(new URL(binary, import.meta.url));
  await init(await WebAssembly.compile(await response.arrayBuffer()));
  const pixels = await decode(file);
  return pixels.width * pixels.height > MOST_PIXELS ? undefined : drawn(pixels);
});
