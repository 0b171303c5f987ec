import type { ReactNode } from 'react'

interface SettingRowProps {
  readonly name: string
  /** What it changes, for whoever does not know it. */
  readonly about?: string
  readonly children: ReactNode
}

export function SettingRow({ name, about, children }: SettingRowProps): ReactNode {
  return (
    <div className="setting-row">
      <div className="setting-name">
        <b>{name}</b>
        {about === undefined ? null : <span>{about}</span>}
      </div>
      <div className="setting-value">{children}</div>
    </div>
  )
}
