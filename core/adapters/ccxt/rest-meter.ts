import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, Stopwatch } from '../../ports/index.ts'
import type { CcxtExchange } from './ccxt-types.ts'
import type { ClockSample } from './clock-reading.ts'
import type { Priority } from './rate-budget.ts'
import { RateBudget } from './rate-budget.ts'
import { type VenueRate, venueRate } from './rate-limits.ts'

/** How long a venue is left alone that refuses without saying for how long, ms; a ban (418) lasts two minutes at least. */
const REFUSED = 10_000
const BANNED = 120_000

interface Asking {
  readonly priority: Priority
  sent: number
  roundTrip: number
}

/**
 * Stands between ccxt and the network: every REST request of an exchange object takes its weight from
 * one budget first, and every reply is read for what the venue says about limits.
 */
export class RestMeter {
  readonly budget: RateBudget
  private readonly exchange: CcxtExchange
  private readonly time: Clock & Stopwatch
  private readonly rate: VenueRate
  private readonly asking = new AsyncLocalStorage<Asking>()
  private readonly statuses = new WeakMap<object, number>()

  constructor(exchange: CcxtExchange, time: Clock & Stopwatch, signal: AbortSignal) {
    this.exchange = exchange
    this.time = time
    this.rate = venueRate(exchange)
    this.budget = new RateBudget(time, this.rate)
    exchange.throttle = (cost = 1) => {
      const priority = this.asking.getStore()?.priority ?? 'data'
      // What ccxt thinks heavier than all there is takes all there is.
      const weight = Math.min(cost * this.rate.weightOfCost, this.budget.most(priority))
      return this.budget.take(weight, priority, signal)
    }
    this.watchReplies()
    this.watchTimes()
  }

  /** Runs requests of a priority; market data is the lowest and the default. */
  as<T>(priority: Priority, request: () => Promise<T>): Promise<T> {
    return this.asking.run({ priority, sent: 0, roundTrip: 0 }, request)
  }

  /** Asks for the venue's time. Only the way over the network counts, not the wait for the budget. */
  async askTime(): Promise<ClockSample> {
    const asking: Asking = { priority: 'data', sent: 0, roundTrip: 0 }
    const server: unknown = await this.asking.run(asking, () => this.exchange.fetchTime())
    // ccxt makes nothing of an answer that is empty or of another kind, and hands that on.
    if (typeof server !== 'number' || !Number.isFinite(server)) throw new Error('the venue told no time')
    return { server, sent: asking.sent, roundTrip: asking.roundTrip }
  }

  /** Whether a failed request may succeed when it is made again. */
  readonly mayPass = (error: unknown): boolean => {
    if (typeof error !== 'object' || error === null) return true
    const status = this.statuses.get(error)
    if (status !== undefined && status >= 400 && status < 500) return [408, 418, 425, 429].includes(status)
    return !isOfClass(error, HOPELESS)
  }

  private watchReplies(): void {
    const original = this.exchange.handleRestResponse.bind(this.exchange)
    this.exchange.handleRestResponse = async (response, ...rest) => {
      const headers = lowerCased(this.exchange.getResponseHeaders(response))
      const { usedHeader } = this.rate
      const used = usedHeader === undefined ? Number.NaN : Number(headers.get(usedHeader))
      if (used >= 0) this.budget.correct(used)
      const refused = response.status === 429 || response.status === 418
      if (refused)
        this.budget.closeFor(this.retryAfter(headers.get('retry-after')) ?? (response.status === 418 ? BANNED : REFUSED))
      try {
        return await original(response, ...rest)
      } catch (error) {
        if (typeof error === 'object' && error !== null) {
          this.statuses.set(error, response.status)
          // Some venues say so in the body of a reply that is otherwise well.
          if (!refused && isOfClass(error, TOO_MANY)) this.budget.closeFor(REFUSED)
        }
        throw error
      }
    }
  }

  private watchTimes(): void {
    const original = this.exchange.fetch.bind(this.exchange)
    this.exchange.fetch = async (...request) => {
      const asking = this.asking.getStore()
      if (asking === undefined) return await original(...request)
      asking.sent = this.time.now()
      const started = this.time.elapsed()
      try {
        return await original(...request)
      } finally {
        asking.roundTrip = this.time.elapsed() - started
      }
    }
  }

  /** ms, from seconds or a date; undefined when it is neither. */
  private retryAfter(text: string | undefined): number | undefined {
    if (text === undefined) return undefined
    const delay = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - this.time.now()
    return delay > 0 ? delay : undefined
  }
}

/** ccxt's names for refusals that another try does not change, and for too many requests; their subclasses too. */
const HOPELESS = ['BadRequest', 'AuthenticationError', 'ArgumentsRequired', 'NotSupported']
const TOO_MANY = ['RateLimitExceeded', 'DDoSProtection']

function isOfClass(error: object, names: readonly string[]): boolean {
  for (
    let proto: unknown = Object.getPrototypeOf(error);
    typeof proto === 'object' && proto !== null;
    proto = Object.getPrototypeOf(proto)
  )
    if (names.includes(proto.constructor.name)) return true
  return false
}

function lowerCased(headers: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') found.set(name.toLowerCase(), value)
  return found
}
