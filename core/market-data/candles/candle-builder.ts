import {
  barOpen,
  type Candle,
  type InstrumentId,
  type Millis,
  millis,
  type Timeframe,
  type Trade,
  timeframeLength,
} from '../../domain/index.ts'
import { addTrade, type Bar, barOfTrade, quietBar, toCandle } from './bar.ts'
import { ClosedBars } from './closed-bars.ts'
import { insertTrade } from './insert-trade.ts'

export interface CandleBuilderOptions {
  readonly instrument: InstrumentId
  readonly timeframes: readonly Timeframe[]
  /** How long after its end a bar waits for late trades before the clock closes it, ms. */
  readonly grace?: number
  /** Longest run of bars without trades that is filled at the last price; longer silences are left out. */
  readonly maxQuiet?: number
  readonly emit: (candle: Candle) => void
}

interface Series {
  readonly timeframe: Timeframe
  readonly length: number
  bar: Bar | null
  /** Trades up to this exchange time are already inside the primed bar. */
  primedUntil: number
  changed: boolean
  readonly closed: ClosedBars
}

/**
 * Builds bars of several lengths from trades. A bar closes with the first trade after its end or
 * by the clock, whichever comes first. A trade that comes later belongs to {@link amend}: the bars
 * it changes are told again; where its bar is no longer known it is counted in `late` and left out.
 */
export class CandleBuilder {
  late = 0
  built = 0
  private readonly instrument: InstrumentId
  private readonly series: readonly Series[]
  private readonly grace: number
  private readonly maxQuiet: number
  private readonly emit: (candle: Candle) => void

  constructor(options: CandleBuilderOptions) {
    this.instrument = options.instrument
    this.grace = options.grace ?? 500
    this.maxQuiet = options.maxQuiet ?? 60
    this.emit = options.emit
    this.series = options.timeframes.map((timeframe) => ({
      timeframe,
      length: timeframeLength(timeframe),
      bar: null,
      primedUntil: 0,
      changed: false,
      closed: new ClosedBars(timeframeLength(timeframe)),
    }))
  }

  /** Goes on from the venue's newest candle of a timeframe, oldest first; a closed one gives only the last price. */
  prime(candle: Candle): void {
    const series = this.series.find(({ timeframe }) => timeframe === candle.timeframe)
    if (series === undefined) return
    if (candle.closed) {
      const end = millis(candle.openTime + series.length)
      const { bar } = series
      series.closed.completeUntil(end)
      // A bar that has trades of its own is newer knowledge than any closed one.
      if (bar === null || (bar.trades === 0 && bar.openTime < end)) series.bar = quietBar(candle.close, end, candle.receivedTime)
      return
    }
    if (series.bar !== null && series.bar.openTime > candle.openTime) return
    const { openTime, open, high, low, close, volume, trades, exchangeTime, receivedTime } = candle
    const ids = { firstTime: openTime, firstId: '', lastId: '' }
    series.bar = { openTime, open, high, low, close, volume, trades, exchangeTime, receivedTime, ...ids }
    series.primedUntil = exchangeTime
    series.changed = true
  }

  trade(trade: Trade): void {
    for (const series of this.series) {
      if (trade.exchangeTime <= series.primedUntil) continue
      const openTime = barOpen(trade.exchangeTime, series.timeframe)
      const bar = series.bar
      if (bar !== null && openTime < bar.openTime) this.late += 1
      else if (bar !== null && openTime === bar.openTime) {
        addTrade(bar, trade)
        series.changed = true
      } else {
        if (bar !== null) this.closeUntil(series, bar, openTime)
        series.bar = barOfTrade(trade, openTime)
        series.changed = true
      }
    }
  }

  /** Puts trades that came after their time into the bars they belong to; closed ones that changed are told again. */
  amend(trades: readonly Trade[]): void {
    for (const series of this.series) {
      const { bar, closed } = series
      if (bar === null) continue
      const old: Trade[] = []
      for (const trade of trades) {
        if (trade.exchangeTime <= series.primedUntil) continue
        if (trade.exchangeTime >= bar.openTime) {
          insertTrade(bar, trade)
          series.changed = true
        } else old.push(trade)
      }
      const { amended, unknown } = closed.amend(old, bar)
      this.late += unknown
      for (const each of amended) {
        if (each !== bar) this.close(series, each)
        else series.changed = true
      }
    }
  }

  /**
   * Closes what has ended at the venue's time `now` and emits the forming bars that changed since
   * the last call.
   */
  tick(now: Millis): void {
    for (const series of this.series) {
      const bar = series.bar
      if (bar === null) continue
      const current = barOpen(millis(Math.max(0, now - this.grace)), series.timeframe)
      if (bar.openTime < current) {
        const last = this.closeUntil(series, bar, current)
        series.bar = quietBar(last.close, current, now)
        series.changed = true
      }
      if (series.changed && series.bar !== null) {
        series.changed = false
        this.emit(toCandle(series.bar, { instrument: this.instrument, timeframe: series.timeframe, closed: false }))
      }
    }
  }

  /** Emits the bar, and the quiet ones after it, as closed, up to but without `until`. */
  private closeUntil(series: Series, bar: Bar, until: Millis): Bar {
    const quiet = (until - bar.openTime) / series.length - 1
    let last = bar
    this.close(series, last)
    if (quiet > this.maxQuiet) return last
    for (let i = 0; i < quiet; i += 1) {
      last = quietBar(last.close, millis(last.openTime + series.length), last.receivedTime)
      this.close(series, last)
    }
    return last
  }

  private close(series: Series, bar: Bar): void {
    if (series.closed.keep(bar)) this.built += 1
    this.emit(toCandle(bar, { instrument: this.instrument, timeframe: series.timeframe, closed: true }))
  }
}
