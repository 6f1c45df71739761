// The engine as a program: reads requests on its standard input and answers on its standard output,
// in frames (frames.ts), until its input ends because whoever started it has.
//
// A request's header is `Request` (session.ts) with the sides of the picture that its bytes are. It is
// answered with any number of `{ progress }` and then `{ value }` or `{ error }`.

import "./image-data";
import { setFlagsFromString } from "node:v8";
import { relaxedSimd } from "wasm-feature-detect";
import { StylizerError } from "../api/errors";
import { SharedStyleError } from "../studio/share/shared-style";
import { FrameReader, framePieces } from "./frames";
import { type Answer, type Request, Session } from "./session";

type Header = Request & { readonly width?: number; readonly height?: number };

const NOTHING = new Uint8ClampedArray(0);

const session = new Session();
let turn = enabled();

const reader = new FrameReader((header, bytes) => {
  turn = turn.then(() => handle(header as Header, new Uint8ClampedArray(bytes.buffer)));
});

// What is printed must not come between the frames.
console.log = console.info = console.debug = console.error;

process.stdin.on("data", (piece: Uint8Array) => reader.feed(piece));
process.stdin.on("end", () => process.exit());
process.stdout.on("error", () => process.exit());

/** Node.js 20 knows the instructions that browsers paint with, but wants to be asked for them. */
async function enabled(): Promise<void> {
  if (!(await relaxedSimd())) setFlagsFromString("--experimental-wasm-relaxed-simd");
}

async function handle(header: Header, bytes: Uint8ClampedArray<ArrayBuffer>): Promise<void> {
  const { width = 0, height = 0, ...request } = header;
  try {
    const picture = width > 0 ? new ImageData(bytes, width, height) : new ImageData(1, 1);
    const value = await session.answer(request as Request, picture, (progress) =>
      send({ progress }),
    );
    sendAnswer(value);
  } catch (error) {
    send({ error: sent(error) });
  }
}

function sendAnswer(value: Answer): void {
  if (!(value instanceof ImageData)) send({ value });
  else send({ value: { width: value.width, height: value.height } }, value.data);
}

function send(header: unknown, bytes: Uint8ClampedArray = NOTHING): void {
  for (const piece of framePieces(header, bytes)) process.stdout.write(piece);
}

/** An error by its reason; one that has none is a fault of the program. */
function sent(error: unknown): Pick<StylizerError, "values"> & { readonly reason: string } {
  if (error instanceof StylizerError && error.reason) {
    return { reason: error.reason, values: error.values };
  }
  if (error instanceof SharedStyleError) return { reason: `recipe_${error.reason}`, values: {} };
  console.error(error);
  return { reason: "painter_crashed", values: {} };
}
