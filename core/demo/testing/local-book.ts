export interface DepthUpdate {
  readonly U: number
  readonly u: number
  readonly b: readonly (readonly [string, string])[]
  readonly a: readonly (readonly [string, string])[]
}

interface DepthAnswer {
  readonly lastUpdateId: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
}

/** A book kept by the venue's documented rule: snapshot, then chained differences; a hole throws. */
export class LocalBook {
  readonly bids = new Map<string, string>()
  readonly asks = new Map<string, string>()
  lastUpdateId: number
  applied = 0

  constructor(snapshot: DepthAnswer) {
    this.lastUpdateId = snapshot.lastUpdateId
    for (const [price, size] of snapshot.bids) this.bids.set(price, size)
    for (const [price, size] of snapshot.asks) this.asks.set(price, size)
  }

  apply(update: DepthUpdate): void {
    if (update.u <= this.lastUpdateId) return
    const chained = this.applied === 0 ? update.U <= this.lastUpdateId + 1 : update.U === this.lastUpdateId + 1
    if (!chained) throw new Error(`hole: ${String(this.lastUpdateId)} then ${String(update.U)}`)
    for (const [price, size] of update.b) set(this.bids, price, size)
    for (const [price, size] of update.a) set(this.asks, price, size)
    this.lastUpdateId = update.u
    this.applied += 1
  }

  best(count: number): { bids: [string, string][]; asks: [string, string][] } {
    const sorted = (side: Map<string, string>, sign: number) =>
      [...side].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, count)
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) }
  }

  isCrossed(): boolean {
    let bid = 0
    let ask = Number.POSITIVE_INFINITY
    for (const price of this.bids.keys()) bid = Math.max(bid, Number(price))
    for (const price of this.asks.keys()) ask = Math.min(ask, Number(price))
    return bid >= ask
  }
}

function set(side: Map<string, string>, price: string, size: string): void {
  if (Number(size) === 0) side.delete(price)
  else side.set(price, size)
}
