import { type InstrumentId, midPrice, MINUTE, type Quote, toNumberLossy } from '../../domain/index.ts'

/** Minutes remembered of each market, and of pairs of returns as few as which tell nothing. */
const KEPT_MINUTES = 241
export const LEAST_RETURNS = 30

interface Closes {
  readonly minutes: Float64Array
  readonly logs: Float64Array
  newest: number
}

/** How two markets moved together. */
export interface Comovement {
  /** Pearson's correlation of one-minute log returns, -1 to 1; null where there are too few or nothing moved. */
  readonly correlation: number | null
  /** Minutes in which both have a return. */
  readonly samples: number
}

const UNKNOWN: Comovement = { correlation: null, samples: 0 }
const minuteOf = (time: number): number => Math.floor(time / MINUTE)

/**
 * The last middle price of each minute and market, for the newest four hours. A fact of the market like a quote: it is
 * not in the journal and is learnt again after a start. A minute without a quote leaves a hole, never a return of zero.
 */
export class MinuteCloses {
  readonly #markets = new Map<InstrumentId, Closes>()

  /** Told of every quote with the one before it; only the step into another minute costs anything. */
  follow(before: Quote | undefined, quote: Quote): void {
    if (before === undefined) return
    const minute = minuteOf(before.receivedTime)
    if (minute !== minuteOf(quote.receivedTime))
      this.#close(quote.instrument, minute, toNumberLossy(midPrice(before.bid, before.ask)))
  }

  #close(instrument: InstrumentId, minute: number, price: number): void {
    if (!(price > 0)) return
    let closes = this.#markets.get(instrument)
    if (closes === undefined) {
      closes = { minutes: new Float64Array(KEPT_MINUTES).fill(-1), logs: new Float64Array(KEPT_MINUTES), newest: minute }
      this.#markets.set(instrument, closes)
    }
    closes.minutes[minute % KEPT_MINUTES] = minute
    closes.logs[minute % KEPT_MINUTES] = Math.log(price)
    closes.newest = minute
  }

  comovement(one: InstrumentId, other: InstrumentId): Comovement {
    const [a, b] = [this.#markets.get(one), this.#markets.get(other)]
    if (a === undefined || b === undefined) return UNKNOWN
    let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0]
    const last = Math.min(a.newest, b.newest)
    for (let minute = Math.max(1, last - KEPT_MINUTES + 2); minute <= last; minute += 1) {
      const x = returnAt(a, minute)
      const y = returnAt(b, minute)
      if (x === undefined || y === undefined) continue
      n += 1
      sumX += x
      sumY += y
      sumXX += x * x
      sumYY += y * y
      sumXY += x * y
    }
    if (n < LEAST_RETURNS) return { correlation: null, samples: n }
    const spread = (n * sumXX - sumX * sumX) * (n * sumYY - sumY * sumY)
    if (!(spread > 0)) return { correlation: null, samples: n }
    return { correlation: Math.max(-1, Math.min((n * sumXY - sumX * sumY) / Math.sqrt(spread), 1)), samples: n }
  }
}

function returnAt({ minutes, logs }: Closes, minute: number): number | undefined {
  const [now, before] = [minute % KEPT_MINUTES, (minute - 1) % KEPT_MINUTES]
  if (minutes[now] !== minute || minutes[before] !== minute - 1) return undefined
  return (logs[now] ?? 0) - (logs[before] ?? 0)
}
