import type { Activation } from "../program/program";

/**
 * What an activation makes of `value`, in GLSL as in WGSL.
 *
 * @param zero of the value's type
 */
export function activatedValue(activation: Activation, zero = "0.0"): string {
  if (activation === "linear") return "value";
  return activation === "relu" ? `max(value, ${zero})` : "1.0 / (1.0 + exp(-value))";
}
