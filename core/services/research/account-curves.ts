import { type Candle, type InstrumentId, moneyToNumberLossy, timeframeLength, toNumberLossy } from '../../domain/index.ts'
import type { EquityCurve } from '../../performance/index.ts'
import { type BarEntry, instrumentOf } from '../../research/index.ts'

/** The bars of one market of an account. */
export interface TradedBars {
  readonly instrument: InstrumentId
  readonly bars: readonly Candle[]
}

export interface AccountCurves {
  readonly equity: EquityCurve
  /** Closes of each market, in the order given. */
  readonly prices: readonly EquityCurve[]
  /** Points of the equity at which anything was held. */
  readonly pointsHeld: number
}

/** Cash and holdings at the close of each time at which a market has a bar; a market without one counts at its last close. */
export function curvesOf(markets: readonly TradedBars[], entries: readonly BarEntry[], startingCash: number): AccountCurves {
  const index = new Map(markets.map(({ instrument }, market) => [instrument, market]))
  const openOf = (entry: BarEntry): number => {
    const market = markets[index.get(instrumentOf(entry)) ?? -1]
    return market?.bars[entry.bar]?.openTime ?? Infinity
  }
  const next = markets.map(() => 0)
  const closes = markets.map(() => 0)
  const held = markets.map(() => 0)
  const [times, equity]: [number[], number[]] = [[], []]
  const prices = markets.map(({ bars }) => ({ times: new Float64Array(bars.length), equity: new Float64Array(bars.length) }))
  let [cash, pointsHeld, told] = [startingCash, 0, 0]
  const openAt = (market: number): number => markets[market]?.bars[next[market] ?? 0]?.openTime ?? Infinity
  for (;;) {
    const open = markets.reduce((least, _, market) => Math.min(least, openAt(market)), Infinity)
    if (open === Infinity) break
    let close = open
    markets.forEach(({ bars }, market) => {
      const number = next[market] ?? 0
      const bar = bars[number]
      if (bar?.openTime !== open) return
      close = open + timeframeLength(bar.timeframe)
      closes[market] = toNumberLossy(bar.close)
      const own = prices[market]
      if (own !== undefined) [own.times[number], own.equity[number]] = [close, closes[market]]
      next[market] = number + 1
    })
    for (let entry = entries[told]; entry !== undefined && openOf(entry) <= open; entry = entries[told]) {
      cash = moneyToNumberLossy(entry.after.cash)
      held[index.get(instrumentOf(entry)) ?? -1] = toNumberLossy(entry.after.quantity)
      told += 1
    }
    times.push(close)
    equity.push(held.reduce((sum, quantity, market) => sum + quantity * (closes[market] ?? 0), cash))
    if (held.some((quantity) => quantity > 0)) pointsHeld += 1
  }
  return { equity: { times: Float64Array.from(times), equity: Float64Array.from(equity) }, prices, pointsHeld }
}
