import { type ReactNode, useMemo } from 'react'
import type { ModeRow, ShadowRow } from '../../../core/contract/index.ts'
import { SHADOW_OUTCOMES, type ShadowMeasure, type ShadowOutcome } from '../../../core/domain/index.ts'
import { formatDateTime, formatTime, MISSING } from '../../format/index.ts'
import { openPanel } from '../../shell/layout.ts'
import { useAsked, usePanelState, useRow, useTerminal, useZone } from '../../stores/index.ts'
import { type Column, Loading, PanelContent, PanelMessage, Segments, SideText, Table } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'
import { divergenceText, OUTCOME_WORDS, verdictOf } from './shadow-words.ts'
import { ShadowSummary } from './summary.tsx'

const EVERY = 2_000
const LISTED = 200

const FILTERS = ['all', ...SHADOW_OUTCOMES] as const
type Filter = (typeof FILTERS)[number]
const parseFilter = (kept: unknown): Filter => FILTERS.find((filter) => filter === kept) ?? 'all'
const outcomeOf = (filter: Filter): { readonly outcome?: ShadowOutcome } => (filter === 'all' ? {} : { outcome: filter })

const filled = (side: ShadowRow['paper']): string => (side === undefined ? MISSING : String(Math.round(side.fillRatio * 100)))

const divergence = (
  id: ShadowMeasure,
  title: string,
  more: { readonly width: string; readonly from?: number; readonly hint: string },
): Column<ShadowRow> => ({
  id,
  title,
  align: 'right',
  width: more.width,
  ...(more.from === undefined ? {} : { from: more.from }),
  className: (row) => verdictOf(id, row.divergence[id]),
  hint: (row) => `${more.hint}${row.divergence[id] === undefined ? '' : `: ${String(row.divergence[id])}`}`,
  cell: (row) => divergenceText(id, row.divergence[id]),
})

const columns = (zone: ReturnType<typeof useZone>): readonly Column<ShadowRow>[] => [
  {
    id: 'at',
    title: 'Sent',
    width: '62px',
    className: 'dim',
    hint: ({ submittedAt, clientOrderId }) => `${formatDateTime(submittedAt, zone)}\n${clientOrderId}`,
    cell: ({ submittedAt }) => formatTime(submittedAt, zone),
  },
  { id: 'symbol', title: 'Symbol', width: 'minmax(66px, 1fr)', cell: ({ instrument }) => <SymbolName id={instrument} /> },
  { id: 'side', title: 'Side', width: '52px', cell: ({ side }) => <SideText side={side} /> },
  { id: 'type', title: 'Type', width: '68px', from: 560, className: 'dim', cell: ({ type }) => type },
  {
    id: 'size',
    title: 'Size',
    width: '62px',
    from: 640,
    align: 'right',
    cell: ({ instrument, quantity }) => <SizeText instrument={instrument} value={quantity} />,
  },
  {
    id: 'outcome',
    title: 'Outcome',
    width: '82px',
    hint: ({ outcome, notFollowed, live, paper }) =>
      notFollowed ?? `${OUTCOME_WORDS[outcome]}: live ${live.state}, paper ${paper?.state ?? 'not followed'}`,
    className: ({ outcome }) => (outcome === 'live-only' || outcome === 'paper-only' ? 'differs' : 'dim'),
    cell: ({ outcome }) => OUTCOME_WORDS[outcome],
  },
  {
    id: 'live',
    title: 'Live',
    width: 'minmax(72px, 1fr)',
    from: 480,
    align: 'right',
    cell: ({ instrument, live }) => <PriceText instrument={instrument} value={live.averagePrice} />,
  },
  {
    id: 'paper',
    title: 'Paper',
    width: 'minmax(72px, 1fr)',
    from: 480,
    align: 'right',
    cell: ({ instrument, paper }) => <PriceText instrument={instrument} value={paper?.averagePrice} />,
  },
  divergence('bps', 'bps', { width: '52px', hint: 'Price, live less paper; above zero live was worse' }),
  divergence('acceptMs', 'ms', { width: '46px', hint: 'Until accepted, live less paper; above zero live was slower' }),
  divergence('firstFillMs', 'fill ms', { width: '50px', from: 720, hint: 'Until the first fill, live less paper' }),
  {
    id: 'filled',
    title: 'Filled %',
    width: '72px',
    from: 400,
    align: 'right',
    hint: ({ live, paper }) =>
      `Share filled: live ${String(live.fillRatio)}, paper ${String(paper?.fillRatio ?? 'not followed')}`,
    cell: ({ live, paper }) => `${filled(live)} / ${filled(paper)}`,
  },
]

/** Asked only while there is a live trader to answer. */
function Followed(): ReactNode {
  const { client, workspace } = useTerminal()
  const zone = useZone()
  const [filter, setFilter] = usePanelState('outcome', parseFilter)
  const shown = useMemo(() => columns(zone), [zone])
  const { value, problem } = useAsked(filter, EVERY, () =>
    client.api['trader-live'].shadow({ ...outcomeOf(filter), limit: LISTED }),
  )
  if (problem !== '') return <PanelMessage title="The live trader does not answer">{problem}</PanelMessage>
  if (value === undefined) return <Loading what="the paper twin" />
  if (value === null)
    return (
      <PanelMessage title="Not followed">
        Live orders are not run on paper too: set shadow.enabled in the configuration. Where it is set, the alerts say what went
        wrong. Your live orders do not depend on it.
      </PanelMessage>
    )
  if (filter === 'all' && value.rows.length === 0)
    return (
      <PanelMessage title="No live order yet">
        Each live order of this session is run on paper too, and what differs is listed here: price, time and how much was filled.
      </PanelMessage>
    )
  return (
    <div className="shadow">
      <ShadowSummary summary={value.summary} />
      <div className="shadow-filter">
        <Segments
          label="Outcome"
          options={FILTERS}
          value={filter}
          text={(each) => (each === 'all' ? 'All' : OUTCOME_WORDS[each])}
          onChange={setFilter}
        />
      </div>
      {value.rows.length === 0 ? (
        <PanelMessage title="None of these">No order of this session ended so.</PanelMessage>
      ) : (
        <Table
          label="Live orders beside paper"
          columns={shown}
          rows={value.rows}
          rowKey={({ orderId }) => orderId}
          testId="shadow-orders"
          faded={({ outcome }) => outcome === 'not-followed'}
          onSelect={({ orderId }) => {
            workspace.setState({ storyId: orderId })
            openPanel('why')
          }}
        />
      )}
    </div>
  )
}

const OFF: Readonly<Record<Exclude<ModeRow['live'], 'running'>, string>> = {
  off: 'Paper orders have no twin. The shadow begins with the first live order.',
  starting: 'The live trader is starting.',
  down: 'The live trader is down; it restarts by itself.',
}

/** The live orders of this session beside the same orders on paper. */
export function ShadowPanel(): ReactNode {
  const live = useRow('system.mode', 'all')?.live ?? 'off'
  return (
    <div className="panel" data-testid="shadow">
      <PanelContent topic="system.mode" what="shadow">
        {live === 'running' ? <Followed /> : <PanelMessage title="Only in live">{OFF[live]}</PanelMessage>}
      </PanelContent>
    </div>
  )
}
