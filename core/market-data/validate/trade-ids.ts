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
const REMEMBERED = 4_096

/** Recognises repeats and holes in one series of trade ids, with bounded memory. */
export class TradeIds {
  private readonly contiguous: boolean
  private readonly recent = new Set<string>()
  private last = -1

  constructor(contiguous: boolean) {
    this.contiguous = contiguous
  }

  see(id: string): TradeIdVerdict {
    if (this.recent.has(id)) return DUPLICATE
    this.recent.add(id)
    if (this.recent.size > REMEMBERED)
      for (const oldest of this.recent) {
        this.recent.delete(oldest)
        break
      }
    if (!this.contiguous) return NEXT
    const number = Number(id)
    const last = this.last
    if (last >= 0 && number <= last) {
      // Anything older than the memory cannot be told from a repeat, and a repeat is the likelier.
      return last - number < REMEMBERED ? LATE : DUPLICATE
    }
    this.last = number
    return last < 0 || number === last + 1 ? NEXT : { type: 'gap', start: last + 1, end: number - 1 }
  }
}
