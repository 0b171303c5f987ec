import { type Channel, FRESHNESS, type InstrumentId, type Millis } from '../../domain/index.ts'

/** live: within its tier; stale: older; down: silent so long, or cut off, that the stream must be restored. */
export type FreshnessState = 'live' | 'stale' | 'down'

export interface Freshness {
  readonly instrument: InstrumentId
  readonly channel: Channel
  readonly state: FreshnessState
  /** Milliseconds since the last message; null before the first. */
  readonly age: number | null
}

/** How old, in ms, a channel's newest message may be. Trades and candles have no tier: quiet markets have none for minutes. */
export const CHANNEL_FRESHNESS: Readonly<Record<Channel, number>> = {
  ticker: FRESHNESS.price,
  book: FRESHNESS.book,
  trades: 60_000,
  candles: 90_000,
}
/** Down after so many tiers of silence, but not before this many ms. */
const DOWN_TIERS = 6
const DOWN_AT_LEAST = 15_000

interface Watched {
  readonly instrument: InstrumentId
  readonly channel: Channel
  last: Millis | null
  connection: string
  cut: boolean
  state: FreshnessState
}

type Channels = Record<Channel, Watched | null>

const noChannels = (): Channels => ({ ticker: null, book: null, trades: null, candles: null })

/** By a name known beforehand, which is faster than by one that is looked up: each message asks. */
function watchedOf(channels: Channels, channel: Channel): Watched | null {
  if (channel === 'book') return channels.book
  if (channel === 'ticker') return channels.ticker
  return channel === 'trades' ? channels.trades : channels.candles
}

/** Last message of every channel of every market, and what its age means. */
export class FreshnessTracker {
  private readonly watched = new Map<InstrumentId, Channels>()
  /** The same, one after another. */
  private readonly all: Watched[] = []
  private readonly changed: (freshness: Freshness) => void
  /** Of the market that was touched last, as one message touches several of its channels. */
  private lastMarket: InstrumentId | null = null
  private lastChannels: Channels = noChannels()

  constructor(changed: (freshness: Freshness) => void) {
    this.changed = changed
  }

  /** A message came over this connection; the channel is live again. */
  touch(instrument: InstrumentId, channel: Channel, connection: string, receivedTime: Millis): void {
    const channels = this.channelsOf(instrument)
    let watched = watchedOf(channels, channel)
    if (watched === null) {
      watched = { instrument, channel, connection, last: null, cut: false, state: 'down' }
      channels[channel] = watched
      this.all.push(watched)
    }
    watched.last = receivedTime
    watched.connection = connection
    watched.cut = false
    if (watched.state !== 'live') this.move(watched, receivedTime)
  }

  /** A connection broke: all it carried is down until it speaks again. */
  cut(connection: string, now: Millis): void {
    for (const watched of this.all)
      if (watched.connection === connection) {
        watched.cut = true
        this.move(watched, now)
      }
  }

  /** Every age is in doubt: all is down until it speaks again. */
  cutAll(now: Millis): void {
    for (const watched of this.all) {
      watched.cut = true
      // By which clock it was stamped nobody knows any more.
      watched.last = null
      this.move(watched, now)
    }
  }

  tick(now: Millis): void {
    for (const watched of this.all) this.move(watched, now)
  }

  of(instrument: InstrumentId, channel: Channel, now: Millis): Freshness {
    const watched = this.find(instrument, channel)
    if (watched === undefined) return { instrument, channel, state: 'down', age: null }
    return { instrument, channel, state: stateOf(watched, now), age: ageOf(watched, now) }
  }

  list(now: Millis): readonly Freshness[] {
    return this.all.map(({ instrument, channel }) => this.of(instrument, channel, now))
  }

  private find(instrument: InstrumentId, channel: Channel): Watched | undefined {
    const channels = this.watched.get(instrument)
    return channels === undefined ? undefined : (watchedOf(channels, channel) ?? undefined)
  }

  private channelsOf(instrument: InstrumentId): Channels {
    if (this.lastMarket === instrument) return this.lastChannels
    const channels = this.watched.get(instrument) ?? noChannels()
    this.watched.set(instrument, channels)
    this.lastMarket = instrument
    this.lastChannels = channels
    return channels
  }

  private move(watched: Watched, now: Millis): void {
    const state = stateOf(watched, now)
    if (state === watched.state) return
    watched.state = state
    this.changed({ instrument: watched.instrument, channel: watched.channel, state, age: ageOf(watched, now) })
  }
}

const ageOf = (watched: Watched, now: Millis): number | null => (watched.last === null ? null : Math.max(0, now - watched.last))

function stateOf(watched: Watched, now: Millis): FreshnessState {
  const age = ageOf(watched, now)
  if (age === null || watched.cut) return 'down'
  const tier = CHANNEL_FRESHNESS[watched.channel]
  if (age <= tier) return 'live'
  return age > Math.max(DOWN_AT_LEAST, tier * DOWN_TIERS) ? 'down' : 'stale'
}
