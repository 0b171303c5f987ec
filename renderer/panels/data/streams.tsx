import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { ChannelRow } from '../../../core/contract/index.ts'
import { formatAge, formatCount, formatLimit, formatMillis, formatOffset, MISSING } from '../../format/index.ts'
import { clockBeyond, isSilent } from '../../shell/channel-health.ts'
import { useNow, useRows, useTerminal } from '../../stores/index.ts'
import { type Column, PanelContent, PanelMessage, Table } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { followRates, rateKey, type Rates } from './message-rates.ts'

const RatesContext = createContext<Rates>(new Map())

function useRates(): Rates {
  const terminal = useTerminal()
  const [rates, setRates] = useState<Rates>(new Map())
  useEffect(() => followRates(terminal, setRates), [terminal])
  return rates
}

function State({ row }: { readonly row: ChannelRow }): ReactNode {
  const silent = isSilent(row, useNow(500))
  return (
    <span className="inline">
      <i className={silent ? 'dot bad' : 'dot ok'} /> {silent ? 'silent' : 'live'}
    </span>
  )
}

function Age({ row }: { readonly row: ChannelRow }): ReactNode {
  const now = useNow(500)
  return (
    <>
      <span className={isSilent(row, now) ? 'danger' : ''}>
        {row.lastReceivedAt === 0 ? 'never' : formatAge(now - row.lastReceivedAt)}
      </span>
      <span className="dim"> / {formatLimit(row.limit)}</span>
    </>
  )
}

const bad = (count: number): ReactNode => <span className={count > 0 ? 'warn' : 'dim'}>{formatCount(count)}</span>

const clockHint = ({ exchange, clockOffset, clockOffsetLimit }: ChannelRow): string => {
  const limit = `entries are blocked beyond ${formatMillis(clockOffsetLimit)}`
  return clockOffset === null ? `${exchange}'s clock was not measured; ${limit}` : `${exchange}'s clock minus ours; ${limit}`
}

const rejectedHint = ({ exchange, channel, rejectedByReason = {} }: ChannelRow): string =>
  [
    `Messages of the ${channel} connection to ${exchange} refused as wrong; its markets share it`,
    ...Object.entries(rejectedByReason)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${formatCount(count)}: ${reason}`),
  ].join('\n')

function Rate({ row }: { readonly row: ChannelRow }): ReactNode {
  const rate = useContext(RatesContext).get(rateKey(row))
  return rate === undefined ? MISSING : rate.toFixed(1)
}

export const SEQUENCE_HINTS = {
  checked: 'Updates are numbered or summed: a lost one is noticed and repaired',
  unchecked: 'Nothing numbers or sums the updates of this venue: a lost one goes unnoticed',
} as const

/** A check that is missing is spelled out; where every venue has one, its column needs less room. */
const columnsFor = (unchecked: boolean): readonly Column<ChannelRow>[] => {
  const more = unchecked ? 50 : 0
  return [
    {
      id: 'state',
      title: 'State',
      width: '58px',
      hint: (row) => `Live while messages come within ${formatLimit(row.limit)}`,
      cell: (row) => <State row={row} />,
    },
    { id: 'symbol', title: 'Symbol', width: 'minmax(66px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
    { id: 'channel', title: 'Channel', width: '56px', cell: (row) => row.channel },
    {
      id: 'age',
      title: 'Silent / limit',
      width: '104px',
      align: 'right',
      hint: (row) => `Time since the newest message; counts as silent beyond ${formatLimit(row.limit)}`,
      cell: (row) => <Age row={row} />,
    },
    {
      id: 'sequence',
      title: 'Sequence',
      width: unchecked ? '106px' : '56px',
      className: (row) => (row.sequenceCheck ? 'dim' : 'warn'),
      hint: (row) => (row.sequenceCheck ? SEQUENCE_HINTS.checked : SEQUENCE_HINTS.unchecked),
      cell: (row) => (row.sequenceCheck ? 'checked' : 'no sequence check'),
    },
    {
      id: 'clock',
      title: 'Clock',
      width: '66px',
      align: 'right',
      hint: clockHint,
      cell: (row) => <span className={clockBeyond(row) ? 'danger' : ''}>{formatOffset(row.clockOffset)}</span>,
    },
    {
      id: 'latency',
      title: 'Latency',
      width: '54px',
      from: 598 + more,
      align: 'right',
      hint: () => 'Receive time minus exchange time of the newest trade',
      cell: (row) => formatMillis(row.latency),
    },
    {
      id: 'rate',
      title: 'A second',
      width: '58px',
      from: 656 + more,
      align: 'right',
      hint: () => 'Messages a second over the last ten seconds',
      cell: (row) => <Rate row={row} />,
    },
    {
      id: 'messages',
      title: 'Messages',
      width: '72px',
      from: 728 + more,
      align: 'right',
      hint: () => 'Messages since the start of the feed',
      cell: (row) => formatCount(row.messages),
    },
    {
      id: 'rejected',
      title: 'Rejected',
      width: '52px',
      align: 'right',
      hint: rejectedHint,
      cell: (row) => bad(row.rejected),
    },
    {
      id: 'gaps',
      title: 'Gaps',
      width: '38px',
      align: 'right',
      hint: () => 'Holes found in the data of this market since the start; the Gaps tab lists them',
      cell: (row) => bad(row.gaps),
    },
    {
      id: 'resyncs',
      title: 'Resyncs',
      width: '48px',
      from: 544 + more,
      align: 'right',
      hint: () => 'Times the book of this market was built anew',
      cell: (row) => bad(row.resyncs),
    },
  ]
}

const ALL_CHECKED = columnsFor(false)
const SOME_UNCHECKED = columnsFor(true)

/** Every stream with what is known of its quality. */
export function Streams(): ReactNode {
  const all = useRows('market.channels')
  const rates = useRates()
  const rows = useMemo(
    () => [...all].sort((a, b) => a.instrument.localeCompare(b.instrument) || a.channel.localeCompare(b.channel)),
    [all],
  )
  const empty = rows.length > 0 ? undefined : <PanelMessage title="No streams yet">The feed is still subscribing.</PanelMessage>
  return (
    <PanelContent topic="market.channels" what="streams" empty={empty}>
      <RatesContext value={rates}>
        <Table
          label="Data quality"
          testId="channels-table"
          columns={rows.every(({ sequenceCheck }) => sequenceCheck) ? ALL_CHECKED : SOME_UNCHECKED}
          rows={rows}
          rowKey={rateKey}
        />
      </RatesContext>
    </PanelContent>
  )
}
