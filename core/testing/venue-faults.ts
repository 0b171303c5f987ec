import fc from 'fast-check'
import { expect } from 'vitest'
import { type BookLevel, formatPrice, formatQuantity, type Gap, millis } from '../domain/index.ts'
import { createMarketPipeline, mapperFor } from '../market-data/index.ts'
import { type Levels, NaiveBook } from './naive-venue-books.ts'
import { syntheticUpdates } from './synthetic-venue.ts'

/** One step of a made-up market, ready to be written in a venue's words. */
export interface WireStep {
  readonly sequence: number
  readonly previous: number
  readonly time: number
  readonly bids: Levels
  readonly asks: Levels
  /** The venue's checksum of the book after the step; 0 where it has none. */
  readonly checksum: number
}

/** How a venue whose snapshots come over the socket would send a step. */
export interface VenueWire {
  readonly exchange: string
  /** Whether updates are numbered; the checksum is all there is otherwise. */
  readonly numbered: boolean
  /** Whether numbers count up by one. */
  readonly contiguous: boolean
  /** Levels a side that the venue tells about. */
  readonly depth: number
  readonly checksum?: (book: NaiveBook) => number
  /** Snapshots come without a checksum. */
  readonly bareSnapshots?: boolean
  /** A checksum of 0, which an empty book has, counts as none. */
  readonly zeroIsNone?: boolean
  /** What the venue says before the first book, if anything. */
  readonly greeting?: string
  snapshot(step: WireStep): string
  delta(step: WireStep): string
}

const FAULTS = ['none', 'none', 'none', 'none', 'drop', 'duplicate', 'swap', 'garble', 'cut', 'flip'] as const
type Fault = (typeof FAULTS)[number]

interface Sent {
  readonly kind: 'snapshot' | 'delta'
  readonly step: WireStep
  readonly text: string
  /** garble: a price is no number; cut: the end is missing. A flipped digit is part of the step. */
  readonly fault: 'none' | 'garble' | 'cut'
}

const show = (levels: readonly BookLevel[]) =>
  levels.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)

const wireLevel = (level: string): [string, string] => {
  const [price, size] = level.split(' ').map(Number)
  return [(price ?? 0).toFixed(2), (size ?? 0).toFixed(3)]
}

/** What the venue tells when its best `depth` levels go from one picture to the next. */
function changes(before: readonly string[], after: readonly string[], depth: number): Levels {
  const old = new Map(before.slice(0, depth).map(wireLevel))
  const now = new Map(after.slice(0, depth).map(wireLevel))
  const whole = new Set(after.map((level) => wireLevel(level)[0]))
  const gone = [...old.keys()].filter((price) => !whole.has(price)).map((price) => [price, '0.000'] as const)
  return [...gone, ...[...now].filter(([price, size]) => old.get(price) !== size)]
}

interface Market {
  readonly deltas: readonly WireStep[]
  readonly pictures: readonly WireStep[]
}

function market(wire: VenueWire, seed: number, count: number): Market {
  const updates = syntheticUpdates(seed, count)
  const deltas: WireStep[] = []
  const pictures: WireStep[] = []
  let previous = wire.contiguous ? 99 : 1_000
  let before: { bids: readonly string[]; asks: readonly string[] } = { bids: [], asks: [] }
  for (const { last, time, after } of updates) {
    const sequence = wire.contiguous ? previous + 1 : last
    const picture = {
      bids: after.bids.slice(0, wire.depth).map(wireLevel),
      asks: after.asks.slice(0, wire.depth).map(wireLevel),
    }
    const book = new NaiveBook()
    book.replace(picture.bids, picture.asks)
    const at = { sequence, previous, time, checksum: wire.checksum?.(book) ?? 0 }
    pictures.push({ ...at, ...picture })
    deltas.push({
      ...at,
      bids: changes(before.bids, after.bids, wire.depth),
      asks: changes(before.asks, after.asks, wire.depth),
    })
    previous = sequence
    before = after
  }
  return { deltas, pictures }
}

const damaged = (text: string, fault: Sent['fault'], step: WireStep): string => {
  const [price] = [...step.bids, ...step.asks][0] ?? ['']
  if (fault === 'cut') return text.slice(0, -2)
  if (fault === 'garble') return text.replace(price, price.replace('.', '..'))
  return text
}

const flip = ([price, size]: Levels[number]): Levels[number] => [
  price,
  size.replace(/\d$/, (digit) => (digit === '7' ? '8' : '7')),
]

/** The step with one digit of one size changed, on whichever side there is one. */
const flipped = (step: WireStep): WireStep => {
  const [bid, ...bids] = step.bids
  const [ask, ...asks] = step.asks
  if (bid !== undefined) return { ...step, bids: [flip(bid), ...bids] }
  return ask === undefined ? step : { ...step, asks: [flip(ask), ...asks] }
}

function send(wire: VenueWire, deltas: readonly WireStep[], faults: readonly Fault[]): Sent[] {
  const out: Sent[] = []
  for (let i = 0; i < deltas.length; i += 1) {
    const step = deltas[i]
    const next = deltas[i + 1]
    const fault = faults[i] ?? 'none'
    if (step === undefined) continue
    const whole: Sent = { kind: 'delta', step, text: wire.delta(step), fault: 'none' }
    const empty = step.bids.length + step.asks.length === 0
    if (fault === 'drop') continue
    if (fault === 'duplicate') out.push(whole, whole)
    else if (fault === 'swap' && next !== undefined) {
      out.push({ kind: 'delta', step: next, text: wire.delta(next), fault: 'none' }, whole)
      i += 1
    } else if (fault === 'cut' || (!empty && fault === 'garble'))
      out.push({ ...whole, text: damaged(whole.text, fault, step), fault })
    // Without a checksum nobody can tell a changed digit.
    else if (fault === 'flip' && wire.checksum !== undefined) {
      const other = flipped(step)
      out.push({ ...whole, step: other, text: wire.delta(other) })
    } else out.push(whole)
  }
  return out
}

/** The same rules as the venue documents them, over naive books: what must be reported, and which book is true. */
class Model {
  readonly book = new NaiveBook()
  readonly gaps: [number, number][] = []
  checksums = { ok: 0, failed: 0 }
  rejected = 0
  live = false
  private started = false
  private end = 0
  private count = 0
  private readonly wire: VenueWire

  constructor(wire: VenueWire) {
    this.wire = wire
  }

  take(sent: Sent): void {
    const { kind, step, fault } = sent
    if (fault === 'cut') this.rejected += 1
    else if (kind === 'snapshot') this.snapshot(step)
    else if (this.live) this.advance(step, fault)
    else if (fault === 'garble') this.rejected += 1
    else this.wait(step)
  }

  private snapshot(step: WireStep): void {
    this.book.replace(step.bids, step.asks)
    this.live = true
    this.started = true
    this.count += 1
    this.end = this.wire.numbered ? step.sequence : this.count
    if (this.isCounted(step) && this.wire.bareSnapshots !== true) this.checksums.ok += 1
  }

  private wait({ sequence, previous }: WireStep): void {
    if (!this.wire.numbered) return
    if (this.started && sequence <= this.end) return
    if (this.started && previous > this.end) this.gaps.push([this.end + 1, previous])
    this.started = true
    this.end = sequence
  }

  private advance(step: WireStep, fault: Sent['fault']): void {
    const { sequence, previous } = step
    if (this.wire.numbered && sequence <= this.end) {
      this.rejected += 1
      return
    }
    if (this.wire.numbered && previous > this.end) {
      if (fault === 'garble') {
        this.rejected += 1
        return
      }
      this.gaps.push([this.end + 1, previous])
      this.end = sequence
      this.live = false
      return
    }
    this.count += 1
    const after = this.wire.numbered ? sequence : this.count
    if (fault === 'garble') {
      this.rejected += 1
      this.gaps.push([this.end + 1, after])
      // An unreadable update is no part of the book, so it does not count where nothing is numbered.
      if (!this.wire.numbered) this.count -= 1
      if (this.wire.numbered) this.end = after
      this.live = false
      return
    }
    this.apply(step, after)
  }

  private apply(step: WireStep, after: number): void {
    this.book.change(step.bids, step.asks)
    this.book.keepBest(this.wire.depth)
    const from = this.end + 1
    this.end = after
    if (this.crossed()) {
      this.gaps.push([from, after])
      this.live = false
      return
    }
    if (!this.isCounted(step)) return
    if (this.wire.checksum?.(this.book) === step.checksum) {
      this.checksums.ok += 1
      return
    }
    this.checksums.failed += 1
    this.rejected += 1
    this.gaps.push([from, after])
    this.live = false
  }

  private isCounted({ checksum }: WireStep): boolean {
    return this.wire.checksum !== undefined && !(this.wire.zeroIsNone === true && checksum === 0)
  }

  private crossed(): boolean {
    const bid = this.book.sorted('bids')[0]
    const ask = this.book.sorted('asks')[0]
    return bid !== undefined && ask !== undefined && Number(bid[0]) >= Number(ask[0])
  }
}

/** Dropped, repeated, exchanged and damaged frames: exactly those are reported, and the next snapshot heals everything. */
export function venueFaultsProperty(wire: VenueWire, numRuns = 200): void {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.array(fc.constantFrom<Fault>(...FAULTS), { minLength: 20, maxLength: 80 }),
      fc.nat(5),
      (seed, faults, snapshotDelay) => {
        const { deltas, pictures } = market(wire, seed, faults.length + 1)
        const model = new Model(wire)
        const gaps: Gap[] = []
        let wanted = -1
        const pipeline = createMarketPipeline({
          mapper: mapperFor(wire.exchange),
          timeframes: [],
          sink: {
            event: (event) => {
              if (event.kind === 'gap' && event.repairedBy === undefined) gaps.push(event)
            },
            bookChanged: () => undefined,
            snapshotNeeded: () => {
              wanted = snapshotDelay
            },
          },
        })
        const push = (text: string, time: number) => pipeline.push({ connection: 'test', text, receivedTime: millis(time + 20) })
        const deliver = (sent: Sent) => {
          push(sent.text, sent.step.time)
          model.take(sent)
          expect(gaps.map(({ startSequence, endSequence }) => [startSequence, endSequence])).toEqual(model.gaps)
          const view = pipeline.books()[0]
          expect(view?.state === 'live').toBe(model.live)
          if (view === undefined || !model.live) return
          const { bids, asks } = view.book.top(1_000)
          expect({ bids: show(bids), asks: show(asks) }).toEqual({ bids: model.book.side('bids'), asks: model.book.side('asks') })
        }
        const subscribe = (step: WireStep) => {
          const picture = pictures.find(({ sequence }) => sequence === step.sequence)
          if (picture !== undefined) deliver({ kind: 'snapshot', step: picture, text: wire.snapshot(picture), fault: 'none' })
        }
        if (wire.greeting !== undefined) push(wire.greeting, pictures[0]?.time ?? 0)
        const first = deltas[0]
        if (first !== undefined) subscribe(first)
        let newest = first
        for (const sent of send(wire, deltas.slice(1), faults)) {
          if (newest === undefined || sent.step.sequence > newest.sequence) newest = sent.step
          deliver(sent)
          if (wanted === 0) subscribe(newest)
          if (wanted >= 0) wanted -= 1
        }
        expect(pipeline.stats().checksums).toEqual(model.checksums)
        expect(pipeline.stats().rejected).toBe(model.rejected)
        if (newest !== undefined) subscribe(newest)
        expect(pipeline.books()[0]?.state).toBe('live')
        const last = pictures.find(({ sequence }) => sequence === newest?.sequence)
        const truth = new NaiveBook()
        truth.replace(last?.bids ?? [], last?.asks ?? [])
        const { bids, asks } = pipeline.books()[0]?.book.top(1_000) ?? { bids: [], asks: [] }
        expect({ bids: show(bids), asks: show(asks) }).toEqual({ bids: truth.side('bids'), asks: truth.side('asks') })
      },
    ),
    { numRuns },
  )
}
