import { useEffect } from 'react'
import { type Terminal, useTerminal } from '../stores/index.ts'
import { decideSelected } from './actions.ts'

export const HOTKEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl/Cmd', 'K'], does: 'Palette: symbols, panels, actions' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Ctrl/Cmd', ','], does: 'Settings: theme, colours, time zone' },
  { keys: ['A'], does: 'Approve the selected signal (trading keys on)' },
  { keys: ['R'], does: 'Reject the selected signal (trading keys on)' },
  { keys: ['↑', '↓'], does: 'Move in a table, Enter selects' },
  { keys: ['Ctrl', '[ ]'], does: 'Previous or next tab in the focused group' },
  { keys: ['F6'], does: 'Next group of panels' },
  { keys: ['Esc'], does: 'Close what is open, leave a field' },
]

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly repeat: boolean
  /** A text field, a list box or a dialog has the focus. */
  readonly typing: boolean
}

export type KeyAction = 'palette' | 'help' | 'settings' | 'approve' | 'reject'

/** What a key means now. Trading keys are dead unless enabled, while typing, and on key repeat. */
export function actionOf(press: KeyPress, tradingKeys: boolean): KeyAction | undefined {
  const { key, typing } = press
  if ((press.ctrlKey || press.metaKey) && key.toLowerCase() === 'k') return 'palette'
  if ((press.ctrlKey || press.metaKey) && key === ',') return 'settings'
  if (press.ctrlKey || press.metaKey || press.altKey || typing) return undefined
  if (key === '?') return 'help'
  if (!tradingKeys || press.repeat) return undefined
  if (key.toLowerCase() === 'a') return 'approve'
  if (key.toLowerCase() === 'r') return 'reject'
  return undefined
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog]') !== null

function run(terminal: Terminal, action: KeyAction): void {
  if (action === 'palette') terminal.workspace.setState(({ palette }) => ({ palette: !palette, help: false, settings: false }))
  else if (action === 'help') terminal.workspace.setState({ help: true })
  else if (action === 'settings') terminal.workspace.setState({ settings: true, palette: false, help: false })
  else decideSelected(terminal, action)
}

export function useHotkeys(): void {
  const terminal = useTerminal()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { palette, help, settings, tradingKeys } = terminal.workspace.getState()
      const { key, ctrlKey, metaKey, altKey, repeat } = event
      const typing = palette || help || settings || isTyping(event.target)
      const action = actionOf({ key, ctrlKey, metaKey, altKey, repeat, typing }, tradingKeys)
      if (action === undefined) return
      event.preventDefault()
      run(terminal, action)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [terminal])
}
