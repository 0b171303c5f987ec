/** The one market of this bench. */
export { btcInstrument as BTC } from '../../testing/trading-harness.ts'

export const BID = 61_837.63
const LEVELS = 20
/** A best level larger than this means: act. */
export const SIGNAL_SIZE = 50

type Level = readonly [string, string]
export type Lean = 'buy' | 'sell'

const level = (at: number, size: number): Level => [at.toFixed(8), size.toFixed(8)]

/** Size leans to one side of the book: bids for buy, asks for sell. */
function leaning(
  lean: Lean | undefined,
  depth: number,
  turn: number,
): { readonly b: readonly Level[]; readonly a: readonly Level[] } {
  const size = (side: Lean, index: number): number => (lean === side ? SIGNAL_SIZE + 10 : 1) + ((index * 7 + turn) % 10) / 100
  return {
    b: Array.from({ length: depth }, (_, index) => level(BID - index * 0.01, size('buy', index))),
    a: Array.from({ length: depth }, (_, index) => level(BID + 0.01 + index * 0.01, size('sell', index))),
  }
}

/** Frames as Binance's combined spot stream writes them, field by field like the recorded ones, with sequences that chain. */
export class FrameSource {
  #update = 50_093_239_188
  #trade = 3_735_683_258

  /** The text of the REST depth reply. */
  snapshot(): string {
    const { b, a } = leaning(undefined, 500, 0)
    return JSON.stringify({ lastUpdateId: this.#update, bids: b, asks: a })
  }

  depth(now: number, turn: number, lean?: Lean): string {
    const first = this.#update + 1
    this.#update += 14
    const { b, a } = leaning(lean, lean === undefined ? 3 : LEVELS, turn)
    // Far levels move all the time and decide nothing: a quiet update must not undo the lean of the last one.
    const far = (levels: readonly Level[], by: number): readonly Level[] =>
      levels.map(([at, size]) => [(Number(at) + by).toFixed(8), size])
    const changes = lean === undefined ? { b: far(b, -30), a: far(a, 30) } : { b, a }
    return JSON.stringify({
      stream: 'btcusdt@depth@100ms',
      data: { e: 'depthUpdate', E: now, s: 'BTCUSDT', U: first, u: this.#update, ...changes },
    })
  }

  trade(now: number, turn: number): string {
    this.#trade += 1
    const buyer = turn % 2 === 0
    const p = (buyer ? BID : BID + 0.01).toFixed(8)
    const data = { e: 'trade', E: now, s: 'BTCUSDT', t: this.#trade, p, q: '0.02000000', T: now, m: buyer, M: true }
    return JSON.stringify({ stream: 'btcusdt@trade', data })
  }
}
