import { type Candle, type Gap, type InstrumentId, type Millis, MINUTE, millis, SECOND, type Trade } from '../../domain/index.ts'
import type { CandleGaps, MarketPipeline, MissingTrades } from '../../market-data/index.ts'
import type { Clock, Logger } from '../../ports/index.ts'

/** A venue's past, one page at a time, oldest first. Rejects after tries of its own. */
export interface VenueHistory {
  trades(query: {
    readonly instrument: InstrumentId
    readonly fromId?: string
    readonly since?: Millis
    readonly until?: Millis
    readonly limit: number
  }): Promise<readonly Trade[]>
  /** Closed one-minute bars before `endTime`. */
  minutes(query: {
    readonly instrument: InstrumentId
    readonly endTime: Millis
    readonly limit: number
  }): Promise<readonly Candle[]>
}

export interface BackfillOptions {
  readonly history: VenueHistory
  readonly pipeline: Pick<MarketPipeline, 'missingTrades' | 'backfill' | 'settleGap'>
  readonly candleGaps: Pick<CandleGaps, 'missing' | 'take' | 'settle'>
  /** Fetched bars that were missing. */
  readonly candles: (candles: readonly Candle[]) => void
  readonly clock: Clock
  readonly logger: Logger
}

const PAGE = 1_000
/** Pages asked for in one round of a market; the next round goes on from there. */
const PAGES = 20
/** Least time between two requests: live books and orders share the venue's budget, ms. */
const SPACING = 500
/** Holes come in bursts, and the venue's history lags its stream: so long is waited before the first round, ms. */
const SETTLE = 1_000
/** At the start the newest bars of every market are loaded anyhow; so long they have for it, ms. */
const AFTER_HISTORY = 10 * SECOND
/** Waits before the following rounds, ms; then what is missing stays open. */
const RETRIES: readonly number[] = [15 * SECOND, 60 * SECOND, 300 * SECOND]
/** Gaps whose tries are remembered; a forgotten one is given up. */
const MOST_GAPS = 5_000
/** History is asked for past the end of a stretch, so that its end is seen, ms. */
const MARGIN = 5 * SECOND

/**
 * Fetches what is missing, one market after the other and at most one request at a time. All holes
 * of a market are one job, so a new cut while it runs only adds to it.
 */
export class Backfill {
  readonly #options: BackfillOptions
  /** Rounds that a gap has been through, and when its next one is due. */
  readonly #tries = new Map<string, { readonly rounds: number; readonly due: number }>()
  readonly #waiting = new Map<InstrumentId, { readonly due: number; readonly cancel: () => void }>()
  readonly #due: InstrumentId[] = []
  #running: Promise<void> | undefined
  #lastRequest = Number.NEGATIVE_INFINITY
  #closed = false
  #wake: () => void = () => undefined

  constructor(options: BackfillOptions) {
    this.#options = options
  }

  /** Takes any telling of a gap. */
  told(gap: Gap): void {
    if (gap.repairedBy !== undefined) {
      this.#tries.delete(gap.id)
      return
    }
    if ((gap.channel !== 'trades' && gap.channel !== 'candles') || this.#tries.has(gap.id)) return
    const delay = gap.channel === 'candles' ? AFTER_HISTORY : SETTLE
    this.#tries.set(gap.id, { rounds: 0, due: this.#options.clock.now() + delay })
    for (const oldest of this.#tries.keys()) {
      if (this.#tries.size <= MOST_GAPS) break
      this.#tries.delete(oldest)
    }
    this.#schedule(gap.instrument, delay)
  }

  /** Nothing is under way and nothing waits on the clock when this resolves. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { cancel } of this.#waiting.values()) cancel()
    this.#waiting.clear()
    this.#wake()
    await this.#running
  }

  #schedule(instrument: InstrumentId, delay: number): void {
    const due = this.#options.clock.now() + delay
    const waiting = this.#waiting.get(instrument)
    if (this.#closed || (waiting !== undefined && waiting.due <= due)) return
    waiting?.cancel()
    const cancel = this.#options.clock.after(delay, () => {
      this.#waiting.delete(instrument)
      this.#due.push(instrument)
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined
      })
    })
    this.#waiting.set(instrument, { due, cancel })
  }

  async #run(): Promise<void> {
    for (;;) {
      const instrument = this.#due.shift()
      if (instrument === undefined || this.#closed) return
      await this.#round(instrument)
    }
  }

  /** The gaps in a market's trades whose turn it is. */
  #wanted(instrument: InstrumentId): readonly MissingTrades[] {
    return this.#options.pipeline.missingTrades(instrument).filter(({ gap }) => this.#isDue(gap))
  }

  #isDue({ id }: Gap): boolean {
    return (this.#tries.get(id)?.due ?? Number.POSITIVE_INFINITY) <= this.#options.clock.now()
  }

  #open(instrument: InstrumentId): readonly Gap[] {
    const { pipeline, candleGaps } = this.#options
    const candles = candleGaps.missing(instrument)
    return [...pipeline.missingTrades(instrument), ...(candles === undefined ? [] : [candles])].map(({ gap }) => gap)
  }

  async #round(instrument: InstrumentId): Promise<void> {
    const { clock, logger } = this.#options
    const tried = new Set(
      this.#open(instrument)
        .filter((gap) => this.#isDue(gap))
        .map(({ id }) => id),
    )
    try {
      await this.#trades(instrument)
      await this.#minutes(instrument)
    } catch (error) {
      if (!this.#closed) logger.warn('back-fill failed', { instrument, reason: String(error) })
    }
    let next = Number.POSITIVE_INFINITY
    for (const { id } of this.#open(instrument)) {
      const known = this.#tries.get(id)
      if (known === undefined) continue
      if (tried.has(id)) {
        const due = clock.now() + (RETRIES[known.rounds] ?? Number.POSITIVE_INFINITY)
        this.#tries.set(id, { rounds: known.rounds + 1, due })
        if (due === Number.POSITIVE_INFINITY) logger.warn('a gap stays open', { gap: id })
      }
      next = Math.min(next, this.#tries.get(id)?.due ?? next)
    }
    if (Number.isFinite(next)) this.#schedule(instrument, Math.max(SETTLE, next - clock.now()))
  }

  async #trades(instrument: InstrumentId): Promise<void> {
    const { pipeline } = this.#options
    /** Where a page brought nothing, the next one starts behind it. */
    let after = 0
    const fetched = new Set<string>()
    for (let pages = 0; pages < PAGES && !this.#closed; ) {
      const wanted = this.#wanted(instrument)
      const [first] = wanted.flatMap(({ ranges }) => ranges).filter(({ start }) => start >= after)
      if (first !== undefined) {
        pages += 1
        const page = await this.#page({ instrument, fromId: String(first.start) })
        pipeline.backfill(instrument, page)
        after = Math.max(first.start + 1, Number(page.at(-1)?.id ?? first.end) + 1)
        continue
      }
      const stretch = wanted.find(({ gap, ranges }) => ranges.length === 0 && !fetched.has(gap.id))
      if (stretch === undefined) return
      fetched.add(stretch.gap.id)
      const used = await this.#stretch(instrument, stretch.gap, PAGES - pages)
      pages += Math.max(1, used)
    }
  }

  /**
   * Without numbers: from both ends of the stretch inwards, since some venues read history forwards and
   * others backwards. A page that reaches over an end has everything from there to its other end.
   */
  async #stretch(instrument: InstrumentId, gap: Gap, most: number): Promise<number> {
    const { clock, pipeline } = this.#options
    const { endTime } = gap
    let low = gap.startTime
    let until = millis(endTime + MARGIN)
    for (let pages = 1; pages <= most && !this.#closed; pages += 1) {
      const page = await this.#page({ instrument, since: low, until })
      pipeline.backfill(instrument, page)
      const [first, last] = [page[0]?.exchangeTime, page.at(-1)?.exchangeTime]
      if (first === undefined || last === undefined) return pages
      const [fromLow, toEnd] = [first <= low, last >= Math.min(until, endTime)]
      // Read forwards, nothing newer is the end, once the history has had the time to keep up with the stream.
      if (fromLow && (toEnd || (last <= low && clock.now() - endTime >= MINUTE))) {
        pipeline.settleGap(instrument, gap.id)
        return pages
      }
      if (fromLow && last > low) low = last
      else if (toEnd && !fromLow && first < until) until = first
      else return pages
    }
    return most
  }

  /** Backwards from the newest bar that is missing. */
  async #minutes(instrument: InstrumentId): Promise<void> {
    const { candleGaps, candles, history } = this.#options
    let end = Number.POSITIVE_INFINITY
    for (let pages = 0; pages < PAGES; pages += 1) {
      const missing = candleGaps.missing(instrument)
      if (missing === undefined || !this.#isDue(missing.gap)) return
      const { gap, newest } = missing
      end = Math.min(end, newest + MINUTE)
      await this.#polite()
      if (this.#closed) return
      const limit = Math.min(PAGE, (end - gap.startTime) / MINUTE + 2)
      const page = await history.minutes({ instrument, endTime: millis(end), limit })
      if (candleGaps.take(page)) candles(page)
      const first = page[0]?.openTime ?? end
      if (first <= gap.startTime) candleGaps.settle(instrument)
      if (first >= end) return
      end = first
    }
  }

  async #page(query: Omit<Parameters<VenueHistory['trades']>[0], 'limit'>): Promise<readonly Trade[]> {
    await this.#polite()
    return this.#closed ? [] : await this.#options.history.trades({ ...query, limit: PAGE })
  }

  /** Waits until the next request is due, or the end. */
  async #polite(): Promise<void> {
    const { clock } = this.#options
    const wait = this.#lastRequest + SPACING - clock.now()
    if (wait > 0)
      await new Promise<void>((resolve) => {
        const cancel = clock.after(wait, resolve)
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
    this.#lastRequest = clock.now()
  }
}
