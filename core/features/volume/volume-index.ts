import type { Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'

const START = 1_000

/** Follows the close on the bars whose volume, against the one before, counts. */
export function volumeIndexStep(counts: (volume: number, before: number) => boolean): Step<Bar, number> {
  let [close, volume, index] = [0, 0, START]
  return {
    next(bar) {
      if (close !== 0 && counts(bar.volume, volume)) index += index * ((bar.close - close) / close)
      close = bar.close
      volume = bar.volume
      return index
    },
  }
}
