import { test } from "node:test";
import { allFrozen, scaledFilter, styled } from "../../../../web_template/src/engine/program/fold";
import type { Cin } from "../../../../web_template/src/engine/program/program";
import { Weights } from "../../../../web_template/src/engine/program/weights";
import { assertNear } from "../../near";

const CHANNELS = 2;

const CIN: Cin = {
  channels: CHANNELS,
  subpixels: 3,
  epsilon: 0.25,
  gamma: { kernel: "gamma", bias: "gamma-bias" },
  beta: { kernel: "beta", bias: null },
};

const VALUES = { gamma: [1, 2, 3, 4], "gamma-bias": [10, 20], beta: [-1, 1, 2, 0] };
const WEIGHTS = new Weights(
  { steps: [], cins: [CIN] },
  {
    weightData: Float32Array.from(Object.values(VALUES).flat()).buffer,
    weightSpecs: Object.entries(VALUES).map(([name, { length }]) => ({
      name,
      shape: length === CHANNELS ? [CHANNELS] : [2, CHANNELS],
      dtype: "float32",
    })),
  },
);

const VECTOR = Float32Array.of(2, -1);

test("a style is a linear function of its vector, the same for every subpixel", () => {
  const { scale, shift } = styled(CIN, VECTOR, WEIGHTS);
  assertNear(scale, [9, 20, 9, 20, 9, 20]);
  assertNear(shift, [-4, 2, -4, 2, -4, 2]);
});

test("frozen statistics do what normalizing and styling do", () => {
  const statistic = { mean: Float32Array.of(3, -2), variance: Float32Array.of(0.75, 2) };
  const [frozen] = allFrozen([CIN], [statistic], VECTOR, WEIGHTS);
  const style = styled(CIN, VECTOR, WEIGHTS);
  const outputs = [1, -5, 0.5, 7, 100, -0.25];
  assertNear(
    outputs.map((value, i) => value * (frozen?.scale[i] ?? 0) + (frozen?.shift[i] ?? 0)),
    outputs.map((value, i) => {
      const [mean, variance] = [statistic.mean, statistic.variance].map(
        (each) => each[i % CHANNELS] as number,
      ) as [number, number];
      const normalized = (value - mean) / Math.sqrt(variance + CIN.epsilon);
      return normalized * (style.scale[i] as number) + (style.shift[i] as number);
    }),
    1e-4,
  );
});

test("a scaled filter gives scaled outputs", () => {
  const filter = { shape: [1, 1, 2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const { values } = scaledFilter(filter, Float32Array.of(1, 10, 100));
  assertNear(values, [1, 20, 300, 4, 50, 600]);
});
