import type { ReactNode } from 'react'
import { formatDateTime } from '../../format/index.ts'
import { PAIR_WORDS, PAIRS, type Settings, THEMES, useNow, useSettings, useTerminal, ZONES } from '../../stores/index.ts'
import { Segments } from '../../ui/index.ts'
import { SettingRow } from './setting-row.tsx'

const ZONE_WORDS: Readonly<Record<Settings['zone'], string>> = { utc: 'UTC', local: 'Local' }
const THEME_WORDS: Readonly<Record<Settings['theme'], string>> = { dark: 'Dark', light: 'Light' }

export function Appearance(): ReactNode {
  const { settings } = useTerminal()
  const { theme, pair } = useSettings((all) => all)
  return (
    <>
      <SettingRow name="Theme">
        <Segments
          label="Theme"
          options={THEMES}
          value={theme}
          text={(option) => THEME_WORDS[option]}
          onChange={(next) => {
            settings.setState({ theme: next })
          }}
        />
      </SettingRow>
      <SettingRow name="Prices and P&L" about="Direction is also told by signs, arrows and place, never by colour alone.">
        <Segments
          label="Up and down colours"
          options={PAIRS}
          value={pair}
          text={(option) => PAIR_WORDS[option]}
          onChange={(next) => {
            settings.setState({ pair: next })
          }}
        />
        <span className="num settings-sample">
          <span className="up">▲ +1.24%</span> <span className="down">▼ -0.87%</span>
        </span>
      </SettingRow>
    </>
  )
}

export function Times(): ReactNode {
  const { settings } = useTerminal()
  const zone = useSettings((all) => all.zone)
  const now = useNow(1_000)
  return (
    <>
      <SettingRow name="Times" about="Everywhere in the program. Journals and exports are in UTC whatever is chosen here.">
        <Segments
          label="Time zone"
          options={ZONES}
          value={zone}
          text={(option) => ZONE_WORDS[option]}
          onChange={(next) => {
            settings.setState({ zone: next })
          }}
        />
        <span className="num">{formatDateTime(now, zone)}</span>
      </SettingRow>
      <SettingRow
        name="Numbers"
        about="Prices and sizes have as many decimals as the venue's tick and lot, so that digits never jump. The exact text of every number is under the pointer."
      >
        <span className="num">97,412.36</span>
      </SettingRow>
    </>
  )
}
