import type { ReactNode } from 'react'
import { formatDateTime } from '../../format/index.ts'
import { useReference, useRow, useTerminal, useZone } from '../../stores/index.ts'
import { PanelMessage } from '../../ui/index.ts'
import { startTour } from '../../shell/tour/index.ts'
import { KeysExplained } from './keys-explained.tsx'
import { SettingRow } from './setting-row.tsx'

/** Which keys of an exchange are unlocked now. They are kept by the services; no page ever sees them. */
export function ExchangeKeys(): ReactNode {
  const mode = useRow('system.mode', 'all')
  return (
    <>
      <SettingRow name="Unlocked now" about="Only what they are called; the keys themselves never reach this page.">
        {mode === undefined || mode.keys === '' ? (
          <span className="dim">none: paper only</span>
        ) : (
          <span className="tag accent">{mode.keys}</span>
        )}
      </SettingRow>
      <KeysExplained />
    </>
  )
}

export function About(): ReactNode {
  const terminal = useTerminal()
  const status = useReference((reference) => reference.status)
  const zone = useZone()
  if (status === undefined) return <PanelMessage title="The host has not answered yet" />
  return (
    <>
      <SettingRow name="Tour" about="Five steps from the first look to an approved paper trade.">
        <button
          type="button"
          className="btn"
          data-testid="tour-start"
          onClick={() => {
            startTour(terminal)
          }}
        >
          Take the tour
        </button>
      </SettingRow>
      <SettingRow name="Version">
        <span className="num selectable">{status.version}</span>
      </SettingRow>
      <SettingRow name="Market" about={status.sourceNote}>
        <span className="selectable">{status.source}</span>
      </SettingRow>
      <SettingRow name="Running since">
        <span className="num">{formatDateTime(status.startedAt, zone)}</span>
      </SettingRow>
      <SettingRow name="Data folder" about="Journal, recordings and settings of the services. Nothing of it leaves this machine.">
        <span className="num selectable wrap-anywhere">{status.dataDir === '' ? 'none' : status.dataDir}</span>
      </SettingRow>
      {status.exchanges.map(({ id, endpoint, symbols }) => (
        <SettingRow key={id} name={id} about={`${String(symbols.length)} markets: ${symbols.join(', ')}`}>
          <span className="num selectable wrap-anywhere">{endpoint}</span>
        </SettingRow>
      ))}
    </>
  )
}
