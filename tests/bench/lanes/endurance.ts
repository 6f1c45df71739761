// Paints pictures of ever changing sizes with the whole engine but its worker, so that the tensors
// that it leaves on the backend can be counted.

import { getBackend, memory } from "@tensorflow/tfjs-core";
import { quiet } from "../../../web_template/src/engine/base/call";
import { Painter } from "../../../web_template/src/engine/painting/painter";

interface Task {
  readonly networks: string;
  readonly vector: readonly number[];
  readonly sizes: readonly (readonly [number, number])[];
  readonly qualities: readonly string[];
}

const call = quiet();

const lane = {
  async prepare({ networks, vector, sizes, qualities }: Task): Promise<void> {
    const request = { kind: "start", networks: new URL(networks, location.href).href } as const;
    const painter = await Painter.start({ ...request, backend: "wasm" }, call);
    const style = Float32Array.from(vector);
    let turn = 0;
    /** Paints the next picture; how many tensors there are afterwards. */
    Object.assign(globalThis, {
      paint: async () => {
        const [width, height] = sizes[turn % sizes.length] as [number, number];
        const quality = qualities[turn % qualities.length] as "swift";
        turn++;
        const picture = { source: new ImageData(width, height) };
        const settings = {
          style,
          strength: 1,
          quality,
          strokes: "fine",
          keepFaces: false,
        } as const;
        await painter.paint({ kind: "paint", picture, ...settings }, call);
        // Nothing of this paints on TensorFlow.js, as long as that is so.
        return getBackend() ? memory().numTensors : 0;
      },
    });
  },
};

Object.assign(globalThis, { lane });
