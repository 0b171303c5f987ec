import { type Candle, millis, timeframeLength } from '../domain/index.ts'
import { aggregateCandles, CandleBuilder } from '../market-data/index.ts'
import type { BarRules } from '../ports/index.ts'

/** The same bars that the live stream builds, from what is stored of it. */
export const barRules: BarRules = {
  fromTrades(trades, timeframe) {
    const [first] = trades
    const last = trades.at(-1)
    if (first === undefined || last === undefined) return []
    const out: Candle[] = []
    const builder = new CandleBuilder({
      instrument: first.instrument,
      timeframes: [timeframe],
      grace: 0,
      maxQuiet: 0,
      emit: (candle) => out.push(candle),
    })
    for (const trade of trades) builder.trade(trade)
    builder.tick(millis(last.exchangeTime + timeframeLength(timeframe)))
    return out.filter(({ closed }) => closed)
  },
  fromBars(parts, timeframe) {
    const [first] = parts
    if (first === undefined || parts.length < timeframeLength(timeframe) / timeframeLength(first.timeframe)) return undefined
    const [bar, ...others] = aggregateCandles(parts, timeframe)
    return bar?.closed === true && others.length === 0 ? bar : undefined
  },
}
