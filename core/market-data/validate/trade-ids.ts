import { Holes, type IdRange } from './holes.ts'

/** What a trade id says about the ids before it. */
export type TradeIdVerdict =
  | { readonly type: 'next' }
  | { readonly type: 'duplicate' }
  /** Ids in between never came (yet). */
  | ({ readonly type: 'gap' } & IdRange)
  /** Came after its successor; it was reported missing before. */
  | { readonly type: 'late' }

const NEXT: TradeIdVerdict = { type: 'next' }
const DUPLICATE: TradeIdVerdict = { type: 'duplicate' }
const LATE: TradeIdVerdict = { type: 'late' }

/** Recognises repeats, holes and stragglers in one series of trade ids, with bounded memory. */
export interface TradeIds {
  /** Whether a jump in the ids is a loss. */
  readonly numbered: boolean
  see(id: string): TradeIdVerdict
  /** Takes an id fetched after its time; true when it was missing. Numbers past the newest are not: the stream brings them. */
  recover(id: string): boolean
  /** Whether the id was seen, as far as remembered. */
  has(id: string): boolean
  /** What is missing of the numbers remembered as holes, oldest first. */
  missing(): readonly IdRange[]
}

const REMEMBERED_IDS = 4_096
const REMEMBERED_HOLES = 1_024

/** Ids without order: only a repeat can be told, among the newest. */
class UnorderedIds implements TradeIds {
  readonly numbered = false
  private readonly recent = new Set<string>()

  see(id: string): TradeIdVerdict {
    return this.recover(id) ? NEXT : DUPLICATE
  }

  recover(id: string): boolean {
    if (this.recent.has(id)) return false
    this.recent.add(id)
    if (this.recent.size > REMEMBERED_IDS)
      for (const oldest of this.recent) {
        this.recent.delete(oldest)
        break
      }
    return true
  }

  has(id: string): boolean {
    return this.recent.has(id)
  }

  missing(): readonly IdRange[] {
    return []
  }
}

/** Ids that count up by one: whatever is not after the last and not in a known hole was seen before. */
class CountedIds implements TradeIds {
  readonly numbered = true
  private last = -1
  private readonly holes = new Holes(REMEMBERED_HOLES)

  see(id: string): TradeIdVerdict {
    const number = Number(id)
    const last = this.last
    if (number <= last) return this.holes.fill(number) ? LATE : DUPLICATE
    this.last = number
    if (last < 0 || number === last + 1) return NEXT
    const hole = { start: last + 1, end: number - 1 }
    this.holes.add(hole)
    return { type: 'gap', ...hole }
  }

  recover(id: string): boolean {
    const number = Number(id)
    return number <= this.last && this.holes.fill(number)
  }

  has(id: string): boolean {
    const number = Number(id)
    return number <= this.last && !this.holes.has(number)
  }

  missing(): readonly IdRange[] {
    return this.holes.ranges
  }
}

export const createTradeIds = (contiguous: boolean): TradeIds => (contiguous ? new CountedIds() : new UnorderedIds())
