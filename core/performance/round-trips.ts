/** One sale or purchase, in time order. Numbers are in the quote currency; times epoch ms. */
export interface LedgerFill {
  readonly time: number
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly quantity: number
  readonly fee: number
  /** Held of its market after it; exactly zero when the position is closed. */
  readonly held: number
  /** Where there are several. */
  readonly market?: string
}

/** What a holder of a perpetual market received or, below zero, paid. */
export interface LedgerFunding {
  readonly funding: number
  readonly market?: string
}

export type LedgerEntry = LedgerFill | LedgerFunding

/** From flat to flat. */
export interface RoundTrip {
  readonly entryTime: number
  readonly exitTime: number
  /** What came in less what went out, fees of both sides paid, funding included. */
  readonly profit: number
  /** Profit over what went out. */
  readonly return: number
}

interface OpenTrip {
  readonly entryTime: number
  spent: number
  received: number
}

/** The closed trades of each market, in the order in which they closed. */
export function roundTripsOf(entries: readonly LedgerEntry[]): readonly RoundTrip[] {
  const trips: RoundTrip[] = []
  const open = new Map<string | undefined, OpenTrip>()
  for (const entry of entries) {
    const { market } = entry
    if ('funding' in entry) {
      const trip = open.get(market)
      if (trip !== undefined) trip.received += entry.funding
      continue
    }
    const { time, side, price, quantity, fee, held } = entry
    const trip = open.get(market) ?? { entryTime: time, spent: 0, received: 0 }
    open.set(market, trip)
    if (side === 'buy') trip.spent += price * quantity + fee
    else trip.received += price * quantity - fee
    if (held !== 0) continue
    const { entryTime, spent, received } = trip
    trips.push({ entryTime, exitTime: time, profit: received - spent, return: received / spent - 1 })
    open.delete(market)
  }
  return trips
}

export interface TripStatistics {
  readonly count: number
  /** Share of the closed trades that made a profit; null without one. */
  readonly winRate: number | null
  /** Sum of the profits over the sum of the losses; null without a loss. */
  readonly profitFactor: number | null
  /** Mean profit of a closed trade. */
  readonly expectancy: number | null
  readonly averageWin: number | null
  readonly averageLoss: number | null
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

export function tripStatistics(trips: readonly RoundTrip[]): TripStatistics {
  const profits = trips.map(({ profit }) => profit)
  const wins = profits.filter((profit) => profit > 0)
  const losses = profits.filter((profit) => profit < 0)
  return {
    count: trips.length,
    winRate: share(wins.length, trips.length),
    profitFactor: share(sum(wins), -sum(losses)),
    expectancy: share(sum(profits), trips.length),
    averageWin: share(sum(wins), wins.length),
    averageLoss: share(sum(losses), losses.length),
  }
}
