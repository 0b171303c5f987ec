import { ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GapRow } from '../../../core/contract/index.ts'
import {
  formatAge,
  formatDateTime,
  formatTimeMillis,
  gapCause,
  gapMissing,
  gapRepair,
  gapState,
  type Zone,
} from '../../format/index.ts'
import { useZone } from '../../stores/index.ts'
import { type Column, Loading, PanelContent, PanelMessage, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'

const TONES = { open: 'bad', partial: 'bad', repaired: 'ok' } as const

function State({ gap }: { readonly gap: GapRow }): ReactNode {
  const state = gapState(gap)
  return (
    <span className={state === 'repaired' ? 'inline dim' : 'inline'}>
      <i className={`dot ${TONES[state]}`} /> {state}
    </span>
  )
}

const columns = (zone: Zone): readonly Column<GapRow>[] => [
  { id: 'state', title: 'State', width: '72px', cell: (gap) => <State gap={gap} /> },
  {
    id: 'at',
    title: 'From',
    width: '84px',
    hint: ({ startTime, endTime }) => `${formatDateTime(startTime, zone)} to ${formatDateTime(endTime, zone)}`,
    cell: ({ startTime }) => formatTimeMillis(startTime, zone),
  },
  {
    id: 'span',
    title: 'For',
    width: '62px',
    align: 'right',
    from: 400,
    // A cut that lasts has no end yet.
    cell: ({ startTime, endTime, repairedBy }) =>
      startTime === endTime && repairedBy === undefined ? '–' : formatAge(endTime - startTime),
  },
  { id: 'symbol', title: 'Symbol', width: 'minmax(70px, 1fr)', cell: (gap) => <SymbolName id={gap.instrument} /> },
  { id: 'missing', title: 'Missing', width: 'minmax(74px, 1fr)', align: 'right', cell: gapMissing },
  { id: 'cause', title: 'Cause', width: 'minmax(90px, 1.2fr)', from: 480, cell: ({ cause }) => gapCause(cause) },
  {
    id: 'repair',
    title: 'Repair',
    width: 'minmax(96px, 1.2fr)',
    className: (gap) => (gapState(gap) === 'repaired' ? 'dim' : 'warn'),
    cell: gapRepair,
  },
]

/** Holes in the data, the newest first and the open ones before all others. */
export function GapList({ gaps }: { readonly gaps: readonly GapRow[] | undefined }): ReactNode {
  const zone = useZone()
  if (gaps === undefined) return <Loading what="gaps" />
  const rank = (gap: GapRow): number => (gapState(gap) === 'repaired' ? 1 : 0)
  const rows = [...gaps].sort((a, b) => rank(a) - rank(b) || b.endTime - a.endTime)
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage icon={<ShieldCheck size={18} strokeWidth={1.5} aria-hidden />} title="No gaps">
        Nothing that the venues sent is known to be missing.
      </PanelMessage>
    )
  return (
    <PanelContent topic="market.gaps" what="gaps" empty={empty}>
      <Table
        label="Gaps in the data"
        testId="gaps-table"
        columns={columns(zone)}
        rows={rows}
        rowKey={({ id }) => id}
        faded={(gap) => gapState(gap) === 'repaired'}
      />
    </PanelContent>
  )
}
