import { defineIndicator, onClose, type ColumnStep, type NumberStep, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { wilder } from '../window/wilder.ts'

const strengthOf = (gain: number, loss: number): number => (gain + loss === 0 ? 50 : 100 * (gain / (gain + loss)))

class Rsi implements NumberStep {
  readonly #gains: ColumnStep
  readonly #losses: ColumnStep
  #previous = Number.NaN

  constructor(period: number) {
    this.#gains = wilder(period)
    this.#losses = wilder(period)
  }

  next(close: number): number | undefined {
    const change = close - this.#previous
    this.#previous = close
    // The first close has nothing before it.
    if (Number.isNaN(change)) return undefined
    const gain = this.#gains.next(change > 0 ? change : 0)
    const loss = this.#losses.next(change < 0 ? -change : 0)
    if (gain === undefined || loss === undefined) return undefined
    return strengthOf(gain, loss)
  }

  column(values: Float64Array): Float64Array {
    const { length } = values
    const [rises, falls] = [new Float64Array(length), new Float64Array(length)]
    for (let index = 1; index < length; index += 1) {
      const change = (values[index] as number) - (values[index - 1] as number)
      rises[index] = change > 0 ? change : 0
      falls[index] = change < 0 ? -change : 0
    }
    const [gains, losses] = [this.#gains.column(rises, 1), this.#losses.column(falls, 1)]
    for (let index = 0; index < length; index += 1) gains[index] = strengthOf(gains[index] as number, losses[index] as number)
    return gains
  }
}

/** 0/0 of a market that did not move is 50, not TA-Lib's 0, which would read as oversold. */
export const rsiStep = (period: number): NumberStep => new Rsi(period)

/** Wilder's relative strength index, 0 to 100. */
export const rsi = defineIndicator({
  id: 'rsi',
  title: 'Relative strength index',
  family: 'momentum',
  formula:
    'Wilder 1978, as TA-Lib RSI: 100 x average gain / (average gain + average loss), Wilder smoothing; 50 without any move.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [2, 500]) },
  outputs: single,
  bounds: { value: [0, 100] },
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(rsiStep(period)),
})
