import { type Candle, type Regime, toNumberLossy, type Trend, type Volatility } from '../../domain/index.ts'
import { indicatorById, type IndicatorRun } from '../../features/index.ts'

/** Wilder's reading of his ADX (1978): from 25 a market trends, below 20 it does not; in between it is left as it was. */
const TREND_BEGINS = 25
const TREND_ENDS = 20
/** Percent of the past that was quieter: the outer fifths begin, and it must come back past 30 or 70 to be normal again. */
const LOW_BEGINS = 20
const LOW_ENDS = 30
const HIGH_ENDS = 70
const HIGH_BEGINS = 80
/** Bars over which ADX and NATR are smoothed, and values of NATR that a new one is ranked among. */
const PERIOD = 14
const PAST = 200

export interface Direction {
  readonly adx: number
  readonly plusDi: number
  readonly minusDi: number
}

/** The trend after a bar. One that turns must be as strong as one that begins, else there is none. */
export function nextTrend(before: Trend, { adx, plusDi, minusDi }: Direction): Trend {
  const way = plusDi > minusDi ? 'up' : plusDi < minusDi ? 'down' : 'none'
  if (adx >= TREND_BEGINS) return way
  return adx < TREND_ENDS || way !== before ? 'none' : before
}

/** `rank`: percent of the past values that lie below this one, 0 to 100. */
export function nextVolatility(before: Volatility, rank: number): Volatility {
  if (rank >= HIGH_BEGINS) return 'high'
  if (rank <= LOW_BEGINS) return 'low'
  if (before === 'high' && rank >= HIGH_ENDS) return 'high'
  if (before === 'low' && rank <= LOW_ENDS) return 'low'
  return 'normal'
}

function barRun(id: string, period: number): IndicatorRun<'bar'> {
  const indicator = indicatorById(id)
  if (indicator.input !== 'bar') throw new Error(`${id} is not made of bars`)
  return indicator.create({ period })
}

function rankRun(): IndicatorRun<'close'> {
  const indicator = indicatorById('percent-rank')
  if (indicator.input !== 'close') throw new Error('percent-rank is not made of closes')
  return indicator.create({ period: PAST })
}

/**
 * The regime of one market and timeframe, bar by bar. Trend: ADX with the side of the greater directional
 * indicator. Volatility: the percent rank of NATR among its own past. Both hold on (hysteresis), so that a value
 * that swings about a threshold does not flicker. Known after {@link RegimeClassifier.WARM_UP} bars.
 */
export class RegimeClassifier {
  /** NATR needs its period and one bar; its rank needs the past before it. */
  static readonly WARM_UP = PERIOD + 1 + PAST
  readonly #direction = barRun('adx', PERIOD)
  readonly #range = barRun('natr', PERIOD)
  readonly #rank = rankRun()
  #newest = -1
  #trend: Trend = 'none'
  #volatility: Volatility = 'normal'
  #known = false

  /** Undefined while it is not known. */
  get regime(): Regime | undefined {
    return this.#known ? { trend: this.#trend, volatility: this.#volatility } : undefined
  }

  /** Takes closed candles in order; an older or repeated one is no news, and a correction does not reach back. */
  next(candle: Candle): void {
    if (!candle.closed || candle.openTime <= this.#newest) return
    this.#newest = candle.openTime
    const { open, high, low, close, volume } = candle
    const bar = {
      openTime: candle.openTime,
      open: toNumberLossy(open),
      high: toNumberLossy(high),
      low: toNumberLossy(low),
      close: toNumberLossy(close),
      volume: toNumberLossy(volume),
    }
    const adx = this.#direction.next(bar)
    const [plusDi, minusDi] = [this.#direction.output('plusDi'), this.#direction.output('minusDi')]
    if (adx !== undefined && plusDi !== undefined && minusDi !== undefined)
      this.#trend = nextTrend(this.#trend, { adx, plusDi, minusDi })
    const range = this.#range.next(bar)
    const rank = range === undefined ? undefined : this.#rank.next({ ...bar, close: range })
    if (rank === undefined) return
    this.#volatility = nextVolatility(this.#volatility, rank)
    this.#known = true
  }
}
