import type { ChannelRow } from '../../../contract/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../../ports/index.ts'
import type { WriteTallyRows } from '../../../recording/index.ts'

export interface KindTotal {
  readonly rows: number
  readonly bytes: number
  readonly sample?: unknown
}

/** What a collector has written, over all lives of its services. */
export class CollectTotals {
  /** The newest tally of each life of the recorder. */
  readonly #lives = new Map<number, WriteTallyRows>()
  #told = new Map<RecordedKind, KindTotal>()
  /** Refused frames of the feed's earlier lives, and of each connection of this one. */
  #rejectedBefore = 0
  readonly #rejected = new Map<string, number>()

  tally(life: number, tally: WriteTallyRows): void {
    this.#lives.set(life, tally)
  }

  channels(rows: readonly ChannelRow[]): void {
    // Markets share a connection and each tells its count.
    for (const { exchange, channel, rejected } of rows) this.#rejected.set(`${exchange}|${channel}`, rejected)
  }

  feedRestarted(): void {
    this.#rejectedBefore = this.#rejectedNow()
    this.#rejected.clear()
  }

  #rejectedNow(): number {
    return [...this.#rejected.values()].reduce((sum, count) => sum + count, this.#rejectedBefore)
  }

  #total(kind: RecordedKind): KindTotal {
    let [rows, bytes] = [0, 0]
    let sample: unknown
    for (const tally of this.#lives.values()) {
      rows += tally[kind].rows
      bytes += tally[kind].bytes
      sample = tally[kind].sample ?? sample
    }
    return { rows, bytes, ...(sample === undefined ? {} : { sample }) }
  }

  /** Rows and bytes since this was last asked, with the newest sample. */
  sinceLast(): Readonly<Record<RecordedKind, KindTotal>> {
    const before = this.#told
    this.#told = new Map(RECORDED_KINDS.map((kind) => [kind, this.#total(kind)]))
    const fresh = [...this.#told].map(([kind, total]) => {
      const { rows, bytes } = before.get(kind) ?? { rows: 0, bytes: 0 }
      return [kind, { ...total, rows: total.rows - rows, bytes: total.bytes - bytes }] as const
    })
    return Object.fromEntries(fresh) as Record<RecordedKind, KindTotal>
  }

  /** Rows by kind, and what went wrong on the way. */
  summary(): { readonly rows: Readonly<Record<RecordedKind, number>>; readonly gaps: number; readonly rejected: number } {
    const rows = Object.fromEntries(RECORDED_KINDS.map((kind) => [kind, this.#total(kind).rows])) as Record<RecordedKind, number>
    return { rows, gaps: rows.gaps, rejected: this.#rejectedNow() }
  }

  bytes(): number {
    return RECORDED_KINDS.reduce((sum, kind) => sum + this.#total(kind).bytes, 0)
  }
}
