// A worker that decodes JPEG XL pictures: upright, and in sRGB.

import binary from "@jsquash/jxl/codec/dec/jxl_dec.wasm";
import decode, { init } from "@jsquash/jxl/decode.js";
import { downloadKnown, type KnownFile } from "../shared/download";
import { MOST_PIXELS } from "../shared/picture";
import { answerWith, drawn } from "./answer";

declare const JXL_FILE: KnownFile;

answerWith(async (file) => {
  const url = new URL(binary, import.meta.url);
  const bytes = await downloadKnown(url, JXL_FILE, { signal: new AbortController().signal });
  await init(await WebAssembly.compile(bytes));
  const pixels = await decode(file);
  return pixels.width * pixels.height > MOST_PIXELS ? undefined : drawn(pixels);
});
