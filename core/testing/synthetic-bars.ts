import { DAY } from '../domain/index.ts'
import type { BarColumns } from '../features/index.ts'
import { Chance } from '../research/index.ts'

export interface MarketTerms {
  readonly seed: number
  readonly days: number
  /** Bars a day. */
  readonly perDay: number
  /** Deviation of a bar's return. */
  readonly volatility: number
  /** Pull back to a slow average: the part of the distance that a bar takes back on average. None for a random walk. */
  readonly reversion?: number
}

const normal = (chance: Chance): number => Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())

/** Bars of a market without any edge, or with one that is planted: a price that strays and comes back. */
export function syntheticBars({ seed, days, perDay, volatility, reversion = 0 }: MarketTerms): BarColumns {
  const chance = Chance.seeded(seed, 77)
  const length = days * perDay
  const column = (): Float64Array => new Float64Array(length)
  const bars = { openTime: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
  const start = 20_000 * DAY
  let [price, anchor] = [100, 100]
  for (let index = 0; index < length; index += 1) {
    const open = price
    const variance = volatility * volatility
    const move = volatility * normal(chance) + reversion * Math.log(anchor / open) - variance / 2
    price = open * Math.exp(move)
    // Highest and lowest of a Brownian path from open to close, so that a stop inside the bar fills at a fair price.
    const reach = (): number => Math.sqrt(move * move - 2 * variance * Math.log(1 - chance.next()))
    const high = open * Math.exp((move + reach()) / 2)
    const low = open * Math.exp((move - reach()) / 2)
    anchor *= Math.exp(0.02 * Math.log(price / anchor))
    bars.openTime[index] = start + (index * DAY) / perDay
    bars.open[index] = open
    bars.high[index] = high
    bars.low[index] = low
    bars.close[index] = price
    bars.volume[index] = 50 + 100 * chance.next()
  }
  return bars
}
