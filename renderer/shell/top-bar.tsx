import { CircleHelp, Keyboard, Radar, Search, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { changeLossy, formatDecimal, formatPercent } from '../format/index.ts'
import { useReference, useRow, useTerminal, useWorkspace } from '../stores/index.ts'
import { toneOf } from '../ui/index.ts'
import { cancelAll, flattenAll, kill, toggleTradingKeys } from './actions.ts'
import { chooseLayout, layouts } from './layout.ts'
import { SHIPPED } from './layout-plans.ts'
import { ModeToggle } from './mode/index.ts'

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

function LayoutChoice(): ReactNode {
  const { current, saved } = useStore(layouts)
  const names = [...SHIPPED, ...Object.keys(saved)]
  return (
    <select
      className="select layout-choice"
      aria-label="Layout"
      title="Layout; save your own by typing save and a name in the palette"
      data-testid="layout"
      value={names.find((name) => name === current) ?? SHIPPED[0]}
      onChange={(event) => {
        chooseLayout(event.target.value)
      }}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}

export function TopBar(): ReactNode {
  const terminal = useTerminal()
  const tradingKeys = useWorkspace((workspace) => workspace.tradingKeys)
  return (
    <header className="topbar">
      <div className="wordmark">
        <Radar size={15} aria-hidden />
        SENTINEL
      </div>
      <ModeToggle />
      <Source />
      <div className="grow" />
      <LayoutChoice />
      <Account />
      <div className="divider" />
      <button
        type="button"
        className="btn"
        aria-pressed={tradingKeys}
        data-testid="trading-keys"
        title="A approves and R rejects the selected signal while this is on"
        onClick={() => {
          toggleTradingKeys(terminal)
        }}
      >
        <Keyboard size={12} aria-hidden />
        Trading keys {tradingKeys ? 'on' : 'off'}
      </button>
      <button
        type="button"
        className="btn"
        data-testid="palette-open"
        onClick={() => {
          terminal.workspace.setState({ palette: true })
        }}
      >
        <Search size={12} aria-hidden />
        <span className="hide-narrow">Search</span> <span className="kbd">Ctrl K</span>
      </button>
      <button
        type="button"
        className="btn ghost icon"
        aria-label="Settings: theme, colours, time zone"
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
        onClick={() => {
          terminal.workspace.setState({ help: true })
        }}
      >
        <CircleHelp size={13} aria-hidden />
      </button>
      <div className="divider" />
      <button
        type="button"
        className="btn"
        data-testid="cancel-all"
        title="Cancels every working order"
        onClick={() => {
          cancelAll(terminal)
        }}
      >
        Cancel all
      </button>
      <button
        type="button"
        className="btn"
        data-testid="flatten-all"
        title="Closes every position at market"
        onClick={() => {
          flattenAll(terminal)
        }}
      >
        Flatten
      </button>
      <button
        type="button"
        className="btn kill"
        data-testid="kill"
        title="Halts trading and cancels all working orders at once; positions stay. With Shift: positions are closed too."
        onClick={(event) => {
          kill(terminal, event.shiftKey)
        }}
      >
        KILL
      </button>
    </header>
  )
}
