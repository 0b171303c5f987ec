/**
 * A second opinion on books, on purpose the simplest thing that can work and nothing of ours:
 * text keys in a Map, Binance's published rule, sorting on demand.
 */
export interface NaiveUpdate {
  readonly U: number
  readonly u: number
  readonly pu?: number
  readonly b: readonly (readonly [string, string])[]
  readonly a: readonly (readonly [string, string])[]
}

type Levels = readonly (readonly [string, string])[]

export interface NaiveSnapshot {
  readonly lastUpdateId: number
  readonly bids: Levels
  readonly asks: Levels
}

export class NaiveBinanceBook {
  readonly bids = new Map<string, string>()
  readonly asks = new Map<string, string>()
  sequence = -1
  gaps = 0
  private early: NaiveUpdate[] = []

  snapshot(body: NaiveSnapshot): void {
    for (const [price, size] of body.bids) this.bids.set(price, size)
    for (const [price, size] of body.asks) this.asks.set(price, size)
    this.sequence = body.lastUpdateId
    const early = this.early
    this.early = []
    for (const update of early) this.update(update)
  }

  update(update: NaiveUpdate): void {
    if (this.sequence < 0) {
      this.early.push(update)
      return
    }
    if (update.u <= this.sequence) return
    if ((update.pu ?? update.U - 1) > this.sequence) this.gaps += 1
    for (const [price, size] of update.b) set(this.bids, price, size)
    for (const [price, size] of update.a) set(this.asks, price, size)
    this.sequence = update.u
  }

  /** `price size`, numbers without trailing zeros, best first. */
  side(side: 'bids' | 'asks', count: number): string[] {
    const direction = side === 'bids' ? -1 : 1
    return [...this[side]]
      .sort(([a], [b]) => (Number(a) - Number(b)) * direction)
      .slice(0, count)
      .map(([price, size]) => `${plain(price)} ${plain(size)}`)
  }
}

function set(side: Map<string, string>, price: string, size: string): void {
  if (Number(size) === 0) side.delete(price)
  else side.set(price, size)
}

const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
