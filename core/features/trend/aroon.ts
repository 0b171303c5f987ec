import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

interface AroonValue {
  readonly up: number
  readonly down: number
}

/** Bars since the greatest number of the window; the newest of equal ones. The search starts anew only when it left. */
class ExtremeAge {
  readonly #window: RollingWindow
  #best = -Infinity
  #age = 0

  constructor(size: number) {
    this.#window = new RollingWindow(size)
  }

  push(value: number): number | undefined {
    this.#window.push(value)
    this.#age += 1
    if (value >= this.#best) {
      this.#best = value
      this.#age = 0
    } else if (this.#age >= this.#window.size) this.#search()
    return this.#window.full ? this.#age : undefined
  }

  #search(): void {
    const last = this.#window.size - 1
    this.#best = -Infinity
    for (let index = 0; index <= last; index += 1) {
      const value = this.#window.at(index)
      if (value < this.#best) continue
      this.#best = value
      this.#age = last - index
    }
  }
}

/** What {@link ExtremeAge} says at each row of a column: NaN before it is full. */
function agesOfHighest(values: Float64Array, size: number): Float64Array {
  const ages = new Float64Array(values.length).fill(Number.NaN)
  let best = 0
  for (let row = 0; row < values.length; row += 1) {
    if ((values[row] as number) >= (values[best] as number)) best = row
    else if (row - best >= size) {
      best = row - size + 1
      for (let index = best + 1; index <= row; index += 1) if ((values[index] as number) >= (values[best] as number)) best = index
    }
    if (row + 1 >= size) ages[row] = row - best
  }
  return ages
}

/** How long ago the extremes came, 0 to 100; of equal extremes the newest counts. */
export const aroon = defineIndicator({
  id: 'aroon',
  title: 'Aroon',
  family: 'trend',
  formula:
    'Chande 1995, as TA-Lib AROON and AROONOSC: 100 x (n - bars since the high or low) / n over n + 1 bars; oscillator is up - down.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 25, [1, 500]) },
  outputs: {
    up: (value: AroonValue) => value.up,
    down: (value: AroonValue) => value.down,
    oscillator: (value: AroonValue) => value.up - value.down,
  },
  bounds: { up: [0, 100], down: [0, 100], oscillator: [-100, 100] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const sinceHigh = new ExtremeAge(period + 1)
    const sinceLow = new ExtremeAge(period + 1)
    const shareOf = (age: number): number => (100 * (period - age)) / period
    return {
      next({ high, low }) {
        const up = sinceHigh.push(high)
        const down = sinceLow.push(-low)
        if (up === undefined || down === undefined) return undefined
        return { up: shareOf(up), down: shareOf(down) }
      },
      columns({ high, low }) {
        const mirrored = new Float64Array(low.length)
        for (let index = 0; index < low.length; index += 1) mirrored[index] = -(low[index] as number)
        const up = agesOfHighest(high, period + 1)
        const down = agesOfHighest(mirrored, period + 1)
        const oscillator = new Float64Array(up.length)
        for (let index = 0; index < up.length; index += 1) {
          up[index] = shareOf(up[index] as number)
          down[index] = shareOf(down[index] as number)
          oscillator[index] = (up[index] as number) - (down[index] as number)
        }
        return [up, down, oscillator]
      },
    }
  },
})
