import type { BarColumns } from '../../features/index.ts'

/** A seeded walk of one-minute bars, so that the bench needs no file; shared memory, so that workers read it in place. */
export function sharedBars(count: number, seed = 1): BarColumns {
  const column = (): Float64Array => new Float64Array(new SharedArrayBuffer(count * 8))
  const bars = { openTime: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  let price = 60_000
  for (let index = 0; index < count; index += 1) {
    const open = price * (1 + (next() - 0.5) * 1e-5)
    const close = open * (1 + (next() - 0.5) * 2e-3)
    bars.openTime[index] = index * 60_000
    bars.open[index] = open
    bars.close[index] = close
    bars.high[index] = Math.max(open, close) * (1 + next() * 5e-4)
    bars.low[index] = Math.min(open, close) * (1 - next() * 5e-4)
    bars.volume[index] = 1
    price = close
  }
  return bars
}

export interface Pair {
  readonly fast: number
  readonly slow: number
}

/** fast 5..100 step 5 with slow 120..840 step 30: 500 pairs. */
export const PAIRS: readonly Pair[] = Array.from({ length: 20 }, (_, row) =>
  Array.from({ length: 25 }, (_unused, column) => ({ fast: 5 + 5 * row, slow: 120 + 30 * column })),
).flat()

export interface Exits {
  readonly stop?: number
  readonly target?: number
}

export const CASH = 10_000
export const FEE = 0.001
