import { crc32 } from 'node:zlib'

/**
 * A second opinion on the books of venues whose snapshots come over the socket, on purpose the
 * simplest thing that can work and nothing of ours: texts in a Map, sorting on demand, zlib's CRC.
 */
export type Levels = readonly (readonly [price: string, size: string, ...rest: unknown[]])[]

export class NaiveBook {
  readonly bids = new Map<string, string>()
  readonly asks = new Map<string, string>()

  replace(bids: Levels, asks: Levels): void {
    this.bids.clear()
    this.asks.clear()
    this.change(bids, asks)
  }

  change(bids: Levels, asks: Levels): void {
    for (const [price, size] of bids) set(this.bids, price, size)
    for (const [price, size] of asks) set(this.asks, price, size)
  }

  keepBest(depth: number): void {
    for (const [price] of this.sorted('bids').slice(depth)) this.bids.delete(price)
    for (const [price] of this.sorted('asks').slice(depth)) this.asks.delete(price)
  }

  sorted(side: 'bids' | 'asks'): [string, string][] {
    const direction = side === 'bids' ? -1 : 1
    return [...this[side]].sort(([a], [b]) => (Number(a) - Number(b)) * direction)
  }

  /** `price size`, numbers without trailing zeros, best first. */
  side(side: 'bids' | 'asks'): string[] {
    return this.sorted(side).map(([price, size]) => `${plain(price)} ${plain(size)}`)
  }

  /** OKX's checksum, signed as the venue sends it. */
  okxChecksum(): number {
    const bids = this.sorted('bids').slice(0, 25)
    const asks = this.sorted('asks').slice(0, 25)
    const parts: string[] = []
    for (let i = 0; i < 25; i += 1) parts.push(...(bids[i] ?? []), ...(asks[i] ?? []))
    return crc32(parts.join(':')) | 0
  }

  /** Kraken's checksum, unsigned. */
  krakenChecksum(): number {
    const digits = (text: string) => text.replace('.', '').replace(/^0+/, '')
    const best = [...this.sorted('asks').slice(0, 10), ...this.sorted('bids').slice(0, 10)]
    return crc32(best.map(([price, size]) => digits(price) + digits(size)).join(''))
  }
}

function set(side: Map<string, string>, price: string, size: string): void {
  if (Number(size) === 0) side.delete(price)
  else side.set(price, size)
}

export const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
