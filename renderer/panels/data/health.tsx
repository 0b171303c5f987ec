import { type CSSProperties, type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import { formatAge, formatCount, formatMillis, formatOffset, MISSING } from '../../format/index.ts'
import { clockBeyond } from '../../shell/channel-health.ts'
import { useConnection, useRows, useTopicPhase, useTopicStaleAge, useTopicStore } from '../../stores/index.ts'
import { type Column, PanelContent, Table } from '../../ui/index.ts'
import { budgetTone, feedFigures, type Figure, recorderFigures, type VenueHealth, venuesOf } from './health-figures.ts'
import { Memory } from './memory.tsx'
import { SEQUENCE_HINTS } from './streams.tsx'

type MetricTopic = 'feed.metrics' | 'recorder.metrics'
/** Services measure every second. */
const STALE_AFTER = 5_000

/** What is the matter with a service's numbers while the page itself is connected; empty when nothing is. */
function useTrouble(topic: MetricTopic): string {
  const { phase, reason } = useTopicPhase(topic)
  const stale = useTopicStaleAge(topic, '', STALE_AFTER)
  const none = useRows(topic).length === 0
  const connected = useConnection((connection) => connection.phase === 'connected')
  if (!connected) return ''
  if (phase === 'refused') return reason
  if (phase === 'loading' || (phase === 'ready' && none)) return 'no numbers yet'
  if (phase === 'disconnected') return 'down, last known values'
  return stale === undefined ? '' : `stale ${formatAge(stale)}`
}

interface SectionProps {
  readonly topic: MetricTopic
  readonly title: string
  readonly children: ReactNode
}

function Section({ topic, title, children }: SectionProps): ReactNode {
  const trouble = useTrouble(topic)
  return (
    <section className="health-section" aria-label={title} data-faded={trouble !== ''}>
      <h3>
        {title}
        <span className="warn" role="status">
          {trouble}
        </span>
      </h3>
      {children}
    </section>
  )
}

function Figures({ figures }: { readonly figures: readonly Figure[] }): ReactNode {
  return (
    <dl className="health-figures">
      {figures.map(({ id, label, text, tone, hint }) => (
        <div key={id} title={hint} data-testid={id}>
          <dt>{label}</dt>
          <dd className={`num ${tone}`}>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

const share = (part: number | undefined, whole: number | undefined): string =>
  part === undefined || whole === undefined || whole === 0 ? '0%' : `${String(Math.min(100, (part * 100) / whole))}%`

function BudgetBar({ venue }: { readonly venue: VenueHealth }): ReactNode {
  const { used, limit, reserved } = venue
  const style = { '--used': share(used, limit), '--reserved': share(reserved, limit) } as CSSProperties
  return (
    <span className={`budget-bar ${budgetTone(venue)}`} style={style} aria-hidden>
      <i />
      <b />
    </span>
  )
}

const count = (value: number | undefined): string => (value === undefined ? MISSING : formatCount(value))

const waitingText = ({ waiting, closed }: VenueHealth): string =>
  (closed ?? 0) > 0 ? `shut ${formatAge(closed ?? 0)}` : count(waiting)

const beyond = ({ offset, offsetLimit }: VenueHealth): boolean =>
  clockBeyond({ clockOffset: offset ?? null, clockOffsetLimit: offsetLimit })

const venueColumns = (unchecked: boolean): readonly Column<VenueHealth>[] => [
  { id: 'exchange', title: 'Exchange', width: 'minmax(66px, 1fr)', cell: ({ exchange }) => exchange },
  {
    id: 'bar',
    title: 'Rate budget',
    width: 'minmax(70px, 1.6fr)',
    from: 540 + (unchecked ? 50 : 0),
    hint: () => 'Spent of the weight that the venue allows; hatched is what market data must leave to orders',
    cell: (venue) => <BudgetBar venue={venue} />,
  },
  {
    id: 'used',
    title: 'Used / limit',
    width: '98px',
    align: 'right',
    hint: () => 'Request weight spent in the present window, of what the venue allows in it',
    cell: (venue) => (
      <>
        <span className={budgetTone(venue)}>{count(venue.used)}</span>
        <span className="dim"> / {count(venue.limit)}</span>
      </>
    ),
  },
  {
    id: 'reserved',
    title: 'Reserved',
    width: '58px',
    align: 'right',
    hint: () => 'Request weight that market data must leave to orders and cancels',
    cell: ({ reserved }) => count(reserved),
  },
  {
    id: 'waiting',
    title: 'Waiting',
    width: '66px',
    align: 'right',
    hint: ({ closed }) =>
      (closed ?? 0) > 0 ? 'The venue takes no requests for so long: too many were made' : 'Requests that wait for their turn',
    cell: (venue) => (
      <span className={(venue.waiting ?? 0) > 0 || (venue.closed ?? 0) > 0 ? budgetTone(venue) : 'dim'}>
        {waitingText(venue)}
      </span>
    ),
  },
  {
    id: 'clock',
    title: 'Clock',
    width: '70px',
    align: 'right',
    hint: ({ exchange, offsetLimit }) =>
      `${exchange}'s clock minus ours; entries are blocked beyond ${formatMillis(offsetLimit)}`,
    cell: (venue) => <span className={beyond(venue) ? 'danger' : ''}>{formatOffset(venue.offset)}</span>,
  },
  {
    id: 'uncertainty',
    title: '±',
    width: '52px',
    align: 'right',
    className: 'dim',
    hint: () => "How far the clock offset may be off: half the quickest round trip and the grain of the venue's time",
    cell: ({ uncertainty }) => formatMillis(uncertainty),
  },
  {
    id: 'sequence',
    title: 'Sequence',
    width: unchecked ? '106px' : '56px',
    className: ({ sequenceCheck }) => (sequenceCheck ? 'dim' : 'warn'),
    hint: ({ sequenceCheck }) => (sequenceCheck ? SEQUENCE_HINTS.checked : SEQUENCE_HINTS.unchecked),
    cell: ({ sequenceCheck }) => (sequenceCheck ? 'checked' : 'no sequence check'),
  },
]
const ALL_CHECKED = venueColumns(false)
const SOME_UNCHECKED = venueColumns(true)

function Venues(): ReactNode {
  const channels = useRows('market.channels')
  const metrics = useRows('feed.metrics')
  const venues = useMemo(() => venuesOf(channels, new Map(metrics.map((row) => [row.name, row]))), [channels, metrics])
  if (venues.length === 0) return <p className="health-none">No exchange streams yet.</p>
  return (
    <Table
      label="Exchanges"
      testId="venues-table"
      columns={venues.every(({ sequenceCheck }) => sequenceCheck) ? ALL_CHECKED : SOME_UNCHECKED}
      rows={venues}
      rowKey={({ exchange }) => exchange}
    />
  )
}

function Measured({ topic, figures }: { topic: MetricTopic; figures: typeof feedFigures }): ReactNode {
  const state = useStore(useTopicStore(topic))
  // The map stays the same object throughout; the state does not.
  return <Figures figures={useMemo(() => figures(state.rows), [state, figures])} />
}

/** What the data layer knows of itself: venues, feed, recorder and the memories of the services. */
export function Health(): ReactNode {
  return (
    <PanelContent topic="system.services" what="health">
      <div className="health" tabIndex={0} role="region" aria-label="Health of the data" data-testid="health">
        <Section topic="feed.metrics" title="Exchanges">
          <Venues />
        </Section>
        <div className="health-pair">
          <Section topic="feed.metrics" title="Feed">
            <Measured topic="feed.metrics" figures={feedFigures} />
          </Section>
          <Section topic="recorder.metrics" title="Recorder">
            <Measured topic="recorder.metrics" figures={recorderFigures} />
          </Section>
        </div>
        <Memory />
      </div>
    </PanelContent>
  )
}
