import type { ChannelRow } from '../../core/contract/index.ts'
import { formatAge } from '../format/index.ts'

export interface ChannelHealth {
  readonly channel: string
  readonly tone: 'ok' | 'warn' | 'bad' | 'none'
  readonly text: string
}

/** A stream counts as connected only while its newest message is within the stream's own limit. */
export const isSilent = (row: ChannelRow, now: number): boolean => now - row.lastReceivedAt > row.limit

/** The venue's clock and ours are further apart than entries are allowed with. */
export const clockBeyond = ({ clockOffset, clockOffsetLimit }: Pick<ChannelRow, 'clockOffset' | 'clockOffsetLimit'>): boolean =>
  clockOffset !== null && Math.abs(clockOffset) > clockOffsetLimit

/** A row of the venue whose clock is furthest from ours; undefined before one was measured. */
export const worstClock = (rows: readonly ChannelRow[]): ChannelRow | undefined =>
  rows
    .filter(({ clockOffset }) => clockOffset !== null)
    .sort((a, b) => Math.abs(b.clockOffset ?? 0) - Math.abs(a.clockOffset ?? 0))[0]

/** One verdict per kind of channel: all streams speak, some are silent, or all are. */
export function channelHealth(rows: readonly ChannelRow[], now: number): readonly ChannelHealth[] {
  const byChannel = new Map<string, ChannelRow[]>()
  for (const row of rows) {
    const list = byChannel.get(row.channel)
    if (list === undefined) byChannel.set(row.channel, [row])
    else list.push(row)
  }
  return [...byChannel].map(([channel, list]) => {
    const silent = list.filter((row) => isSilent(row, now))
    const tone = silent.length === 0 ? 'ok' : silent.length === list.length ? 'bad' : 'warn'
    const worst = silent.map((row) => `${row.instrument} silent for ${formatAge(now - row.lastReceivedAt)}`).join(', ')
    return {
      channel,
      tone,
      text: silent.length === 0 ? `${channel}: all ${String(list.length)} streams speak` : `${channel}: ${worst}`,
    }
  })
}

export interface VenueStreams {
  readonly exchange: string
  readonly channels: readonly ChannelHealth[]
}

/** The same for each venue of its own, by name: one that is down must not hide behind one that speaks. */
export const venueStreams = (rows: readonly ChannelRow[], now: number): readonly VenueStreams[] =>
  [...new Set(rows.map(({ exchange }) => exchange))].sort().map((exchange) => ({
    exchange,
    channels: channelHealth(
      rows.filter((row) => row.exchange === exchange),
      now,
    ),
  }))
