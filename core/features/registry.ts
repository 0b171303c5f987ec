import { InputError } from '../domain/index.ts'
import type { AnyIndicator, IndicatorDescriptor } from './contract/indicator.ts'
import { alma } from './moving-average/alma.ts'
import { dema } from './moving-average/dema.ts'
import { ema } from './moving-average/ema.ts'
import { emaFromFirst } from './moving-average/ema-from-first.ts'
import { hma } from './moving-average/hma.ts'
import { kama } from './moving-average/kama.ts'
import { sma } from './moving-average/sma.ts'
import { smma } from './moving-average/smma.ts'
import { t3 } from './moving-average/t3.ts'
import { tema } from './moving-average/tema.ts'
import { trima } from './moving-average/trima.ts'
import { vwma } from './moving-average/vwma.ts'
import { wma } from './moving-average/wma.ts'
import { zlema } from './moving-average/zlema.ts'
import { awesomeOscillator } from './momentum/awesome-oscillator.ts'
import { balanceOfPower } from './momentum/balance-of-power.ts'
import { cci } from './momentum/cci.ts'
import { cmo } from './momentum/cmo.ts'
import { connorsRsi } from './momentum/connors-rsi.ts'
import { coppock } from './momentum/coppock.ts'
import { dpo } from './momentum/dpo.ts'
import { elderRay } from './momentum/elder-ray.ts'
import { kst } from './momentum/kst.ts'
import { macd } from './momentum/macd.ts'
import { momentum } from './momentum/momentum.ts'
import { ppo } from './momentum/ppo.ts'
import { roc } from './momentum/roc.ts'
import { rsi } from './momentum/rsi.ts'
import { stochRsi } from './momentum/stoch-rsi.ts'
import { stochastic } from './momentum/stochastic.ts'
import { trix } from './momentum/trix.ts'
import { tsi } from './momentum/tsi.ts'
import { ultimateOscillator } from './momentum/ultimate-oscillator.ts'
import { williamsR } from './momentum/williams-r.ts'
import { adx } from './trend/adx.ts'
import { aroon } from './trend/aroon.ts'
import { chandelierExit } from './trend/chandelier-exit.ts'
import { choppiness } from './trend/choppiness.ts'
import { efficiencyRatio } from './trend/efficiency-ratio.ts'
import { ichimoku } from './trend/ichimoku.ts'
import { psar } from './trend/psar.ts'
import { supertrend } from './trend/supertrend.ts'
import { verticalHorizontalFilter } from './trend/vertical-horizontal-filter.ts'
import { vortex } from './trend/vortex.ts'
import { atr } from './volatility/atr.ts'
import { bollinger } from './volatility/bollinger.ts'
import { chaikinVolatility } from './volatility/chaikin-volatility.ts'
import { donchian } from './volatility/donchian.ts'
import { garmanKlass } from './volatility/garman-klass.ts'
import { keltner } from './volatility/keltner.ts'
import { massIndex } from './volatility/mass-index.ts'
import { natr } from './volatility/natr.ts'
import { parkinson } from './volatility/parkinson.ts'
import { realisedVolatility } from './volatility/realised-volatility.ts'
import { rogersSatchell } from './volatility/rogers-satchell.ts'
import { standardDeviation } from './volatility/standard-deviation.ts'
import { ulcerIndex } from './volatility/ulcer-index.ts'
import { adl } from './volume/adl.ts'
import { amihud } from './volume/amihud.ts'
import { anchoredVwap } from './volume/anchored-vwap.ts'
import { chaikinOscillator } from './volume/chaikin-oscillator.ts'
import { cmf } from './volume/cmf.ts'
import { easeOfMovement } from './volume/ease-of-movement.ts'
import { forceIndex } from './volume/force-index.ts'
import { mfi } from './volume/mfi.ts'
import { nvi } from './volume/nvi.ts'
import { obv } from './volume/obv.ts'
import { pvi } from './volume/pvi.ts'
import { pvo } from './volume/pvo.ts'
import { pvt } from './volume/pvt.ts'
import { relativeVolume } from './volume/relative-volume.ts'
import { vwap } from './volume/vwap.ts'
import { camarillaPivots } from './levels/camarilla-pivots.ts'
import { fibonacciPivots } from './levels/fibonacci-pivots.ts'
import { pivots } from './levels/pivots.ts'
import { autocorrelation } from './statistics/autocorrelation.ts'
import { correlation } from './statistics/correlation.ts'
import { hurst } from './statistics/hurst.ts'
import { kurtosis } from './statistics/kurtosis.ts'
import { linearRegression } from './statistics/linear-regression.ts'
import { percentRank } from './statistics/percent-rank.ts'
import { skewness } from './statistics/skewness.ts'
import { zScore } from './statistics/z-score.ts'
import { bookImbalance } from './microstructure/book-imbalance.ts'
import { bpsImbalance } from './microstructure/bps-imbalance.ts'
import { cumulativeVolumeDelta } from './microstructure/cumulative-volume-delta.ts'
import { microPrice } from './microstructure/micro-price.ts'
import { orderFlowImbalance } from './microstructure/order-flow-imbalance.ts'
import { spread } from './microstructure/spread.ts'
import { tradeRate } from './microstructure/trade-rate.ts'
import { externalChange } from './external/external-change.ts'
import { externalZScore } from './external/external-z-score.ts'
import { external } from './external/external.ts'

export const INDICATORS: readonly AnyIndicator[] = [
  sma,
  ema,
  emaFromFirst,
  wma,
  alma,
  dema,
  hma,
  kama,
  smma,
  t3,
  tema,
  trima,
  vwma,
  zlema,
  rsi,
  macd,
  awesomeOscillator,
  balanceOfPower,
  cci,
  cmo,
  connorsRsi,
  coppock,
  dpo,
  elderRay,
  kst,
  momentum,
  ppo,
  roc,
  stochRsi,
  stochastic,
  trix,
  tsi,
  ultimateOscillator,
  williamsR,
  adx,
  aroon,
  chandelierExit,
  choppiness,
  efficiencyRatio,
  ichimoku,
  psar,
  supertrend,
  verticalHorizontalFilter,
  vortex,
  atr,
  bollinger,
  chaikinVolatility,
  donchian,
  garmanKlass,
  keltner,
  massIndex,
  natr,
  parkinson,
  realisedVolatility,
  rogersSatchell,
  standardDeviation,
  ulcerIndex,
  adl,
  amihud,
  anchoredVwap,
  chaikinOscillator,
  cmf,
  easeOfMovement,
  forceIndex,
  mfi,
  nvi,
  obv,
  pvi,
  pvo,
  pvt,
  relativeVolume,
  vwap,
  camarillaPivots,
  fibonacciPivots,
  pivots,
  autocorrelation,
  correlation,
  hurst,
  kurtosis,
  linearRegression,
  percentRank,
  skewness,
  zScore,
  bookImbalance,
  bpsImbalance,
  cumulativeVolumeDelta,
  microPrice,
  orderFlowImbalance,
  spread,
  tradeRate,
  externalChange,
  externalZScore,
  external,
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
