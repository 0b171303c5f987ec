import { CircleHelp, Radar, Search, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { changeLossy, formatDecimal, formatPercent } from '../format/index.ts'
import { useReference, useRow, useTerminal } from '../stores/index.ts'
import { ActionKey, toneOf } from '../ui/index.ts'
import { ModeToggle } from './mode/index.ts'
import { SafetyActions } from './safety-actions.tsx'

function Source(): ReactNode {
  const status = useReference((reference) => reference.status)
  return (
    <div className="source" title={status === undefined ? '' : `${status.source}: ${status.sourceNote}`} data-testid="source">
      <b className="clip">{status?.source ?? '–'}</b>
      <span className="clip">{status?.sourceNote ?? ''}</span>
    </div>
  )
}

function Account(): ReactNode {
  const portfolio = useRow('trading.portfolio', 'all')
  const day = formatDecimal(portfolio?.dayPnl, 2, { sign: true })
  const total = changeLossy(portfolio?.startingEquity, portfolio?.equity)
  return (
    <>
      <div className="stat">
        <span className="label">Equity {portfolio?.currency ?? ''}</span>
        <span className="num">
          <span data-testid="equity" title={portfolio?.equity}>
            {formatDecimal(portfolio?.equity, 2)}
          </span>{' '}
          <small className={toneOf(formatPercent(total))}>{formatPercent(total)}</small>
        </span>
      </div>
      <div className="stat">
        <span className="label">Day P&L</span>
        <span className={`num ${toneOf(day)}`} data-testid="day-pnl" title={portfolio?.dayPnl}>
          {day}
        </span>
      </div>
    </>
  )
}

export function TopBar(): ReactNode {
  const terminal = useTerminal()
  return (
    <header className="topbar">
      <div className="wordmark">
        <Radar size={15} aria-hidden />
        SENTINEL
      </div>
      <ModeToggle />
      <Source />
      <div className="grow" />
      <Account />
      <div className="divider" />
      <button
        type="button"
        className="btn"
        data-testid="palette-open"
        onClick={() => {
          terminal.workspace.setState({ palette: true })
        }}
      >
        <Search size={12} aria-hidden />
        <span className="hide-narrow">Search</span> <ActionKey action="palette" />
      </button>
      <button
        type="button"
        className="btn ghost icon"
        aria-label="Settings"
        title="Settings"
        data-testid="settings-open"
        onClick={() => {
          terminal.workspace.setState({ settings: true })
        }}
      >
        <Settings2 size={13} aria-hidden />
      </button>
      <button
        type="button"
        className="btn ghost icon"
        aria-label="Show the keys"
        title="The keys"
        onClick={() => {
          terminal.workspace.setState({ help: true })
        }}
      >
        <CircleHelp size={13} aria-hidden />
      </button>
      <div className="divider" />
      <SafetyActions />
    </header>
  )
}
