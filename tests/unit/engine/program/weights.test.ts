import assert from "node:assert/strict";
import { test } from "node:test";
import type { io } from "@tensorflow/tfjs-core";
import { Weights } from "../../../../web_template/src/engine/program/weights";
import { assertNear } from "../../near";
import { convolution } from "./programs";

type Spec = io.WeightsManifestEntry;

/** Weights of a program that names those with a name of one letter. */
function weightsOf(...stored: readonly (readonly [spec: Spec, bytes: ArrayBufferView])[]): Weights {
  const steps = "abcd".split("").map((name) => convolution("content", name));
  const parts = stored.map(
    ([, { buffer, byteOffset, byteLength }]) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const weightData = Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
  const weightSpecs = stored.map(([spec]) => spec);
  return new Weights({ steps, cins: [] }, { weightData, weightSpecs });
}

function float(name: string, length: number, quantization?: Spec["quantization"]): Spec {
  return { name, shape: [length], dtype: "float32", ...(quantization && { quantization }) };
}

test("half precision", () => {
  const numbers = {
    1: 0x3c00,
    "-2": 0xc000,
    0.333251953125: 0x3555,
    65504: 0x7bff,
    "6.103515625e-5": 0x0400,
    "5.960464477539063e-8": 0x0001,
    0: 0x0000,
    "-Infinity": 0xfc00,
  };
  const spec = float("a", 8, { dtype: "float16" });
  const found = weightsOf([spec, Uint16Array.from(Object.values(numbers))]).get("a");
  assert.deepEqual([...found.values], Object.keys(numbers).map(Number));
});

test("bytes and pairs of bytes with a scale and a minimum", () => {
  const halves = { scale: 0.5, min: -1 };
  const weights = weightsOf(
    [float("a", 3, { dtype: "uint8", ...halves }), Uint8Array.of(0, 2, 255)],
    [float("b", 2, { dtype: "uint16", ...halves }), Uint16Array.of(1, 65535)],
  );
  assertNear(weights.get("a").values, [-1, 0, 126.5]);
  assertNear(weights.get("b").values, [-0.5, 32766.5]);
});

test("weights lie one after the other, and only those of the program are decoded", () => {
  const bytes = float("unused", 3, { dtype: "uint8", scale: 1, min: 0 });
  const weights = weightsOf(
    [bytes, Uint8Array.of(1, 2, 3)],
    [{ name: "a", shape: [2, 1], dtype: "float32" }, Float32Array.of(0.25, -8)],
    [{ name: "b", shape: [1], dtype: "int32" }, Int32Array.of(-7)],
  );
  assert.deepEqual(weights.get("a").shape, [2, 1]);
  assertNear(weights.get("a").values, [0.25, -8]);
  assertNear(weights.get("b").values, [-7]);
  assert.throws(() => weights.get("unused"), /no weight unused/);
});
