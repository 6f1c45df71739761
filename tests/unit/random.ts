// Numbers that look random and are the same in every run.

/** A source of numbers from 0 to below 1: G. Marsaglia's xorshift32 of a seed. */
export function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A number of the standard normal distribution (G. Box and M. Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Shares that add up to 1, evenly spread over all such. */
export function randomShares(count: number, random: () => number): number[] {
  const parts = Array.from({ length: count }, () => -Math.log(1 - random()));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}
