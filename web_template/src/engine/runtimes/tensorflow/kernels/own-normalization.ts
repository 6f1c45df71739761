// The project's own kernels of conditional instance normalization, for backends that have them.

import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Activation, Cin } from "../../../program/program";

export const STATISTICS = "ConditionalStatistics";
export const NORMALIZATION = "ConditionalNormalization";

export interface StatisticsInputs {
  readonly x: TensorInfo;
}

export type StatisticsAttributes = Pick<Cin, "channels" | "subpixels">;

export interface NormalizationInputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  /** Gamma and then beta of all outputs. */
  readonly style: TensorInfo;
}

export interface NormalizationAttributes {
  readonly epsilon: number;
  readonly activation: Activation;
}
