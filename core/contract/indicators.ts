import type { ParameterSchema } from '../domain/index.ts'

/** An indicator as screens offer it. */
export interface IndicatorDescription {
  readonly id: string
  readonly title: string
  readonly family: string
  /** Where the formula comes from and which convention was chosen. */
  readonly formula: string
  /** Which market facts it sees; candles are always closed ones. */
  readonly sees: string
  /** False where it is fed by trades, books or readings from outside, of which no series is computed. */
  readonly fromCandles: boolean
  readonly parameters: ParameterSchema
  readonly outputs: readonly string[]
  /** Of the outputs those that are prices. */
  readonly priceOutputs: readonly string[]
  /** Outputs that can never leave a range. */
  readonly bounds: Readonly<Record<string, readonly [least: number, most: number]>>
  /** Bars until the first value with the default parameters, or whole sessions for what looks back over sessions. */
  readonly warmUp: number
}

/** A bar that has not closed. */
export interface FormingBar {
  /** Epoch ms. */
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
}

export interface IndicatorRequest {
  readonly instrument: string
  readonly timeframe: string
  /** Its id; `indicators` lists them. */
  readonly indicator: string
  /** Those that differ from the defaults. */
  readonly parameters?: Readonly<Record<string, number>>
  /** Openings of the bars, epoch ms, inclusive. */
  readonly from?: number
  readonly to?: number
  /** The newest `limit` bars of the range, oldest first; at most 10,000. */
  readonly limit: number
  /**
   * The opening of the first bar to feed, epoch ms, so that the values continue those of an earlier answer. Without it
   * the indicator is fed enough bars before the range to have settled.
   */
  readonly since?: number
  /** Fed after the closed bars, for a last value that is not final. Left out where the recorder knows it closed. */
  readonly forming?: FormingBar
}

export interface IndicatorSeries {
  readonly indicator: string
  /** All of them, defaults filled in. */
  readonly parameters: Readonly<Record<string, number>>
  /** The opening of the first bar that was fed, epoch ms; null where there is no bar. */
  readonly since: number | null
  /** Openings of the bars, epoch ms. */
  readonly time: readonly number[]
  /** A value for each bar; null where there is none yet. */
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>
  /** Whether the last value is that of the forming bar. */
  readonly forming: boolean
}
