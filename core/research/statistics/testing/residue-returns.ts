/** 24 days of returns of strategy `row`: written with whole numbers, so that any language makes the same matrix. */
export const residueReturns = (row: number): readonly number[] =>
  Array.from({ length: 24 }, (_, day) => (((row * 7 + day * 13 + ((row * day) % 5) * 3) % 17) - 8) / 1000 + 0.0002 * row)
