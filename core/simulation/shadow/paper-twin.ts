import {
  type BookSnapshot,
  type ClientOrderId,
  type Instrument,
  type InstrumentId,
  type Millis,
  type Order,
  SECOND,
  type ShadowedOrder,
  type ShadowLimits,
  type ShadowQuery,
  type ShadowSummary,
  type Trade,
  type VenueReport,
} from '../../domain/index.ts'
import type { Clock, IdSource, Stopwatch, VenueCapabilities } from '../../ports/index.ts'
import { type LatencyModel, PaperVenue, type QueueModel } from '../paper/index.ts'
import { type ShadowRecord, shadowedOrder } from './divergence.ts'
import { alarmsOf, calibrationOf, shadowGroups, shadowText } from './report.ts'
import { SideRecord } from './side-record.ts'
import type { ShadowTwin } from './twin.ts'

export interface PaperTwinOptions {
  readonly clock: Clock & Stopwatch
  readonly ids: IdSource
  /** As the paper trader's. */
  readonly latency: LatencyModel
  readonly queue?: QueueModel | undefined
  readonly instrument: (id: InstrumentId) => Instrument | undefined
  readonly limits: ShadowLimits
  /** Orders remembered. */
  readonly keep: number
  /** How long the paper order may still work after the live one came to its end, ms. */
  readonly graceMs: number
  /** Told once when a group's mean goes beyond its limit, and again only after it was within. */
  readonly alarm: (message: string) => void
  /** Something went wrong in its own time, when nobody called: it does nothing more. Called once. */
  readonly failed: (reason: string) => void
}

/** Why the paper venue does not take such an order; undefined when it does. */
function refusal(order: Order, capabilities: VenueCapabilities): string | undefined {
  if (!capabilities.types.includes(order.type)) return `paper takes no ${order.type} orders`
  if (order.postOnly === true && !capabilities.postOnly) return 'paper takes no post-only orders'
  if (order.displayQuantity !== undefined && !capabilities.iceberg) return 'paper takes no iceberg orders'
  return undefined
}

const onPaper = (order: Order): Order => ({ ...order, environment: 'paper' })

/** Live orders beside a paper venue of their own. What it remembers ends with the session. */
export class PaperTwin implements ShadowTwin {
  readonly #options: PaperTwinOptions
  readonly #venue: PaperVenue
  readonly #since: Millis
  /** Oldest first. */
  readonly #records = new Map<ClientOrderId, ShadowRecord>()
  /** Orders at work on paper, by market: only these markets are told to the venue. */
  readonly #working = new Map<InstrumentId, Set<ClientOrderId>>()
  readonly #books = new Map<InstrumentId, BookSnapshot>()
  /** Live orders at their end whose paper one works on, and until when on the stopwatch. */
  readonly #grace = new Map<ClientOrderId, number>()
  readonly #stop: () => void
  #alarmed = new Set<string>()
  #unjudged = false
  #dropped = 0
  #closed = false

  constructor(options: PaperTwinOptions) {
    const { ids, latency, instrument, queue } = options
    const clock = this.#guarded(options.clock)
    this.#options = options
    this.#since = clock.now()
    this.#venue = new PaperVenue({ clock, ids, latency, instrument, queue })
    this.#venue.onReport((report) => {
      this.#paperReport(report)
    })
    this.#stop = clock.every(SECOND, () => {
      this.#look()
    })
  }

  submitted(order: Order, at: Millis): void {
    if (this.#begin(order, at)) this.#venue.submit(onPaper(order))
    this.#forget()
  }

  submittedPair(orders: readonly [Order, Order], at: Millis): void {
    const [first, second] = orders
    const [one, other] = [this.#begin(first, at), this.#begin(second, at)]
    if (one && other && this.#venue.capabilities.pairs) this.#venue.submitPair([onPaper(first), onPaper(second)])
    else {
      if (one) this.#venue.submit(onPaper(first))
      if (other) this.#venue.submit(onPaper(second))
    }
    this.#forget()
  }

  /** Whether it goes to the paper venue. */
  #begin(order: Order, at: Millis): boolean {
    if (this.#records.has(order.clientOrderId)) return false
    const started = this.#options.clock.elapsed()
    const why = refusal(order, this.#venue.capabilities)
    const paper = why ?? new SideRecord(order, started)
    this.#records.set(order.clientOrderId, { order, submittedAt: at, live: new SideRecord(order, started), paper })
    if (why === undefined) this.#follow(order)
    return why === undefined
  }

  cancelled(clientOrderId: ClientOrderId): void {
    if (this.#records.has(clientOrderId)) this.#venue.cancel(clientOrderId)
  }

  report(live: VenueReport): void {
    const record = this.#records.get(live.clientOrderId)
    if (record === undefined) return
    const before = record.live.ended
    record.live.report(live, this.#options.clock.elapsed())
    if (!before && record.live.ended) this.#liveEnded(record)
    this.#changed(record)
  }

  onBook(snapshot: BookSnapshot): void {
    this.#books.set(snapshot.instrument, snapshot)
    if (this.#working.has(snapshot.instrument)) this.#venue.onBook(snapshot)
  }

  onTrade(trade: Trade): void {
    if (this.#working.has(trade.instrument)) this.#venue.onTrade(trade)
  }

  rows(query: ShadowQuery): readonly ShadowedOrder[] {
    return [...this.#records.values()]
      .reverse()
      .filter(
        ({ order }) =>
          (query.instrument ?? order.instrument) === order.instrument &&
          (query.side ?? order.side) === order.side &&
          (query.type ?? order.type) === order.type,
      )
      .map(shadowedOrder)
      .filter(({ outcome }) => (query.outcome ?? outcome) === outcome)
  }

  summary(query: ShadowQuery = {}): ShadowSummary {
    const { limits, keep } = this.#options
    const orders = this.rows(query)
    const { all, groups } = shadowGroups(orders)
    const alarms = alarmsOf([all, ...groups], limits)
    const calibration = calibrationOf(orders, (order) => this.#took(order.clientOrderId), limits.leastOrders)
    const text = shadowText(all, alarms, calibration)
    return { since: this.#since, dropped: this.#dropped, keep, limits, all, groups, alarms, calibration, text }
  }

  close(): void {
    this.#closed = true
    this.#stop()
  }

  /** What runs later has no caller that could catch its failure: it would end the live trader. */
  #guarded(clock: Clock): Clock {
    const guard = (task: () => void) => (): void => {
      if (this.#closed) return
      try {
        task()
      } catch (error) {
        this.close()
        this.#options.failed(error instanceof Error ? error.message : String(error))
      }
    }
    return {
      now: () => clock.now(),
      after: (delay, task) => clock.after(delay, guard(task)),
      every: (period, task) => clock.every(period, guard(task)),
    }
  }

  #took(clientOrderId: ClientOrderId): boolean {
    const record = this.#records.get(clientOrderId)
    return record !== undefined && record.live.took && typeof record.paper !== 'string' && record.paper.took
  }

  #follow(order: Order): void {
    const working = this.#working.get(order.instrument)
    if (working !== undefined) {
      working.add(order.clientOrderId)
      return
    }
    this.#working.set(order.instrument, new Set([order.clientOrderId]))
    const book = this.#books.get(order.instrument)
    if (book !== undefined) this.#venue.onBook(book)
  }

  #paperReport(report: VenueReport): void {
    const record = this.#records.get(report.clientOrderId)
    if (record === undefined || typeof record.paper === 'string') return
    record.paper.report(report, this.#options.clock.elapsed())
    if (record.paper.ended) this.#leave(record.order)
    this.#changed(record)
  }

  #changed(record: ShadowRecord): void {
    record.view = undefined
    this.#unjudged = true
  }

  #leave({ instrument, clientOrderId }: Order): void {
    const working = this.#working.get(instrument)
    this.#grace.delete(clientOrderId)
    working?.delete(clientOrderId)
    if (working?.size === 0) this.#working.delete(instrument)
  }

  /** What was cancelled ends on paper at once; otherwise paper has a while to come to the same end. */
  #liveEnded({ order, live, paper }: ShadowRecord): void {
    if (typeof paper === 'string' || paper.ended) return
    const { clientOrderId } = order
    if (live.state === 'cancelled') this.#venue.cancel(clientOrderId)
    else this.#grace.set(clientOrderId, this.#options.clock.elapsed() + this.#options.graceMs)
  }

  /** The oldest at their end go first; a working one only when nothing else is left. */
  #forget(): void {
    while (this.#records.size > this.#options.keep) {
      let gone: ShadowRecord | undefined
      for (const record of this.#records.values()) {
        gone ??= record
        if (record.live.ended && (typeof record.paper === 'string' || record.paper.ended)) {
          gone = record
          break
        }
      }
      if (gone === undefined) return
      this.#records.delete(gone.order.clientOrderId)
      this.#leave(gone.order)
      this.#venue.cancel(gone.order.clientOrderId)
      this.#dropped += 1
    }
  }

  /** Once a second, so that a burst of reports costs the trader nothing. */
  #look(): void {
    const elapsed = this.#options.clock.elapsed()
    for (const [clientOrderId, until] of this.#grace) {
      if (elapsed < until) continue
      this.#grace.delete(clientOrderId)
      this.#venue.cancel(clientOrderId)
    }
    if (!this.#unjudged) return
    this.#unjudged = false
    const now = new Set<string>()
    for (const { by, key, measure, message } of this.summary().alarms) {
      const name = `${by} ${key} ${measure}`
      now.add(name)
      if (!this.#alarmed.has(name)) this.#options.alarm(message)
    }
    this.#alarmed = now
  }
}
