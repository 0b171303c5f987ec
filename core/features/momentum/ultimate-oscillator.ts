import { defineIndicator, single } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/** The share of the true range that was bought up, over one span. */
class Pressure {
  readonly #bought: RollingSum
  readonly #ranges: RollingSum

  constructor(period: number) {
    this.#bought = new RollingSum(period)
    this.#ranges = new RollingSum(period)
  }

  push(bought: number, range: number): void {
    this.#bought.push(bought)
    this.#ranges.push(range)
  }

  get share(): number | undefined {
    if (!this.#ranges.full) return undefined
    return this.#ranges.sum === 0 ? 0.5 : this.#bought.sum / this.#ranges.sum
  }
}

/** Buying pressure over three spans, 0 to 100; a span without any range counts as 50, where TA-Lib says 0. */
export const ultimateOscillator = defineIndicator({
  id: 'ultimate-oscillator',
  title: 'Ultimate oscillator',
  family: 'momentum',
  formula:
    'Williams 1985, as TA-Lib ULTOSC: (4 short + 2 medium + long) / 7, each 100 x sum of (close - true low) / sum of true range.',
  input: 'bar',
  parameters: {
    short: integerParameter('Short span', 7, [1, 500]),
    medium: integerParameter('Medium span', 14, [2, 500]),
    long: integerParameter('Long span', 28, [3, 500]),
  },
  outputs: single,
  bounds: { value: [0, 100] },
  constraint: ({ short, medium, long }) => {
    if (short >= medium) return { field: 'short', value: String(short), remedy: `give less than medium, ${String(medium)}` }
    return medium < long ? undefined : { field: 'medium', value: String(medium), remedy: `give less than long, ${String(long)}` }
  },
  warmUp: ({ long }) => long + 1,
  create({ short, medium, long }) {
    const [first, second, third] = [new Pressure(short), new Pressure(medium), new Pressure(long)]
    let previousClose: number | undefined
    return {
      next({ high, low, close }: Bar) {
        const before = previousClose
        previousClose = close
        if (before === undefined) return undefined
        const floor = Math.min(low, before)
        for (const span of [first, second, third]) span.push(close - floor, Math.max(high, before) - floor)
        const longest = third.share
        if (longest === undefined) return undefined
        return 100 * ((4 * (first.share ?? 0) + 2 * (second.share ?? 0) + longest) / 7)
      },
    }
  },
})
