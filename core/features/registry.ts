import { InputError } from '../domain/index.ts'
import type { AnyIndicator, IndicatorDescriptor } from './contract/indicator.ts'
import { bookImbalance } from './microstructure/book-imbalance.ts'
import { cumulativeVolumeDelta } from './microstructure/cumulative-volume-delta.ts'
import { microPrice } from './microstructure/micro-price.ts'
import { spread } from './microstructure/spread.ts'
import { tradeRate } from './microstructure/trade-rate.ts'
import { cci } from './momentum/cci.ts'
import { macd } from './momentum/macd.ts'
import { roc } from './momentum/roc.ts'
import { rsi } from './momentum/rsi.ts'
import { stochastic } from './momentum/stochastic.ts'
import { ema } from './moving-average/ema.ts'
import { sma } from './moving-average/sma.ts'
import { wma } from './moving-average/wma.ts'
import { zScore } from './statistics/z-score.ts'
import { adx } from './trend/adx.ts'
import { supertrend } from './trend/supertrend.ts'
import { atr } from './volatility/atr.ts'
import { bollinger } from './volatility/bollinger.ts'
import { donchian } from './volatility/donchian.ts'
import { keltner } from './volatility/keltner.ts'
import { realisedVolatility } from './volatility/realised-volatility.ts'
import { obv } from './volume/obv.ts'
import { vwap } from './volume/vwap.ts'

export const INDICATORS: readonly AnyIndicator[] = [
  sma,
  ema,
  wma,
  rsi,
  macd,
  stochastic,
  cci,
  roc,
  adx,
  supertrend,
  atr,
  bollinger,
  donchian,
  keltner,
  realisedVolatility,
  obv,
  vwap,
  zScore,
  bookImbalance,
  microPrice,
  spread,
  cumulativeVolumeDelta,
  tradeRate,
]

const BY_ID = new Map(INDICATORS.map((indicator) => [indicator.descriptor.id, indicator]))

/** Throws InputError that lists the known ids. */
export function indicatorById(id: string): AnyIndicator {
  const found = BY_ID.get(id)
  if (found === undefined)
    throw new InputError({ field: 'indicator', value: id, remedy: `use one of ${[...BY_ID.keys()].join(', ')}` })
  return found
}

export const indicatorCatalog = (): readonly IndicatorDescriptor[] => INDICATORS.map((indicator) => indicator.descriptor)
