// What activations do to a number.

import type { Activation } from "./program";

export const ACTIVATIONS: Readonly<Record<Activation, (value: number) => number>> = {
  linear: (value) => value,
  relu: (value) => Math.max(value, 0),
  relu6: (value) => Math.min(Math.max(value, 0), 6),
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
};
