import type { ClientOrderId, Order, VenueReport } from '../../domain/index.ts'
import type { Clock, Random, Venue } from '../../ports/index.ts'

export interface FaultyVenueOptions {
  readonly clock: Clock
  readonly random: Random
  /** Share of requests that fail, 0 to 1. May change while it runs. */
  readonly errors: () => number
  /** Until a failure shows, ms. */
  readonly delay: number
  /** From a doubt to the venue's word on it, ms. */
  readonly askAfter: number
}

/**
 * A venue whose requests fail: refused; lost on the way there; or lost on the way back, when the order is there and
 * nobody says so. What is in doubt is asked for by its id, as the adapter of a real venue does; a cancel that is not
 * confirmed is sent again after that, an order never.
 */
export class FaultyVenue implements Venue {
  readonly capabilities: Venue['capabilities']
  requests = 0
  failed = 0
  readonly #inner: Venue
  readonly #options: FaultyVenueOptions
  /** Reports of orders whose answers are lost, until somebody asks. */
  readonly #withheld = new Map<ClientOrderId, VenueReport[]>()
  #listener: (report: VenueReport) => void = () => undefined

  constructor(inner: Venue, options: FaultyVenueOptions) {
    this.#inner = inner
    this.#options = options
    this.capabilities = inner.capabilities
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
    this.#inner.onReport((report) => {
      const withheld = this.#withheld.get(report.clientOrderId)
      if (withheld === undefined) listener(report)
      else withheld.push(report)
    })
  }

  submit(order: Order): void {
    if (!this.#fails()) {
      this.#inner.submit(order)
      return
    }
    const { clock, random, delay, askAfter } = this.#options
    const { clientOrderId } = order
    const fate = Math.floor(random.next() * 3)
    if (fate === 0) {
      clock.after(delay, () => this.#say('rejected', clientOrderId, 'the venue is busy'))
      return
    }
    clock.after(delay, () => this.#say('unknown', clientOrderId, 'no answer'))
    if (fate === 1) {
      clock.after(delay + askAfter, () => this.#say('rejected', clientOrderId, 'never arrived'))
      return
    }
    this.#withheld.set(clientOrderId, [])
    this.#inner.submit(order)
    clock.after(delay + askAfter, () => {
      const reports = this.#withheld.get(clientOrderId) ?? []
      this.#withheld.delete(clientOrderId)
      for (const report of reports) this.#listener(report)
    })
  }

  submitPair(orders: readonly [Order, Order]): void {
    this.#inner.submitPair(orders)
  }

  cancel(id: ClientOrderId): void {
    if (!this.#fails()) {
      this.#inner.cancel(id)
      return
    }
    const { clock, delay, askAfter } = this.#options
    clock.after(delay, () => this.#say('unknown', id, 'the cancel is not confirmed'))
    clock.after(delay + askAfter, () => this.cancel(id))
  }

  query(id: ClientOrderId): void {
    this.#inner.query(id)
  }

  resume(order: Order): void {
    this.#inner.resume(order)
  }

  #say(type: 'rejected' | 'unknown', clientOrderId: ClientOrderId, reason: string): void {
    this.#listener({ type, clientOrderId, reason: `${reason} (injected)`, at: this.#options.clock.now() })
  }

  #fails(): boolean {
    this.requests += 1
    const fails = this.#options.random.next() < this.#options.errors()
    if (fails) this.failed += 1
    return fails
  }
}
