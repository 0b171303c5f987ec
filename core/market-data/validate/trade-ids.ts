/** What a trade id says about the ids before it. */
export type TradeIdVerdict =
  | { readonly type: 'next' }
  | { readonly type: 'duplicate' }
  /** Ids in between never came (yet). */
  | { readonly type: 'gap'; readonly start: number; readonly end: number }
  /** Came after its successor; it was reported missing before. */
  | { readonly type: 'late' }

const NEXT: TradeIdVerdict = { type: 'next' }
const DUPLICATE: TradeIdVerdict = { type: 'duplicate' }
const LATE: TradeIdVerdict = { type: 'late' }

/** Recognises repeats, holes and stragglers in one series of trade ids, with bounded memory. */
export interface TradeIds {
  see(id: string): TradeIdVerdict
}

const REMEMBERED_IDS = 4_096
const REMEMBERED_HOLES = 64

/** Ids without order: only a repeat can be told, among the newest. */
function unorderedIds(): TradeIds {
  const recent = new Set<string>()
  return {
    see: (id) => {
      if (recent.has(id)) return DUPLICATE
      recent.add(id)
      if (recent.size > REMEMBERED_IDS)
        for (const oldest of recent) {
          recent.delete(oldest)
          break
        }
      return NEXT
    },
  }
}

/** Ids that count up by one: whatever is not after the last and not in a known hole was seen before. */
class CountedIds implements TradeIds {
  private last = -1
  private holes: { readonly start: number; readonly end: number }[] = []

  see(id: string): TradeIdVerdict {
    const number = Number(id)
    const last = this.last
    if (number <= last) return this.fill(number) ? LATE : DUPLICATE
    this.last = number
    if (last < 0 || number === last + 1) return NEXT
    const hole = { start: last + 1, end: number - 1 }
    this.holes.push(hole)
    if (this.holes.length > REMEMBERED_HOLES) this.holes.shift()
    return { type: 'gap', ...hole }
  }

  private fill(number: number): boolean {
    const hole = this.holes.find(({ start, end }) => start <= number && number <= end)
    if (hole === undefined) return false
    const rest = [
      { start: hole.start, end: number - 1 },
      { start: number + 1, end: hole.end },
    ].filter(({ start, end }) => start <= end)
    this.holes = [...this.holes.filter((other) => other !== hole), ...rest]
    return true
  }
}

export const createTradeIds = (contiguous: boolean): TradeIds => (contiguous ? new CountedIds() : unorderedIds())
