const HLC_LEVELS = ['r1', 's1', 'r2', 's2', 'r3', 's3'] as const
const BANDS = ['middle', 'upper', 'lower'] as const

/** By indicator. A test finds the same list by moving and stretching the prices. */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  sma: ['value'],
  ema: ['value'],
  'ema-from-first': ['value'],
  wma: ['value'],
  alma: ['value'],
  dema: ['value'],
  hma: ['value'],
  kama: ['value'],
  smma: ['value'],
  t3: ['value'],
  tema: ['value'],
  trima: ['value'],
  vwma: ['value'],
  zlema: ['value'],
  'chandelier-exit': ['long', 'short'],
  ichimoku: ['conversion', 'base', 'spanA', 'spanB', 'leadA', 'leadB'],
  psar: ['value'],
  supertrend: ['line'],
  bollinger: BANDS,
  donchian: BANDS,
  keltner: BANDS,
  'anchored-vwap': ['value'],
  vwap: ['value'],
  'camarilla-pivots': [...HLC_LEVELS, 'r4', 's4'],
  'fibonacci-pivots': ['pivot', ...HLC_LEVELS],
  pivots: ['pivot', ...HLC_LEVELS],
  'linear-regression': ['value'],
}

/**
 * The outputs that are prices: they move with the market's price by the same amount and the same factor, so that a
 * chart draws them over its bars.
 */
export const priceLevelOutputs = (indicator: string): readonly string[] =>
  Object.hasOwn(LEVELS, indicator) ? (LEVELS[indicator] ?? []) : []
