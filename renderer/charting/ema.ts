/** Exponential mean seeded with the simple mean of the first `period` closes; undefined before. */
export function ema(closes: readonly number[], period: number): (number | undefined)[] {
  const out: (number | undefined)[] = []
  let sum = 0
  let value: number | undefined
  closes.forEach((close, index) => {
    if (value === undefined) {
      sum += close
      if (index === period - 1) value = sum / period
    } else value = emaNext(value, close, period)
    out.push(value)
  })
  return out
}

export const emaNext = (previous: number, close: number, period: number): number =>
  previous + (2 / (period + 1)) * (close - previous)
