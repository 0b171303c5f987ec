import { type Candle, DAY, type InstrumentId, type Millis, millis, type Price } from '../../domain/index.ts'
import type { Random } from '../../ports/index.ts'

/** After 28 years the calendar repeats: the same weekday, day of the month and leap year. */
const CALENDAR = 10_227 * DAY

const FUTURES = ['cut off', 'shuffled', 'scaled'] as const
export type Future = (typeof FUTURES)[number]
export const futures: readonly Future[] = FUTURES

type Prices = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>

const pricesOf = ({ open, high, low, close, volume }: Candle): Prices => ({ open, high, low, close, volume })

/** The same bars in another order, on the same times. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1))
    const [a, b] = [mixed[last], mixed[other]]
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a]
  }
  return mixed
}

export function shuffledBars(bars: readonly Candle[], random: Random): readonly Candle[] {
  const prices = shuffled(bars.map(pricesOf), random)
  return bars.map((bar, index) => ({ ...bar, ...prices[index] }))
}

const PER_MILLE = 1_000n

function scaledBars(bars: readonly Candle[], random: Random): readonly Candle[] {
  const factor = BigInt(random.next() < 0.5 ? 1_100 + Math.floor(random.next() * 1_900) : 300 + Math.floor(random.next() * 600))
  const scaled = (value: Price): Price => ((value * factor + PER_MILLE) / PER_MILLE) as Price
  return bars.map((bar) => ({
    ...bar,
    open: scaled(bar.open),
    high: scaled(bar.high),
    low: scaled(bar.low),
    close: scaled(bar.close),
  }))
}

/** The bars before the cut, and another future than the one that came. */
export function withFuture(
  bars: readonly Candle[],
  cut: number,
  { future, random, length }: { readonly future: Future; readonly random: Random; readonly length: number },
): readonly Candle[] {
  const past = bars.slice(0, cut)
  const came = bars.slice(cut, cut + length)
  if (future === 'cut off') return past
  return [...past, ...(future === 'shuffled' ? shuffledBars(came, random) : scaledBars(came, random))]
}

const later = (time: Millis): Millis => millis(time + CALENDAR)

/** The same market 28 years later. */
export const laterBars = (bars: readonly Candle[]): readonly Candle[] =>
  bars.map((bar) => ({
    ...bar,
    openTime: later(bar.openTime),
    exchangeTime: later(bar.exchangeTime),
    receivedTime: later(bar.receivedTime),
  }))

export const barsOf = (instrument: InstrumentId, bars: readonly Candle[]): readonly Candle[] =>
  bars.map((bar) => ({ ...bar, instrument }))
