/** One update of a made-up market, and what the whole book is after it. */
export interface SyntheticUpdate {
  readonly first: number
  readonly last: number
  readonly time: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
  /** `price size` best first, all levels. */
  readonly after: { readonly bids: readonly string[]; readonly asks: readonly string[] }
}

/** A small deterministic generator (Park and Miller), so that a failing case repeats from its seed. */
export function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return (state - 1) / 2_147_483_646
  }
}

const show = (levels: ReadonlyMap<number, string>, direction: 1 | -1): string[] =>
  [...levels].sort(([a], [b]) => (a - b) * direction).map(([price, size]) => `${String(price)} ${size}`)

/** A market whose price wanders, with updates that set and remove levels and are never crossed. */
export function syntheticUpdates(seed: number, count: number): readonly SyntheticUpdate[] {
  const random = seeded(seed)
  const bids = new Map<number, string>()
  const asks = new Map<number, string>()
  let middle = 1_000
  let id = 10_000
  const updates: SyntheticUpdate[] = []
  for (let i = 0; i < count; i += 1) {
    middle += Math.round((random() - 0.5) * 6)
    const changed = { bids: [] as [string, string][], asks: [] as [string, string][] }
    for (const price of [...bids.keys()]) if (price >= middle) change(bids, changed.bids, price, '0.000')
    for (const price of [...asks.keys()]) if (price <= middle) change(asks, changed.asks, price, '0.000')
    for (let n = 1 + Math.floor(random() * 6); n > 0; n -= 1) {
      const size = random() < 0.3 && i > 0 ? '0.000' : (random() * 10 + 0.001).toFixed(3)
      const distance = 1 + Math.floor(random() * 20)
      if (random() < 0.5) change(bids, changed.bids, middle - distance, size)
      else change(asks, changed.asks, middle + distance, size)
    }
    const first = id + 1
    id += 1 + Math.floor(random() * 4)
    const after = { bids: show(bids, -1), asks: show(asks, 1) }
    updates.push({ first, last: id, time: 1_700_000_000_000 + i * 100, ...changed, after })
  }
  return updates
}

function change(side: Map<number, string>, changes: [string, string][], price: number, size: string): void {
  changes.push([`${String(price)}.00`, size])
  if (Number(size) === 0) side.delete(price)
  else side.set(price, size.replace(/\.?0+$/, ''))
}

export const depthText = (update: SyntheticUpdate): string =>
  JSON.stringify({
    e: 'depthUpdate',
    E: update.time,
    s: 'BTCUSDT',
    U: update.first,
    u: update.last,
    b: update.bids,
    a: update.asks,
  })

export const snapshotText = (update: SyntheticUpdate): string => {
  const levels = (side: readonly string[]) => side.map((level) => level.split(' '))
  return JSON.stringify({ lastUpdateId: update.last, bids: levels(update.after.bids), asks: levels(update.after.asks) })
}
