import type { CacheRow, ChannelRow, MetricRow } from '../../../core/contract/index.ts'
import { formatAge, formatBytes, formatCount, formatMillis, formatShare, MISSING } from '../../format/index.ts'

export type Tone = '' | 'dim' | 'warn' | 'danger'
export type Metrics = ReadonlyMap<string, MetricRow>

/** One named number, its colour, and what it means. */
export interface Figure {
  readonly id: string
  readonly label: string
  readonly text: string
  readonly tone: Tone
  readonly hint: string
}

/** Beyond the alert, between target and alert, or well; what nobody judges has no colour. */
export function toneOf({ value, threshold }: MetricRow): Tone {
  if (threshold === undefined) return ''
  const { worse, target, alert } = threshold
  const beyond = (limit: number): boolean => (worse === 'above' ? value > limit : value < limit)
  return beyond(alert) ? 'danger' : beyond(target) ? 'warn' : ''
}

type Write = (value: number) => string

const WRITES: Readonly<Record<MetricRow['unit'], Write>> = {
  ms: formatMillis,
  count: formatCount,
  'per-second': formatCount,
  bytes: formatBytes,
  ratio: (value) => formatShare(value, 1),
}

interface FigureSpec {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly write?: Write
  /** Loss: any at all is shown as a warning. */
  readonly none?: true
}

export function figureOf(metrics: Metrics, { name, label, hint, write, none }: FigureSpec): Figure {
  const row = metrics.get(name)
  if (row === undefined) return { id: name, label, text: MISSING, tone: 'dim', hint: `${hint}. Not known yet` }
  const text = write ?? WRITES[row.unit]
  const { threshold } = row
  const limits =
    threshold === undefined
      ? ''
      : `. Target ${threshold.worse === 'above' ? 'at most' : 'at least'} ${text(threshold.target)}, alert ${threshold.worse} ${text(threshold.alert)}`
  const tone = none === true ? (row.value > 0 ? 'warn' : '') : toneOf(row)
  return { id: name, label, text: text(row.value), tone, hint: `${hint}${limits}` }
}

const FEED: readonly FigureSpec[] = [
  { name: 'feed.freshness', label: 'Freshness', hint: 'Median age of the newest message of every stream', write: formatAge },
  { name: 'feed.latency', label: 'Latency', hint: 'Exchange time to receive time, median of the last second' },
  { name: 'feed.rate', label: 'Messages a second', hint: 'Market messages in the last second' },
  { name: 'feed.queue', label: 'Queue', hint: 'Events waiting for the services behind the feed' },
  { name: 'feed.dropped', label: 'Dropped', hint: 'Events lost because they waited too long, since the start', none: true },
  {
    name: 'feed.cache.market',
    label: 'Cache hits',
    hint: "Share of the feed's reads in the last minute that memory answered fresh",
  },
]

const DAY = 86_400_000
const days: Write = (value) =>
  value >= 10_000 ? '> 10,000 d' : value >= 100 ? `${formatCount(value)} d` : formatAge(value * DAY)

const RECORDER: readonly FigureSpec[] = [
  { name: 'recorder.bytes', label: 'Recorded', hint: 'Size of the market database' },
  {
    name: 'recorder.growth.day',
    label: 'Growth a day',
    hint: 'What recording adds in a day at the present rate',
  },
  {
    name: 'recorder.full.days',
    label: 'Full in',
    hint: 'Until the size limit is reached and the oldest data is forgotten; none while it does not grow',
    write: days,
  },
  { name: 'recorder.commit.p95', label: 'Commit p95', hint: 'Time to write a batch to the database, 95th percentile' },
  { name: 'recorder.queue', label: 'Queue', hint: 'Rows waiting to be recorded' },
  { name: 'recorder.dropped', label: 'Dropped', hint: 'Rows lost because the disk did not keep up, since the start', none: true },
  {
    name: 'recorder.cache.market',
    label: 'Cache hits',
    hint: "Share of the recorder's reads in the last minute that memory answered fresh",
  },
]

export const feedFigures = (metrics: Metrics): readonly Figure[] => FEED.map((spec) => figureOf(metrics, spec))
export const recorderFigures = (metrics: Metrics): readonly Figure[] => RECORDER.map((spec) => figureOf(metrics, spec))

/** A venue's rate budget, in its own unit of weight, and its clock; undefined is what is not known. */
export interface VenueHealth {
  readonly exchange: string
  readonly used: number | undefined
  readonly limit: number | undefined
  readonly reserved: number | undefined
  readonly waiting: number | undefined
  /** ms until the venue takes requests again; 0 while it does. */
  readonly closed: number | undefined
  readonly offset: number | undefined
  readonly uncertainty: number | undefined
  readonly offsetLimit: number
  readonly sequenceCheck: boolean
}

/** One row an exchange that streams, by name. */
export function venuesOf(channels: readonly ChannelRow[], metrics: Metrics): readonly VenueHealth[] {
  const byExchange = new Map(channels.map((channel) => [channel.exchange, channel]))
  return [...byExchange.values()]
    .map(({ exchange, clockOffset, clockOffsetLimit, sequenceCheck }) => {
      const value = (name: string): number | undefined => metrics.get(`feed.${name}.${exchange}`)?.value
      return {
        exchange,
        used: value('budget.used'),
        limit: value('budget.limit'),
        reserved: value('budget.reserved'),
        waiting: value('budget.waiting'),
        closed: value('budget.closed'),
        offset: clockOffset ?? undefined,
        uncertainty: clockOffset === null ? undefined : value('clock.uncertainty'),
        offsetLimit: clockOffsetLimit,
        sequenceCheck,
      }
    })
    .sort((a, b) => a.exchange.localeCompare(b.exchange))
}

/** Market data may not spend what is kept back for orders: at that edge it waits. */
export function budgetTone({ used, limit, reserved, waiting, closed }: VenueHealth): Tone {
  if ((closed ?? 0) > 0) return 'danger'
  if ((waiting ?? 0) > 0) return 'warn'
  return used !== undefined && limit !== undefined && used > limit - (reserved ?? 0) ? 'warn' : ''
}

/** Share of all reads that were answered fresh; undefined before the first read. */
export function hitRate({ hits, stale, misses }: CacheRow): number | undefined {
  const reads = hits + stale + misses
  return reads === 0 ? undefined : hits / reads
}
