/** One closed candle as doubles. `openTime` is in epoch ms. */
export interface Bar {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The best bid and ask with their sizes; `time` is the venue's, in epoch ms. */
export interface BookTop {
  readonly time: number
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
}

/** Sizes of the resting levels, best first. */
export interface BookDepth {
  readonly time: number
  readonly bidSizes: readonly number[]
  readonly askSizes: readonly number[]
}

export interface TradeTick {
  readonly time: number
  readonly price: number
  readonly quantity: number
  /** True where the taker bought. */
  readonly buy: boolean
}

/** What an indicator is fed. `close` and `bar` are closed candles only; `close` reads nothing but the close. */
export interface IndicatorInputs {
  readonly close: Bar
  readonly bar: Bar
  readonly top: BookTop
  readonly depth: BookDepth
  readonly trade: TradeTick
}
export type InputKind = keyof IndicatorInputs

const finite = (value: number | boolean | readonly number[]): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'boolean' || value.every((item) => Number.isFinite(item))
}

/** Refuses NaN and infinities before any state changes. Throws RangeError that names the field. */
export function refuseNonFinite(input: IndicatorInputs[InputKind], owner: string): void {
  const fields = input as unknown as Readonly<Record<string, number | boolean | readonly number[]>>
  for (const field in fields) {
    const value = fields[field]
    if (value === undefined || !finite(value)) throw new RangeError(`${owner}: ${field} is not a finite number: ${String(value)}`)
  }
}
