import { type ReactNode, useState } from 'react'
import {
  type OverrideGroupRow,
  type OverrideRow,
  OVERRIDES_BY,
  type OverridesBy,
  type OverridesRow,
} from '../../../core/contract/index.ts'
import { formatDateTime, formatDecimal, formatTime, MISSING } from '../../format/index.ts'
import { useAsked, useTerminal, useZone } from '../../stores/index.ts'
import { type Column, Loading, PanelMessage, Pnl, Segments, Table } from '../../ui/index.ts'
import { openPanel } from '../../shell/layout.ts'
import { SymbolName } from '../symbol.tsx'

const EVERY = 5_000
/** Signals that are listed; the sums are over all. */
const LISTED = 200

const BY_WORDS: Readonly<Record<OverridesBy, string>> = { strategy: 'Strategy', hour: 'Hour', reason: 'Reason' }

const interval = ({ account }: OverrideGroupRow): string =>
  account.interval === undefined ? MISSING : `${account.interval.low.toFixed(2)} to ${account.interval.high.toFixed(2)}`

const GROUPS: readonly Column<OverrideGroupRow>[] = [
  { id: 'key', title: 'Group', width: 'minmax(96px, 2fr)', hint: ({ key }) => key, cell: ({ key }) => key },
  { id: 'count', title: 'Signals', width: '48px', align: 'right', cell: ({ account }) => account.count },
  {
    id: 'settled',
    title: 'Settled',
    width: '54px',
    from: 500,
    align: 'right',
    className: 'dim',
    hint: () => 'Whose way to stop, target or horizon has ended',
    cell: ({ account }) => account.settled,
  },
  {
    id: 'effect',
    title: 'Effect',
    width: '72px',
    align: 'right',
    hint: ({ account }) => `${account.effect}: what deciding otherwise earned, below zero: cost`,
    cell: ({ account }) => <Pnl value={account.effect} />,
  },
  {
    id: 'interval',
    title: '95 %',
    width: 'minmax(130px, 1fr)',
    from: 380,
    align: 'right',
    className: 'dim',
    hint: () => '95 % interval of the sum; missing for too few signals',
    cell: interval,
  },
  {
    id: 'verdict',
    title: 'Says',
    width: 'minmax(84px, 1fr)',
    from: 300,
    className: 'dim',
    hint: ({ account }) => account.verdict,
    cell: ({ account }) => account.verdict,
  },
]

const wasOf = (row: OverrideRow): string | undefined => row.counterfactual?.pnl ?? row.alone?.pnl

const signalColumns = (zone: ReturnType<typeof useZone>): readonly Column<OverrideRow>[] => [
  {
    id: 'at',
    title: 'Time',
    width: '68px',
    className: 'dim',
    hint: ({ at }) => formatDateTime(at, zone),
    cell: ({ at }) => formatTime(at, zone),
  },
  { id: 'symbol', title: 'Symbol', width: '70px', cell: ({ instrument }) => <SymbolName id={instrument} /> },
  { id: 'outcome', title: 'Decided', width: 'minmax(62px, 1fr)', cell: ({ outcome }) => outcome },
  {
    id: 'reason',
    title: 'Reason',
    width: 'minmax(70px, 2fr)',
    from: 460,
    className: 'dim',
    hint: ({ reason }) => reason,
    cell: ({ reason }) => (reason === '' ? MISSING : reason),
  },
  { id: 'real', title: 'Was', width: '76px', align: 'right', from: 380, cell: ({ real }) => <Pnl value={real?.pnl} /> },
  {
    id: 'would',
    title: 'Would be',
    width: '62px',
    from: 330,
    align: 'right',
    hint: (row) => row.unfollowed ?? (row.counterfactual === undefined ? 'By itself: the account could not take it too' : ''),
    cell: (row) => <Pnl value={wasOf(row)} />,
  },
  { id: 'effect', title: 'Effect', width: '62px', align: 'right', cell: (row) => <Pnl value={row.effect ?? row.aloneEffect} /> },
]

function Body({
  row,
  by,
  onBy,
}: {
  readonly row: OverridesRow
  readonly by: OverridesBy
  readonly onBy: (by: OverridesBy) => void
}): ReactNode {
  const { workspace } = useTerminal()
  const zone = useZone()
  const { comparison, overrides, fewest } = row
  return (
    <div className="overrides">
      <div className="overrides-head">
        <span title="What was decided otherwise than the signals said, against what would have been">
          <span className="dim">Your overrides</span> <Pnl value={overrides.account.effect} />{' '}
          <span className="dim">
            {comparison.currency}, {interval(overrides)}; {overrides.account.verdict}
          </span>
        </span>
        <span className="grow" />
        <Segments label="Group by" options={OVERRIDES_BY} value={by} text={(option) => BY_WORDS[option]} onChange={onBy} />
      </div>
      <p className="overrides-text dim">
        Since {formatDateTime(comparison.since, zone)}: this account {formatDecimal(comparison.pnl, 2, { sign: true })}, one that
        approved everything {formatDecimal(comparison.counterfactual, 2, { sign: true })}. Fewer than {String(fewest)} settled
        signals say nothing.
      </p>
      <div className="overrides-tables">
        <Table
          label={`Overrides by ${by}`}
          columns={GROUPS}
          rows={row.groups}
          rowKey={({ key }) => key}
          testId="override-groups"
        />
        <Table
          label="Followed signals"
          columns={signalColumns(zone)}
          rows={row.signals}
          rowKey={(each) => `${each.signalId ?? each.instrument} ${String(each.at)}`}
          testId="override-signals"
          onSelect={({ signalId }) => {
            if (signalId === undefined) return
            workspace.setState({ storyId: signalId })
            openPanel('why')
          }}
        />
      </div>
    </div>
  )
}

/** What rejecting, editing and missing signals earned or cost. */
export function OverridesPanel(): ReactNode {
  const { client } = useTerminal()
  const [by, setBy] = useState<OverridesBy>('reason')
  const { value, problem } = useAsked(by, EVERY, () => client.api.trader.overrides({ by, limit: LISTED }))
  return (
    <div className="panel" data-testid="overrides">
      {problem !== '' ? (
        <PanelMessage title="The ledger does not answer">{problem}</PanelMessage>
      ) : value === undefined ? (
        <Loading what="the ledger" />
      ) : value === null ? (
        <PanelMessage title="Not followed">
          The ledger of overrides is off, or its file cannot be written; the log says which.
        </PanelMessage>
      ) : value.signals.length === 0 ? (
        <PanelMessage title="Nothing to compare yet">
          Each signal that is rejected, expires, is blocked or edited is followed on paper to its stop, target or horizon, and set
          against what really was.
        </PanelMessage>
      ) : (
        <Body row={value} by={by} onBy={setBy} />
      )}
    </div>
  )
}
