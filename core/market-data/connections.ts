import type { Channel, Millis } from '../domain/index.ts'
import type { MarketTrack } from './market-track.ts'

/** What the number of a frame says about the frames before it on its connection. */
export type FrameVerdict = 'next' | 'repeated' | 'gap'

interface Connection {
  last: number
  readonly markets: Map<MarketTrack, Set<Channel>>
}

/**
 * Connections whose frames are numbered across all channels. A hole may have held anything, so
 * every book and tape that came over the connection has lost its trust.
 */
export class NumberedConnections {
  gaps = 0
  private readonly connections = new Map<string, Connection>()

  /** Takes the number of a frame; tells each market of the connection when numbers before it are missing. */
  observe(name: string, sequence: number, receivedTime: Millis): FrameVerdict {
    const known = this.connections.get(name)
    if (known === undefined) {
      this.connections.set(name, { last: sequence, markets: new Map() })
      return 'next'
    }
    const last = known.last
    // Numbers that begin again are a new connection that nobody announced; its books come anew.
    if (sequence === 0 && last > 0) {
      this.forget(name)
      return this.observe(name, sequence, receivedTime)
    }
    if (sequence <= last) return 'repeated'
    known.last = sequence
    if (sequence === last + 1) return 'next'
    this.gaps += 1
    const missing = { start: last + 1, end: sequence - 1 }
    for (const [track, channels] of known.markets)
      for (const channel of channels) track.missedFrames(channel, missing, receivedTime)
    return 'gap'
  }

  /** Remembers what the connection carries; only for numbered ones. */
  carries(name: string, track: MarketTrack, channel: Channel): void {
    if (this.connections.size === 0) return
    const connection = this.connections.get(name)
    if (connection === undefined) return
    const channels = connection.markets.get(track)
    if (channels === undefined) connection.markets.set(track, new Set([channel]))
    else channels.add(channel)
  }

  /** The connection broke: the next one under its name counts anew. */
  forget(name: string): void {
    this.connections.delete(name)
  }
}
