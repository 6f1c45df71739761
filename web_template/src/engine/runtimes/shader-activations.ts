import type { Activation } from "../program/program";

/**
 * What an activation makes of `value`, in GLSL as in WGSL.
 *
 * @param zero of the value's type
 */
export function activatedValue(activation: Activation, zero = "0.0"): string {
  switch (activation) {
    case "linear":
      return "value";
    case "relu":
      return `max(value, ${zero})`;
    case "relu6":
      return `min(max(value, ${zero}), ${zero} + 6.0)`;
    case "sigmoid":
      return "1.0 / (1.0 + exp(-value))";
  }
}
