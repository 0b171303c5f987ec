import { type ClientOrderId, millis, type Millis, type Order, ZERO_QUANTITY } from '../../../domain/index.ts'
import type { UnknownOutcome, VenueOrder, VenueTrade } from '../../../ports/index.ts'
import { backoffDelay, pause } from '../backoff.ts'
import { type End, FollowedOrder } from './followed-order.ts'
import type { LiveOrdersOptions } from './live-orders-options.ts'
import { OrderReports } from './order-reports.ts'
import type { Unplaced } from './order-requests.ts'

/** Ended orders that are kept to know late events by. */
const MOST_ENDED = 1_000
/** A cancel is sent again only after the venue has said that the order still works, and so often at most. */
const MOST_CANCELS = 5
/** So often in a row the venue must not know an order that cannot arrive any more. */
const ABSENCES = 2
const LONGEST_PAUSE = 30_000
/** A cancel waits so long for the answer to its order, ms. */
const CANCEL_PATIENCE = 100

/**
 * Follows our orders at a venue: from answers, stream events and questions, whichever come, to reports.
 * An order request is made once. What the venue did with it is asked until it is known; fills are known by
 * their id; an end is told when every fill that belongs before it is.
 */
export class LiveOrders {
  readonly #options: LiveOrdersOptions
  readonly #reports: OrderReports
  readonly #followed = new Map<ClientOrderId, FollowedOrder>()
  readonly #ended: ClientOrderId[] = []

  constructor(options: LiveOrdersOptions) {
    this.#options = options
    this.#reports = new OrderReports(options)
  }

  submit(order: Order): void {
    if (this.#followed.has(order.clientOrderId)) {
      this.#options.logger.error('an order was submitted twice; the second was not sent', { order: order.id })
      return
    }
    const followed = this.#follow(order, this.#options.clock.now())
    followed.placing = this.#place(followed).finally(() => {
      followed.placing = undefined
    })
  }

  /** One request for both, once. */
  submitPair(orders: readonly [Order, Order]): void {
    const fresh = orders.filter(({ clientOrderId }) => !this.#followed.has(clientOrderId))
    const now = this.#options.clock.now()
    if (fresh.length < orders.length) {
      this.#options.logger.error('a pair was submitted twice; the second was not sent', { order: orders[0].id })
      for (const order of fresh)
        void this.#never(this.#follow(order, now), 'never sent: the other of its pair was submitted before')
      return
    }
    const [a, b] = orders
    const pair = [this.#follow(a, now), this.#follow(b, now)] as const
    joinAsPair(...pair)
    const placing = this.#placePair(pair).finally(() => {
      for (const one of pair) one.placing = undefined
    })
    for (const one of pair) one.placing = placing
  }

  /** Of a pair the venue cancels both. */
  cancel(id: ClientOrderId): void {
    const followed = this.#followed.get(id)
    if (followed === undefined || followed.ended) {
      this.#options.logger.warn('nothing to cancel: no such order works here', { clientOrderId: id })
      return
    }
    followed.wantsCancel = true
    followed.cancelsSent = 0
    void this.#cancel(followed)
  }

  query(id: ClientOrderId): void {
    const followed = this.#followed.get(id)
    if (followed !== undefined && !followed.ended) this.#askFor(followed)
  }

  /** Follows an order of an earlier run; nothing is asked before {@link ask}. */
  resume(order: Order): void {
    if (this.#followed.has(order.clientOrderId)) return
    const followed = this.#follow(order, order.updatedAt)
    const partner = [...this.#followed.values()].find((other) => other.order.id === order.pairedWith)
    if (partner !== undefined) joinAsPair(followed, partner)
    followed.mustAsk = true
    followed.wantsCancel = order.state === 'cancelling'
  }

  isFollowed(id: ClientOrderId): boolean {
    return this.#followed.has(id)
  }

  /**
   * Asks once about every order that works here, except those of `listed`, which the venue has just shown; what
   * stays open is asked on and on after that.
   */
  async ask(listed: ReadonlySet<ClientOrderId>): Promise<void> {
    for (const [id, followed] of [...this.#followed]) {
      await followed.placing
      if (followed.ended || followed.asking !== undefined) continue
      if (listed.has(id) && followed.told === 'accepted' && !followed.mustAsk) continue
      followed.mustAsk = true
      await this.#question(followed)
      if (followed.mustAsk || followed.lacksFills) this.#keepAsking(followed, this.#options.askEvery)
    }
  }

  /** An order as the venue shows it. False when it is not ours. */
  onOrder(row: VenueOrder): boolean {
    const followed = this.#followed.get(row.clientOrderId)
    if (followed === undefined) return false
    const stray = followed.ended && followed.end?.believedAbsent === true && row.state === 'working'
    followed.learn(row)
    if (stray) this.#stray(followed, row)
    this.#settle(followed)
    return true
  }

  /** False when it is not of an order of ours. */
  onTrade(trade: VenueTrade): boolean {
    const followed = this.#ownerOf(trade)
    if (followed === undefined) return false
    this.#reports.fill(followed, trade)
    this.#settle(followed)
    return true
  }

  unknown(): readonly UnknownOutcome[] {
    return [...this.#followed.values()].flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]))
  }

  #follow(order: Order, sentAt: Millis): FollowedOrder {
    const followed = new FollowedOrder(order, sentAt)
    this.#followed.set(order.clientOrderId, followed)
    return followed
  }

  #ownerOf(trade: VenueTrade): FollowedOrder | undefined {
    if (trade.clientOrderId !== undefined) return this.#followed.get(trade.clientOrderId)
    return [...this.#followed.values()].find(
      ({ order, venueOrderId }) => venueOrderId === trade.venueOrderId && order.instrument === trade.instrument,
    )
  }

  async #place(followed: FollowedOrder): Promise<void> {
    // Nothing is reported while the caller is still at it.
    await Promise.resolve()
    const outcome = await this.#options.requests.place(followed.order)
    if (this.#options.signal.aborted) return
    if (outcome.kind !== 'placed') {
      this.#unplaced(followed, outcome)
      return
    }
    followed.learn(outcome.order)
    for (const trade of outcome.trades) this.#reports.fill(followed, trade)
    this.#settle(followed)
  }

  async #placePair(pair: readonly [FollowedOrder, FollowedOrder]): Promise<void> {
    await Promise.resolve()
    const outcome = await this.#options.requests.placePair([pair[0].order, pair[1].order])
    if (this.#options.signal.aborted) return
    if (outcome.kind === 'placed') for (const [index, row] of outcome.orders.entries()) pair[index]?.learn(row)
    for (const one of pair) {
      if (outcome.kind === 'placed') this.#settle(one)
      else this.#unplaced(one, outcome)
    }
  }

  #unplaced(followed: FollowedOrder, outcome: Unplaced): void {
    if (outcome.kind === 'unknown') {
      followed.sentAt = outcome.sentAt
      if (!followed.existed) this.#reports.doubt(followed, outcome.reason)
      this.#askFor(followed)
      return
    }
    const reason = outcome.kind === 'unsent' ? `never sent: ${outcome.reason}` : outcome.reason
    // The stream knows better than an answer that says no.
    if (followed.mustExist) this.#askFor(followed)
    else this.#finish(followed, { state: 'rejected', reason, believedAbsent: true })
  }

  async #never(followed: FollowedOrder, reason: string): Promise<void> {
    await Promise.resolve()
    this.#finish(followed, { state: 'rejected', reason, believedAbsent: true })
  }

  async #cancel(followed: FollowedOrder): Promise<void> {
    await this.#placedOrLate(followed)
    if (followed.ended || this.#options.signal.aborted) return
    if (await this.#sendCancel(followed)) this.#settle(followed)
    else this.#askFor(followed)
  }

  /** The order's answer, if it does not keep a cancel waiting: what the venue may have is cancelled, answer or not. */
  async #placedOrLate({ placing, existed }: FollowedOrder): Promise<void> {
    if (placing === undefined || existed) return
    const { clock, signal } = this.#options
    const answered = new AbortController()
    await Promise.race([placing, pause(clock, CANCEL_PATIENCE, AbortSignal.any([signal, answered.signal]))])
    answered.abort()
  }

  /** True when the venue confirmed it. */
  async #sendCancel(followed: FollowedOrder): Promise<boolean> {
    followed.cancelsSent += 1
    const outcome = await this.#options.requests.cancel(followed.order)
    if (this.#options.signal.aborted) return false
    const partner = followed.partner?.ended === false ? followed.partner : undefined
    if (outcome.kind === 'unconfirmed') {
      this.#reports.doubt(followed, `the cancel is not confirmed: ${outcome.reason}`)
      if (partner !== undefined) this.#askFor(partner)
      return false
    }
    followed.wantsCancel = false
    followed.learn(outcome.order)
    if (partner === undefined) return true
    // Its end is in the answer, or has to be asked for.
    if (outcome.paired?.clientOrderId !== partner.order.clientOrderId) this.#askFor(partner)
    else this.onOrder(outcome.paired)
    return true
  }

  #askFor(followed: FollowedOrder): void {
    followed.mustAsk = true
    this.#keepAsking(followed, 0)
  }

  #keepAsking(followed: FollowedOrder, delay: number): void {
    followed.asking ??= this.#asking(followed, delay).finally(() => {
      followed.asking = undefined
    })
  }

  async #asking(followed: FollowedOrder, delay: number): Promise<void> {
    const { clock, signal } = this.#options
    await followed.placing
    await pause(clock, delay, signal)
    for (let attempt = 0; !signal.aborted && (followed.mustAsk || followed.lacksFills); attempt += 1) {
      if (attempt > 0) await pause(clock, this.#untilNextQuestion(followed, attempt), signal)
      if (!signal.aborted) await this.#question(followed)
    }
  }

  /** A pause that grows; but the moment from which an absence counts is not slept through, nor is the next question after it. */
  #untilNextQuestion({ sentAt, existed, absences }: FollowedOrder, attempt: number): number {
    const { clock, random, askEvery, arrivesWithin } = this.#options
    const grown = backoffDelay(attempt - 1, random, { base: askEvery, max: LONGEST_PAUSE })
    if (existed) return grown
    if (absences > 0) return Math.min(grown, askEvery)
    const left = sentAt + arrivesWithin + 1 - clock.now()
    return left > 0 ? Math.min(grown, left) : grown
  }

  async #question(followed: FollowedOrder): Promise<void> {
    const { requests, clock, signal } = this.#options
    const found = await requests.find(followed.order)
    if (signal.aborted) return
    const answer = found.kind === 'found' ? `${found.order.state}, ${String(found.order.venueOrderId)}` : found.reason
    followed.note({ at: clock.now(), answer })
    if (found.kind === 'absent') this.#absent(followed, found.reason)
    else if (found.kind === 'failed') {
      if (followed.told === 'nothing') this.#reports.doubt(followed, found.reason)
    } else {
      followed.learn(found.order)
      const works = found.order.state === 'working'
      if (!works || followed.cancelsSent >= MOST_CANCELS) followed.wantsCancel = false
      if (followed.wantsCancel && !(await this.#sendCancel(followed))) return
      await this.#fetchFills(followed)
      if (followed.lacksFills || followed.wantsCancel || signal.aborted) return
      followed.mustAsk = false
      this.#settle(followed)
    }
  }

  async #fetchFills(followed: FollowedOrder): Promise<void> {
    const { venueOrderId, order } = followed
    if (!followed.lacksFills || venueOrderId === undefined) return
    const trades = await this.#options.requests.tradesOf(order, venueOrderId)
    for (const trade of trades ?? []) this.#reports.fill(followed, trade)
  }

  #absent(followed: FollowedOrder, reason: string): void {
    // Its request is on its way: the answer to that counts.
    if (followed.placing !== undefined) return
    if (followed.ended) {
      followed.mustAsk = false
      return
    }
    // The stream may have spoken while the question was on its way, and what once was there does not become nothing.
    if (followed.mustExist) {
      const had = followed.existed ? 'had this order and does not know it now' : 'has the other of this pair and not this one'
      this.#reports.doubt(followed, `the venue ${had}: ${reason}`)
      return
    }
    if (followed.told === 'nothing') this.#reports.doubt(followed, reason)
    if (this.#options.clock.now() <= millis(followed.sentAt + this.#options.arrivesWithin)) return
    followed.absences += 1
    // Neither of a pair is given up while the other might still turn up.
    const { partner } = followed
    const pair = partner === undefined || partner.ended ? [followed] : [followed, partner]
    const early = pair.filter(({ absences }) => absences < ABSENCES)
    for (const one of early) this.#askFor(one)
    if (early.length > 0) return
    for (const one of pair) this.#finish(one, { state: 'rejected', reason: 'never arrived', believedAbsent: true })
  }

  /** Says what is known, as far as it is complete. */
  #settle(followed: FollowedOrder): void {
    if (!followed.existed || this.#options.signal.aborted) return
    if (!followed.ended && followed.told === 'nothing' && followed.end?.state !== 'rejected') this.#reports.accept(followed)
    this.#mindPartner(followed)
    if (followed.lacksFills) {
      // The rest may be on its way by the stream.
      this.#keepAsking(followed, this.#options.askEvery)
      return
    }
    if (followed.ended) return
    if (followed.end !== undefined) this.#finish(followed, followed.end)
    else if (followed.told === 'unknown' && !followed.wantsCancel) {
      followed.mustAsk = false
      this.#reports.accept(followed)
    }
  }

  /** What has traded or ended has ended the other of its pair: unless the stream tells soon, the venue is asked. */
  #mindPartner({ partner, end, executed }: FollowedOrder): void {
    if (partner === undefined || partner.ended || partner.end !== undefined) return
    if (end === undefined && executed === ZERO_QUANTITY) return
    partner.mustAsk = true
    this.#keepAsking(partner, this.#options.askEvery)
  }

  #finish(followed: FollowedOrder, end: End): void {
    if (!this.#reports.finish(followed, end)) return
    this.#ended.push(followed.order.clientOrderId)
    const oldest = this.#ended.length > MOST_ENDED ? this.#ended.shift() : undefined
    if (oldest !== undefined) this.#followed.delete(oldest)
  }

  #stray(followed: FollowedOrder, row: VenueOrder): void {
    this.#options.logger.error('an order that was taken for absent works at the venue; it is cancelled', {
      order: followed.order.id,
    })
    this.#options.onStray(row)
    followed.wantsCancel = true
    followed.cancelsSent = 0
    this.#askFor(followed)
  }
}

function joinAsPair(a: FollowedOrder, b: FollowedOrder): void {
  a.partner = b
  b.partner = a
}
