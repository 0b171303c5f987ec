import type { CaptureRecord } from '../../adapters/captures/index.ts'

/** One way of handling frames. */
export interface Contender {
  handle(frame: CaptureRecord): void
  /** The update id its book has reached, to prove that it did the work; absent where it keeps none. */
  sequence?(): number
}

type Side = readonly (readonly [string, string])[]

interface Depth {
  readonly e?: string
  readonly u?: number
  readonly b?: Side
  readonly a?: Side
  readonly lastUpdateId?: number
  readonly bids?: Side
  readonly asks?: Side
}

/** Reading the text and nothing else: what no handler built on JSON.parse can beat. */
export const createJsonParse = (): Contender => ({
  handle: ({ text }) => {
    JSON.parse(text)
  },
})

/** The shortest honest book: doubles in sorted arrays, no checks of any kind. */
export function createBareBook(): Contender {
  const bids: [number, number][] = []
  const asks: [number, number][] = []
  let sequence = 0
  return {
    handle: ({ text }) => {
      const message = JSON.parse(text) as { readonly data?: Depth } & Depth
      const data = message.data ?? message
      if (data.lastUpdateId !== undefined) {
        bids.length = 0
        asks.length = 0
        sequence = data.lastUpdateId
        update(bids, data.bids ?? [], -1)
        update(asks, data.asks ?? [], 1)
      } else if (data.e === 'depthUpdate' && (data.u ?? 0) > sequence) {
        sequence = data.u ?? 0
        update(bids, data.b ?? [], -1)
        update(asks, data.a ?? [], 1)
      }
    },
    sequence: () => sequence,
  }
}

function update(side: [number, number][], changes: Side, direction: 1 | -1): void {
  for (const [priceText, sizeText] of changes) {
    const price = Number(priceText)
    const size = Number(sizeText)
    let low = 0
    let high = side.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (((side[middle]?.[0] ?? 0) - price) * direction < 0) low = middle + 1
      else high = middle
    }
    const found = side[low]
    const present = found !== undefined && found[0] === price
    if (size === 0) {
      if (present) side.splice(low, 1)
    } else if (present) found[1] = size
    else side.splice(low, 0, [price, size])
  }
}
