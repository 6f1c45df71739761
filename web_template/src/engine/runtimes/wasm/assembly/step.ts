// What the engine asks for: steps in memory, one after the other.

/** A convolution over rows gathered through maps. */
export const DIRECT: i32 = 0;
/** A 3 x 3 convolution of stride 1 by Winograd's minimal filtering. */
export const WINOGRAD: i32 = 1;
/** A depthwise convolution of 3 x 3. */
export const DEPTHWISE: i32 = 2;
/** A depthwise convolution of 3 x 3 and a pointwise one of what it gives. */
export const SEPARABLE: i32 = 3;
/** A conditional instance normalization by statistics that the step before has measured. */
export const NORMALIZE: i32 = 4;
/** An addition. */
export const ADD: i32 = 5;

export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;
export const SIGMOID: i32 = 3;

/** The fields of a step, in the order in which step-layout.ts writes them. */
@unmanaged
export class Step {
  kind: i32;
  /** Inputs and outputs are [pictures, height, width, channels] in 32 bits. */
  pictures: i32;
  input: usize;
  /** Bytes from a picture to the next, and from a row to the next. */
  inputPicture: usize;
  inputRow: usize;
  /** A multiple of 4, but where a filter of its own reads the content. */
  inputChannels: i32;
  /** The input's row for each row that the filter meets in a picture, -1 for zeros; and columns. */
  rows: usize;
  columns: usize;
  columnCount: i32;
  filterHeight: i32;
  filterWidth: i32;
  stride: i32;
  /** [3, 3, inputChannels]. */
  depthwise: usize;
  /** What `products` wants; of Winograd's kind for each of the points. */
  weights: usize;
  /** Scale and shift of every output, [2, channels]; 0 leaves the products as they are. */
  factors: usize;
  output: usize;
  height: i32;
  width: i32;
  /** A multiple of 4. */
  channels: i32;
  activation: i32;
  /** What is added after the activation, as large as the output at least; 0 for nothing. */
  addend: usize;
  addendPicture: usize;
  addendRow: usize;
  /** Gets sums and sums of squares of the products, [shares, 2, channels] in 64 bits; 0 for none. */
  sums: usize;
  /** Gets means and variances of a normalization, [2, distinct]. */
  statistics: usize;
  /** How far to go to what is measured, 1 for all the way, and from where: [1 + 2 * distinct]. */
  course: usize;
  /** Channels with statistics of their own: what belongs to k belongs to k + distinct, too. */
  distinct: i32;
  subpixels: i32;
  epsilon: f32;
}
