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

/** Prices and sizes of the resting levels, best first; a price and its size share an index. */
export interface BookDepth {
  readonly time: number
  readonly bidPrices: readonly number[]
  readonly bidSizes: readonly number[]
  readonly askPrices: readonly number[]
  readonly askSizes: readonly number[]
}

export interface TradeTick {
  readonly time: number
  readonly price: number
  readonly quantity: number
  /** True where the taker bought. */
  readonly buy: boolean
}

/**
 * One reading of a named series from outside the venue: an on-chain metric, whale flow, sentiment, an index.
 * `time` is when it was received. `value` is null where the feed says that it has none: missing, never zero.
 */
export interface ExternalReading {
  readonly time: number
  readonly value: number | null
}

/** What an indicator is fed. `close` and `bar` are closed candles only; `close` reads nothing but the close. */
export interface IndicatorInputs {
  readonly close: Bar
  readonly bar: Bar
  readonly top: BookTop
  readonly depth: BookDepth
  readonly trade: TradeTick
  readonly external: ExternalReading
}
export type InputKind = keyof IndicatorInputs

/** What each kind of indicator sees, in words for catalogues. */
export const INPUT_MEANING: Readonly<Record<InputKind, string>> = {
  close: 'closed candles only, of which the close; the forming candle is never seen',
  bar: 'closed candles only; the forming candle is never seen',
  top: 'each change of the best bid and ask',
  depth: 'each book snapshot, up to 50 levels a side',
  trade: 'each trade',
  external: 'each reading of the named external series',
}

type Field = number | boolean | null | readonly number[]

const finite = (value: Field): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'boolean' || value.every((item) => Number.isFinite(item))
}

function refuseNonFinite(input: IndicatorInputs[InputKind], owner: string): void {
  const fields = input as unknown as Readonly<Record<string, Field>>
  for (const field in fields) {
    const value = fields[field]
    if (value === undefined || !finite(value)) throw new RangeError(`${owner}: ${field} is not a finite number: ${String(value)}`)
  }
}

/** A sum is finite only where every part is: one look at what comes with every candle to every indicator. */
function refuseNonFiniteBar(bar: Bar, owner: string): void {
  const { openTime, open, high, low, close, volume } = bar
  if (!Number.isFinite(openTime + open + high + low + close + volume)) refuseNonFinite(bar, owner)
}

type Refusals = { readonly [Kind in InputKind]: (input: IndicatorInputs[Kind], owner: string) => void }

/** Refuse NaN and infinities before any state changes. They throw RangeError that names the field. */
export const REFUSE_NON_FINITE: Refusals = {
  close: refuseNonFiniteBar,
  bar: refuseNonFiniteBar,
  top: refuseNonFinite,
  depth: refuseNonFinite,
  trade: refuseNonFinite,
  external: refuseNonFinite,
}
