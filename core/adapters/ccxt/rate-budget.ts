import type { Clock, Stopwatch } from '../../ports/index.ts'

/** Who goes first when the budget is short. */
export const PRIORITIES = ['cancel', 'order', 'data'] as const
export type Priority = (typeof PRIORITIES)[number]

/** What a venue allows, in its own unit of weight. */
export interface RateLimit {
  /** Weight that may be spent in any `window`. */
  readonly limit: number
  /** ms */
  readonly window: number
  /** Weight that market data must leave to orders, and that market data and orders must leave to cancels. */
  readonly reserve: { readonly orders: number; readonly cancels: number }
}

/** The state of a budget, for people and metrics. */
export interface BudgetUse {
  /** Spent in the window that ends now. */
  readonly used: number
  readonly limit: number
  /** Kept back from market data. */
  readonly reserved: number
  /** Requests that wait for their turn. */
  readonly waiting: number
  /** ms until the venue takes requests again; 0 while it does. */
  readonly closedFor: number
}

interface Waiting {
  readonly weight: number
  readonly grant: () => void
}

/**
 * The request weight of one venue, shared by all that ask it anything. No window of the given
 * length, wherever it begins, holds more than the limit. First come, first served within a priority;
 * while a higher one waits, a lower one does too. Times are the stopwatch's, so that a clock that is
 * set neither opens nor closes anything.
 */
export class RateBudget {
  private readonly time: Clock & Stopwatch
  private readonly rate: RateLimit
  private readonly caps: Readonly<Record<Priority, number>>
  private readonly queues: Readonly<Record<Priority, Waiting[]>> = { cancel: [], order: [], data: [] }
  private readonly spent: { readonly at: number; readonly weight: number }[] = []
  private sum = 0
  private closedUntil = 0
  private cancelWake: (() => void) | null = null

  /** Throws RangeError when the reserves leave nothing to market data. */
  constructor(time: Clock & Stopwatch, rate: RateLimit) {
    const { limit, reserve } = rate
    this.time = time
    this.rate = rate
    this.caps = { cancel: limit, order: limit - reserve.cancels, data: limit - reserve.cancels - reserve.orders }
    if (this.caps.data <= 0) throw new RangeError('the reserves leave nothing of the rate limit to market data')
  }

  /** The most that one request of a priority may weigh. */
  most(priority: Priority): number {
    return this.caps[priority]
  }

  /**
   * Resolves when `weight` may be spent, which it then is. Rejects with the reason of `signal` when that
   * aborts first, and with RangeError for a weight that could never be granted.
   */
  take(weight: number, priority: Priority, signal?: AbortSignal): Promise<void> {
    const most = this.caps[priority]
    if (!(weight >= 0 && weight <= most))
      return Promise.reject(
        new RangeError(`weight ${String(weight)} is not within 0 and ${String(most)}, all that ${priority} has`),
      )
    if (signal?.aborted === true) return Promise.reject(reasonOf(signal))
    return new Promise((resolve, reject) => {
      const queue = this.queues[priority]
      const waiting: Waiting = {
        weight,
        grant: () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = (): void => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(reasonOf(signal))
        // It may have held up others.
        this.serve()
      }
      signal?.addEventListener('abort', abort, { once: true })
      queue.push(waiting)
      this.serve()
    })
  }

  /** The venue says that so much is used: what we did not know of counts from now on. */
  correct(used: number): void {
    this.forget()
    if (used > this.sum) this.spend(used - this.sum)
  }

  /** The venue takes nothing for so long, ms: not even cancels, which would prolong it. A longer closing holds. */
  closeFor(delay: number): void {
    this.closedUntil = Math.max(this.closedUntil, this.time.elapsed() + delay)
    this.serve()
  }

  use(): BudgetUse {
    this.forget()
    const { limit, reserve } = this.rate
    return {
      used: this.sum,
      limit,
      reserved: reserve.orders + reserve.cancels,
      waiting: PRIORITIES.reduce((total, priority) => total + this.queues[priority].length, 0),
      closedFor: Math.max(0, this.closedUntil - this.time.elapsed()),
    }
  }

  private serve(): void {
    this.cancelWake?.()
    this.cancelWake = null
    for (const priority of PRIORITIES) {
      const queue = this.queues[priority]
      for (let head = queue[0]; head !== undefined; head = queue[0]) {
        const delay = this.delayOf(head.weight, this.caps[priority])
        if (delay > 0) {
          this.cancelWake = this.time.after(delay, () => this.serve())
          return
        }
        queue.shift()
        this.spend(head.weight)
        head.grant()
      }
    }
  }

  /** ms until `weight` more fits under `cap`. */
  private delayOf(weight: number, cap: number): number {
    this.forget()
    const now = this.time.elapsed()
    const closed = Math.max(0, this.closedUntil - now)
    let excess = this.sum + weight - cap
    if (excess <= 0) return closed
    for (const { at, weight: freed } of this.spent) {
      excess -= freed
      if (excess <= 0) return Math.max(closed, at + this.rate.window - now)
    }
    return Math.max(closed, this.rate.window)
  }

  private spend(weight: number): void {
    if (weight === 0) return
    this.spent.push({ at: this.time.elapsed(), weight })
    this.sum += weight
  }

  private forget(): void {
    const over = this.time.elapsed() - this.rate.window
    while (this.spent[0] !== undefined && this.spent[0].at <= over) this.sum -= this.spent.shift()?.weight ?? 0
    // Weights may be fractions, whose sums keep crumbs.
    if (this.spent.length === 0) this.sum = 0
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('given up while waiting for the rate limit')
