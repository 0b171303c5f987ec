import type { Instrument, Millis, Price } from '../../domain/index.ts'
import type { BookDeltaFact, BookSnapshotFact, ChecksumRule, SequenceRule, SequenceVerdict } from '../venues/contract.ts'
import { type LevelProblem, OrderBook } from './order-book.ts'

/**
 * waiting: nothing seen. syncing: updates are buffered until the first snapshot. live: the book
 * is the venue's. resyncing: it was live or holed, and waits for a new snapshot; not to be used.
 */
export type BookState = 'waiting' | 'syncing' | 'live' | 'resyncing'

export interface BookGap {
  readonly startSequence: number
  readonly endSequence: number
  readonly missingCount: number
  /**
   * regression: the venue's numbers fell back, as after its own restart. checksum: the book is not
   * what the venue says it is. unreadable: an update came and could not be used.
   */
  readonly cause: 'sequence' | 'crossed' | 'regression' | 'checksum' | 'unreadable'
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
}

/** What the book tells its owner; it does no I/O itself. */
export interface BookSyncListener {
  /** The live book changed; `topChanged` when the best price or size did. */
  updated(topChanged: boolean): void
  gap(gap: BookGap): void
  /** A fresh snapshot is wanted: a REST one, or a new subscription where snapshots come over the socket. */
  snapshotNeeded(reason: string): void
}

export interface BookSyncCounts {
  updates: number
  snapshots: number
  old: number
  gaps: number
  crossed: number
  resyncs: number
  checksumsOk: number
  checksumsFailed: number
}

/**
 * applied: it is in the book; buffered: kept for the snapshot; old: sent before the snapshot, as
 * every start shows some; repeated: the chain has passed it.
 */
export type DeltaOutcome = 'applied' | 'buffered' | 'old' | 'repeated' | 'gap' | 'checksum' | LevelProblem
export type SnapshotOutcome = 'applied' | 'old' | 'crossed' | 'checksum' | LevelProblem

const MAX_BUFFERED = 5_000
/** So many newer updates in a row with older numbers are a restarted numbering, not repeats. */
const REGRESSION_LIMIT = 3

/** Keeps one market's book equal to the venue's out of snapshots and chained updates. */
export class BookSync {
  readonly book: OrderBook
  readonly counts: BookSyncCounts = {
    updates: 0,
    snapshots: 0,
    old: 0,
    gaps: 0,
    crossed: 0,
    resyncs: 0,
    checksumsOk: 0,
    checksumsFailed: 0,
  }
  state: BookState = 'waiting'
  /** The venue's id of the newest update inside the book; a count of updates where it numbers none. */
  sequence = 0
  exchangeTime = 0 as Millis
  receivedTime = 0 as Millis
  private readonly rule: SequenceRule
  private readonly listener: BookSyncListener
  private buffer: { readonly delta: BookDeltaFact; readonly receivedTime: Millis }[] = []
  private bufferEnd = 0
  private chained = false
  private regressions = 0
  private readonly fromStream: boolean
  private snapshotDepth: number | undefined
  private subscribedDepth: number | undefined
  /** How far the newest snapshot reached; updates tell of changes beyond it, not of what stood there. */
  private snapshotEnd: Partial<Record<'bid' | 'ask', Price>> = {}
  private readonly bookDepths: readonly number[]
  /** The depth to which the newest snapshot was cut, as its length tells. */
  private cutDepth: number | undefined

  constructor(options: {
    readonly rule: SequenceRule
    readonly listener: BookSyncListener
    readonly grid?: Pick<Instrument, 'tickSize' | 'lotSize'>
    readonly snapshots?: 'request' | 'stream'
    readonly bookDepths?: readonly number[]
    readonly checksum?: ChecksumRule
  }) {
    this.rule = options.rule
    this.listener = options.listener
    this.fromStream = options.snapshots === 'stream'
    this.bookDepths = options.bookDepths ?? []
    this.book = new OrderBook(options.grid, options.checksum)
  }

  /** The venue keeps telling about so many levels a side, and about no others. */
  subscribed(depth: number): void {
    this.subscribedDepth = depth
  }

  /** The worst price up to which a side is known whole; undefined where the venue tells every level. */
  wholeTo(side: 'bid' | 'ask'): Price | undefined {
    const depth = this.subscribedDepth ?? this.snapshotDepth ?? this.cutDepth
    if (depth !== undefined && this.book.count(side) >= depth) return this.book.deepest(side)?.price
    return this.snapshotEnd[side]
  }

  /** An update came that could not be read: the book is behind by it. */
  lost(receivedTime: Millis, lastSequence = this.sequence + 1): void {
    if (!this.isLive()) return
    this.stamp(undefined, receivedTime)
    this.emitGap({ start: Math.min(this.sequence + 1, lastSequence), end: lastSequence }, 'unreadable')
    this.bufferEnd = lastSequence
    this.resync('unreadable')
  }

  delta(delta: BookDeltaFact, receivedTime: Millis): DeltaOutcome {
    if (this.state === 'live') return this.advance(delta, receivedTime)
    const problem = this.book.check(delta.bids, delta.asks)
    if (problem !== null) return problem
    if (this.state === 'waiting') {
      this.state = 'syncing'
      this.bufferEnd = delta.lastSequence
      this.listener.snapshotNeeded('start')
    } else if (this.classify(this.bufferEnd, delta) === 'gap') this.reportGap(this.bufferEnd, delta, receivedTime)
    this.keep(delta, receivedTime)
    return 'buffered'
  }

  snapshot(snapshot: BookSnapshotFact, receivedTime: Millis): SnapshotOutcome {
    if (!this.fromStream && this.state === 'live' && snapshot.sequence <= this.sequence) {
      this.counts.old += 1
      return 'old'
    }
    const problem = this.book.replace(snapshot.bids, snapshot.asks)
    if (problem !== null) {
      // The venue has sent the book anew: what is here is no longer what its updates continue.
      if (this.fromStream && this.isLive()) this.resync('unreadable')
      return problem
    }
    this.sequence = snapshot.unnumbered === true ? this.sequence + 1 : snapshot.sequence
    this.snapshotDepth = snapshot.depth
    this.noteReach(snapshot)
    this.stamp(snapshot.exchangeTime, receivedTime)
    this.counts.snapshots += 1
    if (this.fromStream) {
      this.buffer = []
      this.bufferEnd = this.sequence
    }
    if (this.book.crossed) {
      this.counts.crossed += 1
      this.resync('crossed')
      return 'crossed'
    }
    if (!this.checksumHolds(snapshot.checksum)) {
      this.resync('checksum')
      return 'checksum'
    }
    this.state = 'live'
    // In order on one socket nothing older can follow; beside a REST reply it always does.
    this.chained = this.fromStream
    this.regressions = 0
    this.replayBuffer()
    if (this.isLive()) this.listener.updated(true)
    return 'applied'
  }

  /** Distrusts the book from outside (a checksum, a silent stream): it is used again after a snapshot. */
  resync(reason: string): void {
    if (this.state === 'waiting') return
    this.state = 'resyncing'
    this.counts.resyncs += 1
    if (this.bufferEnd < this.sequence) this.bufferEnd = this.sequence
    this.listener.snapshotNeeded(reason)
  }

  private noteReach(snapshot: BookSnapshotFact): void {
    const longest = Math.max(snapshot.bids.length, snapshot.asks.length)
    this.cutDepth = this.bookDepths.includes(longest) ? longest : undefined
    const [bid, ask] = [this.book.deepest('bid')?.price, this.book.deepest('ask')?.price]
    this.snapshotEnd = this.fromStream ? {} : { ...(bid === undefined ? {} : { bid }), ...(ask === undefined ? {} : { ask }) }
  }

  private advance(delta: BookDeltaFact, receivedTime: Millis): DeltaOutcome {
    const verdict = this.classify(this.sequence, delta)
    if (verdict === 'old') return this.repeated(delta, receivedTime)
    if (verdict === 'gap') {
      const problem = this.book.check(delta.bids, delta.asks)
      if (problem !== null) return problem
      this.reportGap(this.sequence, delta, receivedTime)
      this.bufferEnd = this.sequence
      this.keep(delta, receivedTime)
      this.resync('gap')
      return 'gap'
    }
    return this.applyNext(delta, receivedTime)
  }

  private classify(last: number, delta: BookDeltaFact): SequenceVerdict {
    return delta.unnumbered === true ? 'next' : this.rule.classify(last, delta)
  }

  /** Counts and compares the venue's checksum, where it sent one, with the book's. */
  private checksumHolds(expected: number | undefined): boolean {
    if (expected === undefined) return true
    const holds = this.book.checksum() === expected
    if (holds) this.counts.checksumsOk += 1
    else this.counts.checksumsFailed += 1
    return holds
  }

  /** An update whose number the book has passed: a repeat, unless newer ones keep coming with older numbers. */
  private repeated(delta: BookDeltaFact, receivedTime: Millis): DeltaOutcome {
    this.counts.old += 1
    if (!this.chained) return 'old'
    if ((delta.exchangeTime ?? 0) <= this.exchangeTime) return 'repeated'
    this.regressions += 1
    if (this.regressions < REGRESSION_LIMIT) return 'repeated'
    this.stamp(delta.exchangeTime, receivedTime)
    this.emitGap({ start: this.sequence + 1, end: this.sequence + 1 }, 'regression')
    this.sequence = 0
    this.bufferEnd = 0
    this.keep(delta, receivedTime)
    this.resync('regression')
    return 'gap'
  }

  /** Applies a chained update to the live book and checks that the result is a market. */
  private applyNext(delta: BookDeltaFact, receivedTime: Millis): 'applied' | 'checksum' | LevelProblem {
    const { bids, asks } = this.book
    const bidPrice = bids.length > 0 ? bids.price(0) : 0
    const bidSize = bids.length > 0 ? bids.size(0) : 0
    const askPrice = asks.length > 0 ? asks.price(0) : 0
    const askSize = asks.length > 0 ? asks.size(0) : 0
    const problem = this.book.apply(delta.bids, delta.asks)
    const before = this.sequence
    const sequence = delta.unnumbered === true ? before + 1 : delta.lastSequence
    if (problem !== null) {
      if (this.fromStream) this.lost(receivedTime, sequence)
      return problem
    }
    this.sequence = sequence
    // The venue may restart its numbers inside the chain.
    if (sequence < before) this.bufferEnd = sequence
    const depth = this.subscribedDepth ?? this.snapshotDepth
    if (depth !== undefined) this.book.truncate(depth)
    this.stamp(delta.exchangeTime, receivedTime)
    this.counts.updates += 1
    this.chained = true
    this.regressions = 0
    if (this.book.crossed) {
      this.counts.crossed += 1
      this.bufferEnd = this.sequence
      this.emitGap({ start: Math.min(before + 1, sequence), end: sequence }, 'crossed')
      this.resync('crossed')
      return 'applied'
    }
    if (!this.checksumHolds(delta.checksum)) {
      this.bufferEnd = this.sequence
      this.emitGap({ start: Math.min(before + 1, sequence), end: sequence }, 'checksum')
      this.resync('checksum')
      return 'checksum'
    }
    const sameBid = bids.length > 0 && bids.price(0) === bidPrice && bids.size(0) === bidSize
    const sameAsk = asks.length > 0 && asks.price(0) === askPrice && asks.size(0) === askSize
    this.listener.updated(!(sameBid && sameAsk))
    return 'applied'
  }

  private replayBuffer(): void {
    const kept = this.buffer.sort((a, b) => a.delta.firstSequence - b.delta.firstSequence)
    this.buffer = []
    for (const [index, { delta, receivedTime }] of kept.entries()) {
      const verdict = this.classify(this.sequence, delta)
      if (verdict === 'gap') {
        this.buffer = kept.slice(index)
        break
      }
      if (verdict === 'next') this.applyNext(delta, receivedTime)
      if (!this.isLive()) {
        this.buffer = kept.slice(index + 1)
        return
      }
    }
    // Older than updates already seen, or those between were lost: only a newer snapshot can join them.
    if (this.sequence < this.bufferEnd) this.resync('snapshot-too-old')
  }

  private keep(delta: BookDeltaFact, receivedTime: Millis): void {
    if (this.fromStream) {
      // Void when the snapshot comes; only its number counts, so that a hole shows.
      if (this.classify(this.bufferEnd, delta) !== 'old') this.bufferEnd = delta.lastSequence
      return
    }
    this.buffer.push({ delta, receivedTime })
    this.bufferEnd = Math.max(this.bufferEnd, delta.lastSequence)
    if (this.buffer.length > MAX_BUFFERED) this.buffer.splice(0, MAX_BUFFERED / 2)
  }

  private reportGap(last: number, delta: BookDeltaFact, receivedTime: Millis): void {
    this.stamp(delta.exchangeTime, receivedTime)
    this.emitGap(this.rule.missing(last, delta), 'sequence')
  }

  private emitGap(missing: { readonly start: number; readonly end: number }, cause: BookGap['cause']): void {
    this.counts.gaps += 1
    this.listener.gap({
      startSequence: missing.start,
      endSequence: missing.end,
      missingCount: missing.end - missing.start + 1,
      cause,
      exchangeTime: this.exchangeTime,
      receivedTime: this.receivedTime,
    })
  }

  private stamp(exchangeTime: number | undefined, receivedTime: Millis): void {
    this.exchangeTime = (exchangeTime ?? receivedTime) as Millis
    this.receivedTime = receivedTime
  }

  /** A method, so that the type checker does not assume the state across calls that change it. */
  private isLive(): boolean {
    return this.state === 'live'
  }
}
