import type { Millis } from '../../domain/index.ts'

export interface BadRateOptions {
  /** Length of the window, ms. */
  readonly window: number
  /** Share of bad messages above which the alert is on. */
  readonly threshold: number
  /** Fewer messages than this in the window never alert. */
  readonly minimum: number
}

export const DEFAULT_BAD_RATE: BadRateOptions = { window: 60_000, threshold: 0.1, minimum: 20 }

const BUCKETS = 12

/** The share of bad messages over a sliding window, in twelve buckets. */
export class BadRate {
  /** Whether the share is above the threshold now. */
  alert = false
  private readonly options: BadRateOptions
  private readonly bucketLength: number
  private readonly good = new Array<number>(BUCKETS).fill(0)
  private readonly bad = new Array<number>(BUCKETS).fill(0)
  private bucket = -1
  /** When it ends. */
  private bucketEnd = Number.NEGATIVE_INFINITY

  constructor(options: BadRateOptions = DEFAULT_BAD_RATE) {
    this.options = options
    this.bucketLength = options.window / BUCKETS
  }

  /** Counts one message; true when the alert has just gone on or off. */
  count(isBad: boolean, receivedTime: Millis): boolean {
    // Most messages fall into the bucket of the one before.
    const left = this.bucketEnd - receivedTime
    if (left <= 0 || left > this.bucketLength) {
      const bucket = Math.floor(receivedTime / this.bucketLength)
      this.advance(bucket)
      this.bucketEnd = (bucket + 1) * this.bucketLength
    }
    const slots = isBad ? this.bad : this.good
    const slot = this.bucket % BUCKETS
    slots[slot] = (slots[slot] ?? 0) + 1
    if (!isBad && !this.alert) return false
    const { bad, total } = this.sums()
    const alert = total >= this.options.minimum && bad > total * this.options.threshold
    const changed = alert !== this.alert
    this.alert = alert
    return changed
  }

  /** Share of bad messages in the window, 0 when there were none. */
  get share(): number {
    const { bad, total } = this.sums()
    return total === 0 ? 0 : bad / total
  }

  private sums(): { readonly bad: number; readonly total: number } {
    let bad = 0
    let total = 0
    for (let i = 0; i < BUCKETS; i += 1) {
      bad += this.bad[i] ?? 0
      total += (this.bad[i] ?? 0) + (this.good[i] ?? 0)
    }
    return { bad, total }
  }

  private advance(bucket: number): void {
    if (bucket <= this.bucket && bucket >= this.bucket - 1) return
    // The clock was set back: what is known belongs to times that come again.
    if (bucket < this.bucket) this.bucket = bucket - BUCKETS
    const from = Math.max(this.bucket + 1, bucket - BUCKETS + 1)
    for (let b = from; b <= bucket; b += 1) {
      this.good[b % BUCKETS] = 0
      this.bad[b % BUCKETS] = 0
    }
    this.bucket = bucket
  }
}
