import type { ChannelRow } from '../../contract/index.ts'
import type { Channel, MarketEvent } from '../../domain/index.ts'
import { CHANNEL_FRESHNESS, type Freshness } from '../../market-data/index.ts'

interface Counts extends Record<Channel, number> {
  latency: number
  resyncs: number
}

const KINDS: Partial<Record<MarketEvent['kind'], Exclude<keyof Counts, 'latency'>>> = {
  trade: 'trades',
  quote: 'ticker',
  candle: 'candles',
}

/** A venue that sends ever new nonsense must not make the row grow. */
const MOST_REASONS = 8
const OTHER_REASONS = 'other'

/** What is the same for every channel of a venue, and the gaps of the market. */
type VenueFacts = Pick<ChannelRow, 'exchange' | 'sequenceCheck' | 'clockOffset' | 'clockOffsetLimit' | 'gaps'>

/** What came of each market of an exchange, and what was refused on each of its connections. */
export class MarketCounts {
  private readonly markets = new Map<string, Counts>()
  private readonly refusals = new Map<string, Map<string, number>>()

  event(event: MarketEvent): void {
    const counts = this.of(event.instrument)
    const kind = KINDS[event.kind]
    if (kind !== undefined) counts[kind] += 1
    if (event.kind === 'trade') counts.latency = event.receivedTime - event.exchangeTime
  }

  book(instrument: string): void {
    this.of(instrument).book += 1
  }

  resync(instrument: string): void {
    this.of(instrument).resyncs += 1
  }

  refused(connection: string, reason: string): void {
    const byReason = this.refusals.get(connection) ?? new Map<string, number>()
    this.refusals.set(connection, byReason)
    const told = byReason.has(reason) || byReason.size < MOST_REASONS ? reason : OTHER_REASONS
    byReason.set(told, (byReason.get(told) ?? 0) + 1)
  }

  /** `rejected` counts the frames of the channel's connection, which its markets share. */
  row(entry: Freshness, now: number, of: VenueFacts): ChannelRow {
    const counts = this.of(entry.instrument)
    const byReason = this.refusals.get(`${of.exchange}.${entry.channel}`)
    return {
      ...of,
      instrument: entry.instrument,
      channel: entry.channel,
      lastReceivedAt: entry.age === null ? 0 : now - entry.age,
      limit: CHANNEL_FRESHNESS[entry.channel],
      messages: counts[entry.channel],
      rejected: byReason === undefined ? 0 : [...byReason.values()].reduce((sum, count) => sum + count, 0),
      ...(byReason === undefined ? {} : { rejectedByReason: Object.fromEntries(byReason) }),
      resyncs: counts.resyncs,
      latency: counts.latency,
    }
  }

  private of(instrument: string): Counts {
    const known = this.markets.get(instrument)
    if (known !== undefined) return known
    const fresh: Counts = { latency: 0, resyncs: 0, trades: 0, ticker: 0, book: 0, candles: 0 }
    this.markets.set(instrument, fresh)
    return fresh
  }
}
