import { type KeyboardEvent, type ReactNode, useId } from 'react'
import { useTerminal, useWorkspace } from '../../stores/index.ts'
import { SETTINGS_SECTIONS } from './sections.ts'

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }

/** The settings with their list of parts; the same in the panel and in the dialog. */
export function SettingsBody(): ReactNode {
  const { workspace } = useTerminal()
  const chosen = useWorkspace((state) => state.settingsSection)
  const section = SETTINGS_SECTIONS.find(({ id }) => id === chosen) ?? SETTINGS_SECTIONS[0]
  const panel = useId()
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key]
    if (step === undefined || section === undefined) return
    event.preventDefault()
    const at = (SETTINGS_SECTIONS.indexOf(section) + step + SETTINGS_SECTIONS.length) % SETTINGS_SECTIONS.length
    const button = event.currentTarget.children[at]
    if (button instanceof HTMLElement) {
      button.click()
      button.focus()
    }
  }
  if (section === undefined) return null
  const Body = section.body
  return (
    <div className="settings-body">
      <div
        className="settings-list"
        role="tablist"
        aria-label="Parts of the settings"
        aria-orientation="vertical"
        onKeyDown={move}
      >
        {SETTINGS_SECTIONS.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === section.id}
            aria-controls={panel}
            tabIndex={id === section.id ? 0 : -1}
            data-testid={`settings-${id}`}
            onClick={() => {
              workspace.setState({ settingsSection: id })
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="settings-part" role="tabpanel" id={panel} aria-label={section.title} tabIndex={0}>
        <h3>{section.title}</h3>
        <Body />
      </div>
    </div>
  )
}

/** How this browser shows things; kept in it, at once. Nothing here changes how trading works. */
export function SettingsPanel(): ReactNode {
  return (
    <div className="panel" data-testid="settings-panel">
      <SettingsBody />
    </div>
  )
}
