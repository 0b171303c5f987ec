import { BellRing, Check, Keyboard } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { SEVERITIES } from '../panels/alerts/severity.ts'
import { formatTime } from '../format/index.ts'
import { acknowledge, isUnread, useRows, useTerminal, useWorkspace, useZone } from '../stores/index.ts'
import { toggleTradingKeys } from './actions.ts'
import { useBanners } from './banners.tsx'
import { chooseLayout, currentLayout, openPanel, savedLayouts } from './layout.ts'
import { layoutNames } from './layout-names.ts'
import { SHIPPED } from './layout-plans.ts'
import { WindowOffer } from './window-offer.tsx'
import { ownWindow } from './windows.ts'

/** The newest alert that nobody has dealt with yet. */
function NewestAlert(): ReactNode {
  const { alertMarks } = useTerminal()
  const zone = useZone()
  const marks = useStore(alertMarks)
  const unread = useRows('system.alerts').filter((alert) => isUnread(marks, alert))
  const newest = unread.reduce((latest, alert) => (alert.at >= (latest?.at ?? 0) ? alert : latest), unread[0])
  if (newest === undefined) return <span className="notice-quiet">No unread alerts</span>
  const { icon: Icon, word, tone } = SEVERITIES[newest.severity]
  return (
    <>
      <button
        type="button"
        className="notice-alert"
        title={`${newest.message}\nOpens the alerts`}
        data-testid="newest-alert"
        onClick={() => {
          openPanel('alerts')
        }}
      >
        <Icon size={11} className={tone} aria-hidden />
        <b className={tone}>{word}</b>
        <span className="num dim">{formatTime(newest.at, zone)}</span>
        <span className="dim">{newest.source}</span>
        <span className="clip">{newest.message}</span>
      </button>
      <button
        type="button"
        className="btn ghost small"
        title="Acknowledge this alert"
        onClick={() => {
          acknowledge(alertMarks, newest.id)
        }}
      >
        <Check size={10} aria-hidden /> Seen
      </button>
      {unread.length > 1 ? (
        <span className="dim">
          <BellRing size={10} aria-hidden /> {unread.length - 1} more
        </span>
      ) : null}
    </>
  )
}

function LayoutChoice(): ReactNode {
  const current = useStore(currentLayout, ({ name }) => name)
  const names = layoutNames(useStore(savedLayouts))
  return (
    <label className="layout-choice">
      <span>Layout</span>
      <select
        className="select"
        title="Save your own by typing save and a name in the palette; rename, delete and exchange them in the settings"
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
    </label>
  )
}

function TradingKeys(): ReactNode {
  const terminal = useTerminal()
  const on = useWorkspace((workspace) => workspace.tradingKeys)
  return (
    <button
      type="button"
      className="btn small"
      aria-pressed={on}
      data-testid="trading-keys"
      title={
        on
          ? 'Keys that decide and trade act in this window; press ? for the list'
          : 'Keys that decide and trade do nothing; safety keys work. ? lists them'
      }
      onClick={() => {
        toggleTradingKeys(terminal)
      }}
    >
      <Keyboard size={11} aria-hidden />
      Trading keys {on ? 'on' : 'off'}
    </button>
  )
}

/** A line that is always there, so that nothing moves when something has to be told: banners, else the newest alert. */
export function NoticeLine(): ReactNode {
  const banners = useBanners()
  return (
    <div className="notice-line" role="region" aria-label="Notices and layout" data-banner={banners.length > 0}>
      <div className="notices">{banners.length > 0 ? banners : <NewestAlert />}</div>
      {ownWindow === '' ? <WindowOffer /> : null}
      {ownWindow === '' ? <LayoutChoice /> : null}
      <TradingKeys />
    </div>
  )
}
