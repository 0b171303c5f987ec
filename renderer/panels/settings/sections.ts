import type { FunctionComponent } from 'react'
import { FrictionFields } from '../../friction/friction-fields.tsx'
import { About, ExchangeKeys } from './about.tsx'
import { Appearance, Times } from './appearance.tsx'
import { Keys } from './keys.tsx'
import { Layouts } from './layouts.tsx'
import { Notices } from './notices.tsx'

interface SettingsSection {
  readonly id: string
  readonly title: string
  readonly body: FunctionComponent
}

/** The parts of the settings in the order of the list. */
export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { id: 'appearance', title: 'Appearance', body: Appearance },
  { id: 'times', title: 'Numbers and times', body: Times },
  { id: 'notices', title: 'Sounds and notices', body: Notices },
  { id: 'friction', title: 'Large orders', body: FrictionFields },
  { id: 'keys', title: 'Keys', body: Keys },
  { id: 'layouts', title: 'Layouts', body: Layouts },
  { id: 'exchange-keys', title: 'Exchange keys', body: ExchangeKeys },
  { id: 'about', title: 'About', body: About },
]
