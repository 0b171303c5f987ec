import type { ClockReading, Instrument, InstrumentId, MarketEvent, Millis } from '../../domain/index.ts'
import type { Port } from '../runtime/index.ts'
import { OverflowGaps } from './overflow-gaps.ts'

/** What flows from feed to the services behind it. Domain values; bigints survive structured clone. */
export type MarketMessage =
  | { readonly type: 'instruments'; readonly instruments: readonly Instrument[] }
  | { readonly type: 'clock'; readonly reading: ClockReading }
  | { readonly type: 'events'; readonly batch: number; readonly events: readonly MarketEvent[] }

/**
 * Kinds of traffic. facts: trades, gaps, closed bars. pictures: quotes and forming bars. books: each change
 * of a live book. samples: what is recorded of books and trades on the sampling grid. backfill: trades fetched
 * later, which are for the record and must move nothing that is live.
 */
export type MarketFlow = 'facts' | 'pictures' | 'books' | 'samples' | 'backfill'

/** What each service behind the feed is sent; the rest never crosses to it. */
export const MARKET_INTERESTS = {
  strategy: ['facts', 'pictures', 'books'],
  trader: ['facts', 'pictures', 'books'],
  'trader-live': ['facts', 'pictures', 'books'],
  recorder: ['facts', 'samples', 'backfill'],
} as const satisfies Record<string, readonly MarketFlow[]>

interface Ack {
  readonly type: 'ack'
  readonly batch: number
}

/** How far the one-minute bars of a market were recorded before this start: the end of the newest. */
export interface RecordedUntil {
  readonly instrument: InstrumentId
  readonly until: Millis
}

interface Recorded {
  readonly type: 'recorded'
  readonly markets: readonly RecordedUntil[]
}

export const sendRecorded = (port: Port, markets: readonly RecordedUntil[]): void => {
  const message: Recorded = { type: 'recorded', markets }
  port.send(message)
}

/** Batches a consumer may have unanswered before books and quotes are conflated. */
export const WINDOW = 64
/** Facts that may not be merged wait here for a slow consumer; beyond it the oldest trades are lost, counted, and told as gaps. */
export const BACKLOG = 50_000
/** Samples that wait for a slow recorder; beyond it the oldest are lost and counted. */
export const SAMPLE_BACKLOG = 2_000

export interface MarketOutlet {
  instruments(list: readonly Instrument[]): void
  clock(reading: ClockReading): void
  /** A fact or picture as it happens; a book is one change of it. */
  send(event: MarketEvent): void
  /** The same for what belongs together, such as all that one frame led to: one message instead of many. */
  sendAll(events: readonly MarketEvent[]): void
  /** The samples of one instant. */
  sample(events: readonly MarketEvent[]): void
  /** Whether it takes such traffic, so that none is made for nobody. */
  wants(flow: MarketFlow): boolean
  /** received = delivered + conflated + dropped + waiting; the gaps that tell of what was dropped are not counted. */
  counts(): { readonly delivered: number; readonly conflated: number; readonly dropped: number; readonly waiting: number }
}

function flowOf(event: MarketEvent): MarketFlow {
  if (event.kind === 'book-snapshot' || event.kind === 'book-delta') return 'books'
  if (event.kind === 'quote' || (event.kind === 'candle' && !event.closed)) return 'pictures'
  if (event.kind === 'trade' && event.backfilled === true) return 'backfill'
  return event.kind === 'book-bins' || event.kind === 'metrics' ? 'samples' : 'facts'
}

/** The sending end, with credit: a slow consumer costs bounded memory and sees the newest picture. */
export function marketOutlet(
  port: Port,
  interest: readonly MarketFlow[],
  recorded?: (markets: readonly RecordedUntil[]) => void,
): MarketOutlet {
  let batch = 0
  let acked = 0
  let open = true
  const totals = { delivered: 0, conflated: 0, dropped: 0 }
  let facts: MarketEvent[] = []
  const overflow = new OverflowGaps()
  let samples: MarketEvent[] = []
  const latest = new Map<string, MarketEvent>()
  const latestKey = (event: MarketEvent): string | undefined =>
    event.kind === 'book-snapshot' || event.kind === 'quote' || (event.kind === 'candle' && !event.closed)
      ? `${event.kind}|${event.instrument}|${event.kind === 'candle' ? event.timeframe : ''}`
      : undefined
  /** A picture that a fact makes wrong must not arrive after it: a forming bar after its close, a book after its gap. */
  const overtake = (fact: MarketEvent): void => {
    if (fact.kind === 'candle') {
      const key = `candle|${fact.instrument}|${fact.timeframe}`
      const forming = latest.get(key)
      if (forming?.kind !== 'candle' || forming.openTime > fact.openTime) return
      latest.delete(key)
      totals.conflated += 1
    } else if (fact.kind === 'gap' && fact.channel === 'book' && fact.repairedBy === undefined) {
      if (latest.delete(`book-snapshot|${fact.instrument}|`)) totals.conflated += 1
    }
  }
  const post = (events: readonly MarketEvent[]): void => {
    batch += 1
    totals.delivered += events.length
    // What was dropped is older than all that waited.
    const message: MarketMessage = { type: 'events', batch, events: [...overflow.take(), ...events] }
    port.send(message)
  }
  const hold = (event: MarketEvent): void => {
    const key = latestKey(event)
    if (key !== undefined) {
      if (latest.has(key)) totals.conflated += 1
      latest.set(key, event)
      return
    }
    overtake(event)
    facts.push(event)
    if (facts.length > BACKLOG) {
      // Gaps and closed bars are few and tell what is missing, so trades go first.
      const oldestTrade = facts.findIndex(({ kind }) => kind === 'trade')
      for (const dropped of facts.splice(Math.max(0, oldestTrade), 1)) overflow.add(dropped)
      totals.dropped += 1
    }
  }
  const waiting = (): number => facts.length + samples.length + latest.size
  const release = (): void => {
    if (batch - acked >= WINDOW || waiting() === 0) return
    const events = [...facts, ...samples, ...latest.values()]
    facts = []
    samples = []
    latest.clear()
    post(events)
  }
  const sendAll = (events: readonly MarketEvent[]): void => {
    const wanted = open ? events.filter((event) => interest.includes(flowOf(event))) : []
    if (wanted.length === 0) return
    if (batch - acked >= WINDOW || waiting() > 0) {
      for (const event of wanted) hold(event)
      release()
    } else post(wanted)
  }
  port.listen((message) => {
    const answer = message as Ack | Recorded
    if (answer.type === 'recorded') {
      recorded?.(answer.markets)
      return
    }
    acked = Math.max(acked, answer.batch)
    release()
  })
  port.onClose(() => {
    open = false
  })
  return {
    instruments(list) {
      const message: MarketMessage = { type: 'instruments', instruments: list }
      if (open) port.send(message)
    },
    clock(reading) {
      const message: MarketMessage = { type: 'clock', reading }
      if (open) port.send(message)
    },
    send(event) {
      sendAll([event])
    },
    sendAll,
    sample(events) {
      if (!open || !interest.includes('samples')) return
      samples.push(...events)
      const lost = Math.max(0, samples.length - SAMPLE_BACKLOG)
      samples.splice(0, lost)
      totals.dropped += lost
      release()
    },
    wants: (flow) => open && interest.includes(flow),
    counts: () => ({ ...totals, waiting: waiting() }),
  }
}

export interface MarketInlet {
  instruments(list: readonly Instrument[]): void
  /** The venue's clock was measured. */
  clock?(reading: ClockReading): void
  event(event: MarketEvent): void
}

/** The receiving end: hands over each fact in order and gives the credit back. */
export function marketInlet(port: Port, inlet: MarketInlet): void {
  port.listen((raw) => {
    const message = raw as MarketMessage
    if (message.type === 'instruments') {
      inlet.instruments(message.instruments)
      return
    }
    if (message.type === 'clock') {
      inlet.clock?.(message.reading)
      return
    }
    try {
      for (const event of message.events) inlet.event(event)
    } finally {
      const ack: Ack = { type: 'ack', batch: message.batch }
      port.send(ack)
    }
  })
}
