import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Notifier } from '../notifications/index.ts'
import { isUnread, useNow, useRow, useRows, useSettings, useTerminal } from '../stores/index.ts'
import { ownWindow, windowList } from './windows.ts'

/** `(2) LIVE Sentinel`: what waits, the mode, the window; while the page is hidden it alternates with the newest alarm. */
export function useWindowTitle(notifier: Notifier): void {
  const waiting = useRows('trading.signals').filter(({ state, mode }) => state === 'PENDING' && mode !== 'advisory').length
  const marks = useStore(useTerminal().alertMarks)
  const unread = useRows('system.alerts').filter((alert) => alert.severity === 'critical' && isUnread(marks, alert)).length
  const environment = useRow('trading.state', 'all')?.environment.toUpperCase() ?? ''
  const name = useStore(windowList, ({ windows }) => windows[ownWindow]?.title ?? '')
  const ringing = useStore(notifier.ringing, ({ alarms }) => alarms.at(-1)?.text.title)
  const flash = useSettings(({ notices }) => notices.flash)
  const odd = (useNow(1_000) / 1_000) % 2 === 1
  const count = waiting + unread
  const base = [count > 0 ? `(${String(count)})` : '', environment, name === '' ? 'Sentinel' : `${name}, Sentinel`]
    .filter(Boolean)
    .join(' ')
  useEffect(() => {
    document.title = flash && odd && document.hidden && ringing !== undefined ? ringing : base
  }, [base, flash, odd, ringing])
}
