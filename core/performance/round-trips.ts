/** One sale or purchase, in time order. Numbers are in the quote currency; times epoch ms. */
export interface LedgerFill {
  readonly time: number
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly quantity: number
  readonly fee: number
  /** Held after it; exactly zero when the position is closed. */
  readonly held: number
}

/** From flat to flat. */
export interface RoundTrip {
  readonly entryTime: number
  readonly exitTime: number
  /** What came in less what went out, fees of both sides paid. */
  readonly profit: number
  /** Profit over what went out. */
  readonly return: number
}

export function roundTripsOf(fills: readonly LedgerFill[]): readonly RoundTrip[] {
  const trips: RoundTrip[] = []
  let entryTime: number | undefined
  let spent = 0
  let received = 0
  for (const { time, side, price, quantity, fee, held } of fills) {
    entryTime ??= time
    if (side === 'buy') spent += price * quantity + fee
    else received += price * quantity - fee
    if (held !== 0) continue
    trips.push({ entryTime, exitTime: time, profit: received - spent, return: received / spent - 1 })
    entryTime = undefined
    spent = 0
    received = 0
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
