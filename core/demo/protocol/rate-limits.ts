import { ApiError, refuse } from '../exchange/api-error.ts'

const MINUTE = 60_000
const TEN_SECONDS = 10_000
const DAY = 86_400_000

/** Counts in fixed windows, as the venue does. */
class Window {
  readonly #length: number
  #index = -1
  used = 0

  constructor(length: number) {
    this.#length = length
  }

  add(amount: number, now: number): number {
    const index = Math.floor(now / this.#length)
    if (index !== this.#index) {
      this.#index = index
      this.used = 0
    }
    this.used += amount
    return this.used
  }

  secondsLeft(now: number): number {
    return Math.ceil((this.#length - (now % this.#length)) / 1000)
  }
}

/** Request weight by minute and orders by ten seconds and day. One client address: this machine. */
export class RateLimits {
  readonly weightLimit: number
  readonly ordersPerTenSeconds: number
  readonly ordersPerDay = 200_000
  readonly #weight = new Window(MINUTE)
  readonly #recentOrders = new Window(TEN_SECONDS)
  readonly #dayOrders = new Window(DAY)

  constructor(weightLimit: number, ordersPerTenSeconds: number) {
    this.weightLimit = weightLimit
    this.ordersPerTenSeconds = ordersPerTenSeconds
  }

  /** Throws -1003 with status 429 when the minute's weight is used up. */
  charge(weight: number, now: number): void {
    if (this.#weight.add(weight, now) > this.weightLimit) throw refuse.tooManyRequests(this.weightLimit)
  }

  /** Throws -1015 when too many orders were sent. */
  countOrders(count: number, now: number): void {
    const recent = this.#recentOrders.add(count, now)
    const today = this.#dayOrders.add(count, now)
    if (recent > this.ordersPerTenSeconds)
      throw new ApiError(
        -1015,
        `Too many new orders; current limit is ${String(this.ordersPerTenSeconds)} orders per 10 SECOND.`,
        429,
      )
    if (today > this.ordersPerDay)
      throw new ApiError(-1015, `Too many new orders; current limit is ${String(this.ordersPerDay)} orders per DAY.`, 429)
  }

  headers(now: number, withOrders: boolean, byOthers = 0): Record<string, string> {
    const weight = String(this.#weight.add(0, now) + byOthers)
    const headers: Record<string, string> = { 'x-mbx-used-weight': weight, 'x-mbx-used-weight-1m': weight }
    if (withOrders) {
      headers['x-mbx-order-count-10s'] = String(this.#recentOrders.add(0, now))
      headers['x-mbx-order-count-1d'] = String(this.#dayOrders.add(0, now))
    }
    return headers
  }

  retryAfter(now: number): string {
    return String(this.#weight.secondsLeft(now))
  }

  /** As exchangeInfo lists them. */
  describe(): Record<string, unknown>[] {
    return [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: this.weightLimit },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: this.ordersPerTenSeconds },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: this.ordersPerDay },
    ]
  }

  /** As a ws-api answer carries them. */
  usage(now: number): Record<string, unknown>[] {
    return [
      {
        rateLimitType: 'REQUEST_WEIGHT',
        interval: 'MINUTE',
        intervalNum: 1,
        limit: this.weightLimit,
        count: this.#weight.add(0, now),
      },
    ]
  }
}
