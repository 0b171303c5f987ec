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

export type KeyAction = 'palette' | 'help' | 'settings' | 'approve' | 'reject' | 'next-tab' | 'previous-tab' | 'next-group'

/** What a key means now. Trading keys are dead unless enabled, while typing, and on key repeat. */
export function actionOf(press: KeyPress, tradingKeys: boolean): KeyAction | undefined {
  const { key, typing } = press
  if ((press.ctrlKey || press.metaKey) && key.toLowerCase() === 'k') return 'palette'
  if ((press.ctrlKey || press.metaKey) && key === ',') return 'settings'
  if (key === 'F6') return 'next-group'
  if (press.ctrlKey && key === ']') return 'next-tab'
  if (press.ctrlKey && key === '[') return 'previous-tab'
  if (press.ctrlKey || press.metaKey || press.altKey || typing) return undefined
  if (key === '?') return 'help'
  if (!tradingKeys || press.repeat) return undefined
  if (key.toLowerCase() === 'a') return 'approve'
  if (key.toLowerCase() === 'r') return 'reject'
  return undefined
}
