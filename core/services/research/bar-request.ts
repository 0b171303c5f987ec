import type { ResearchRequest } from '../../contract/index.ts'
import { money, type Rate, rateFromNumberLossy } from '../../domain/index.ts'
import { type BacktestTerms, barStrategy } from '../../research/index.ts'
import type { MarketRunInput } from './backtest.ts'
import type { BarHistory } from './candle-source.ts'
import { candleInstrument } from './file-instrument.ts'

/** A request about one strategy over recorded candles. */
export type BarRequest = Extract<ResearchRequest, { readonly strategy: string }>

const BPS = 1e-4
const bpsRate = (bps: number): Rate => rateFromNumberLossy(bps * BPS)

/** Throws InputError for a strategy that is not known, and for parameters that it does not take. */
export const checkStrategy = ({ strategy, params }: BarRequest): void => {
  barStrategy({ id: strategy, params })
}

export const marketOf = ({ instrument, feeBps, strategy, params }: BarRequest, history: BarHistory): MarketRunInput => ({
  instrument: candleInstrument(instrument, bpsRate(feeBps), { tick: undefined, lot: undefined }),
  history,
  strategy: { id: strategy, params },
})

export const termsOf = ({ slippageBps, size, fraction, stop, target }: BarRequest): BacktestTerms => ({
  cash: money('10000'),
  slippage: bpsRate(slippageBps),
  size: size === 'fixed' ? { mode: size, fraction } : { mode: size },
  ...(stop === undefined ? {} : { stop: rateFromNumberLossy(stop) }),
  ...(target === undefined ? {} : { target: rateFromNumberLossy(target) }),
})

export const daysText = (days: number): string => `${String(days)} ${days === 1 ? 'day' : 'days'}`
