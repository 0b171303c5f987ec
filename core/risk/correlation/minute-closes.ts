import { type InstrumentId, midPrice, MINUTE, type Quote, toNumberLossy } from '../../domain/index.ts'

/** Minutes remembered of each market, and of pairs of returns as few as which tell nothing. */
const KEPT_MINUTES = 241
export const LEAST_RETURNS = 30

interface Closes {
  readonly minutes: Float64Array
  readonly logs: Float64Array
  newest: number
  /** Counts the minutes that were closed: what was measured before is measured anew. */
  version: number
  /** With each other market, as of both versions. */
  readonly measured: Map<InstrumentId, Measured>
}

interface Measured {
  readonly found: Comovement
  readonly version: number
  readonly otherVersion: number
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
      closes = {
        minutes: new Float64Array(KEPT_MINUTES).fill(-1),
        logs: new Float64Array(KEPT_MINUTES),
        newest: minute,
        version: 0,
        measured: new Map(),
      }
      this.#markets.set(instrument, closes)
    }
    closes.minutes[minute % KEPT_MINUTES] = minute
    closes.logs[minute % KEPT_MINUTES] = Math.log(price)
    closes.newest = minute
    closes.version += 1
  }

  comovement(one: InstrumentId, other: InstrumentId): Comovement {
    const [a, b] = [this.#markets.get(one), this.#markets.get(other)]
    if (a === undefined || b === undefined) return UNKNOWN
    const known = a.measured.get(other)
    if (known?.version === a.version && known.otherVersion === b.version) return known.found
    const found = measure(a, b)
    a.measured.set(other, { found, version: a.version, otherVersion: b.version })
    return found
  }
}

function measure(a: Closes, b: Closes): Comovement {
  let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0]
  const last = Math.min(a.newest, b.newest)
  const first = Math.max(0, last - KEPT_MINUTES + 1)
  let slot = first % KEPT_MINUTES
  let [beforeA, beforeB] = [NaN, NaN]
  for (let minute = first; minute <= last; minute += 1) {
    const nowA = a.minutes[slot] === minute ? (a.logs[slot] ?? NaN) : NaN
    const nowB = b.minutes[slot] === minute ? (b.logs[slot] ?? NaN) : NaN
    const [x, y] = [nowA - beforeA, nowB - beforeB]
    beforeA = nowA
    beforeB = nowB
    slot = slot + 1 === KEPT_MINUTES ? 0 : slot + 1
    // Not a number where either minute of either market is missing.
    if (Number.isNaN(x + y)) continue
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
