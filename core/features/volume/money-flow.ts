import type { Bar } from '../contract/input.ts'

/** Where a bar closed in its range: -1 at the low, 1 at the high; 0 for a bar without range. */
export const flowShare = (high: number, low: number, close: number): number =>
  high > low ? (close - low - (high - close)) / (high - low) : 0

/** Volume signed by where the bar closed in its range. */
export const moneyFlow = ({ high, low, close, volume }: Bar): number => flowShare(high, low, close) * volume

/** Divides each sum by the volume of its row, in place; NaN where nothing traded. */
export function perVolume(sums: Float64Array, volumes: Float64Array): Float64Array {
  for (let index = 0; index < sums.length; index += 1) {
    const volume = volumes[index] as number
    sums[index] = volume > 0 ? (sums[index] as number) / volume : Number.NaN
  }
  return sums
}
