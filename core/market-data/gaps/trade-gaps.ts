import { type Gap, type Millis, millis, type Trade } from '../../domain/index.ts'
import { createTradeIds, type IdRange, type TradeIdVerdict } from '../validate/index.ts'
import { type GapLedger, later } from './gap-ledger.ts'

/** A hole in the trades that may still be fetched. */
export interface MissingTrades {
  readonly gap: Gap
  /** The numbers that are still missing; empty where the venue numbers nothing. */
  readonly ranges: readonly IdRange[]
}

interface Seen {
  readonly id: string
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
  /** Shown again at the start of a subscription. */
  readonly history: boolean
}

/** Refused numbers that are remembered until the next trade shows the hole they leave. */
const REMEMBERED_REFUSALS = 64
/** Refused trades of a venue that numbers nothing are one hole while no longer apart than this, ms. */
const ONE_REFUSAL = 60_000

/**
 * Watches one market's trades for holes. Where the venue numbers them, a hole is exactly the numbers
 * that did not come; elsewhere it is the time between the last trade before a cut and the first after.
 */
export class TradeGaps {
  readonly #ledger: GapLedger
  readonly #ids
  readonly #refused = new Set<number>()
  /** Venue time of the newest trade in order; 0 before the first. */
  #lastTime = 0 as Millis
  #cut = false
  /** After a cut the venue showed a trade again that was known: nothing is missing between. */
  #overlap = false
  #refusal: string | null = null

  constructor(ledger: GapLedger, numbered: boolean) {
    this.#ledger = ledger
    this.#ids = createTradeIds(numbered)
  }

  see(trade: Seen): TradeIdVerdict {
    const verdict = this.#ids.see(trade.id)
    switch (verdict.type) {
      case 'duplicate':
        this.#overlap ||= this.#cut && trade.history
        return verdict
      case 'late':
        this.#recovered(Number(trade.id))
        return verdict
      case 'gap':
        this.#ledger.found({
          channel: 'trades',
          startSequence: verdict.start,
          endSequence: verdict.end,
          missingCount: verdict.end - verdict.start + 1,
          ...this.#until(trade),
          cause: this.#causeOf(verdict),
        })
        break
      case 'next':
        if (this.#cut && !this.#ids.numbered && !this.#overlap && this.#lastTime > 0)
          this.#ledger.found({ channel: 'trades', ...this.#until(trade), cause: 'connection' })
        break
    }
    this.#lastTime = later(this.#lastTime, trade.exchangeTime)
    this.#cut = false
    this.#overlap = false
    return verdict
  }

  /** The connection broke; what was missed shows with the first trade after it. */
  cut(): void {
    this.#cut = true
  }

  /** Frames of the connection are missing; how many of them were this market's trades, nobody can tell. */
  missedFrames(frames: IdRange, at: Millis): void {
    // Numbered trades tell themselves which of them are missing.
    if (this.#ids.numbered) {
      this.#cut = true
      return
    }
    const startTime = this.#lastTime === 0 ? at : this.#lastTime
    const range = { startSequence: frames.start, endSequence: frames.end, startTime, endTime: later(startTime, at) }
    this.#ledger.found(
      { channel: 'trades', ...range, cause: 'connection', exchangeTime: at, receivedTime: at },
      { counted: false },
    )
  }

  /** A trade came and could not be used. Where trades are numbered its number will be found missing. */
  refused(id: string, at: Millis): void {
    if (this.#ids.numbered) {
      const number = Number(id)
      if (Number.isSafeInteger(number)) this.#refused.add(number)
      if (this.#refused.size > REMEMBERED_REFUSALS) this.#refused.delete(Math.min(...this.#refused))
      return
    }
    // Before the first trade nothing was promised: a venue may begin with the last one of a market that rests.
    if (this.#lastTime === 0 || this.#ids.has(id)) return
    const open = this.#refusal === null ? undefined : this.#ledger.get(this.#refusal)
    if (open?.missingCount !== undefined && at - open.endTime <= ONE_REFUSAL) {
      this.#ledger.change(open.id, { missingCount: open.missingCount + 1, endTime: later(open.endTime, at) })
      return
    }
    const startTime = millis(Math.min(this.#lastTime, at))
    const span = { startTime, endTime: at, exchangeTime: at, receivedTime: at }
    this.#refusal = this.#ledger.found({ channel: 'trades', missingCount: 1, ...span, cause: 'refused' }).id
  }

  missing(): readonly MissingTrades[] {
    const holes = this.#ids.missing()
    return this.#ledger.open('trades').map((gap) => ({ gap, ranges: this.#ids.numbered ? within(holes, gap) : [] }))
  }

  /** Of fetched trades, oldest first, those that were missing; their gaps are told again once each. */
  recover(trades: readonly Trade[]): readonly Trade[] {
    const open = this.#ledger.open('trades')
    const counts = new Map<Gap, number>()
    const taken = trades.filter((trade) => {
      if (trade.price <= 0n || trade.quantity <= 0n) return false
      const gap = open.find((each) => (this.#ids.numbered ? holds(each, Number(trade.id)) : spans(each, trade.exchangeTime)))
      if (gap === undefined || !this.#ids.recover(trade.id)) return false
      counts.set(gap, (counts.get(gap) ?? 0) + 1)
      return true
    })
    for (const [gap, count] of counts) this.#came(gap, count)
    return taken
  }

  /** The venue's history of the whole stretch was merged: where nobody knew the count, it is what came. */
  settle(id: string): void {
    const gap = this.#ledger.get(id)
    if (gap === undefined) return
    const { recovered, missingCount = recovered } = gap
    if (recovered >= missingCount) this.#ledger.change(id, { missingCount, repairedBy: 'backfill' })
  }

  #recovered(number: number): void {
    const gap = this.#ledger.open('trades').find((each) => holds(each, number))
    if (gap !== undefined) this.#came(gap, 1)
  }

  #came(gap: Gap, count: number): void {
    const recovered = gap.recovered + count
    const whole = this.#ids.numbered && gap.missingCount !== undefined && recovered >= gap.missingCount
    this.#ledger.change(gap.id, { recovered, ...(whole ? { repairedBy: 'backfill' as const } : {}) })
  }

  #until({ exchangeTime, receivedTime }: Seen) {
    const startTime = this.#lastTime === 0 ? exchangeTime : this.#lastTime
    return { startTime, endTime: later(startTime, exchangeTime), exchangeTime, receivedTime }
  }

  #causeOf({ start, end }: IdRange): string {
    let refused = 0
    for (const number of this.#refused) {
      if (number <= end) this.#refused.delete(number)
      if (start <= number && number <= end) refused += 1
    }
    if (refused === end - start + 1) return 'refused'
    return this.#cut ? 'connection' : 'sequence'
  }
}

const holds = ({ startSequence, endSequence }: Gap, number: number): boolean =>
  startSequence !== undefined && endSequence !== undefined && startSequence <= number && number <= endSequence

const spans = ({ startTime, endTime }: Gap, at: Millis): boolean => startTime <= at && at <= endTime

const within = (holes: readonly IdRange[], gap: Gap): readonly IdRange[] => holes.filter(({ start }) => holds(gap, start))
