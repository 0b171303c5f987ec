export const TRENDS = ['up', 'down', 'none'] as const
export const VOLATILITIES = ['low', 'normal', 'high'] as const
export type Trend = (typeof TRENDS)[number]
export type Volatility = (typeof VOLATILITIES)[number]

/** What kind of market it is, on one timeframe. */
export interface Regime {
  readonly trend: Trend
  /** Against the market's own recent past, so that a quiet market has its own high. */
  readonly volatility: Volatility
}

export type RegimeKey = `${Trend}/${Volatility}`
export const regimeKey = ({ trend, volatility }: Regime): RegimeKey => `${trend}/${volatility}`
