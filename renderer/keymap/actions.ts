import type { Chord } from './chord.ts'

/**
 * view: looks only, always on.
 * trading: may raise risk or decide something; off until switched on in this window.
 * safety: lowers risk, always on, and needs two modifiers so that nobody hits it by accident.
 */
export type ActionKind = 'view' | 'trading' | 'safety'

export interface NamedAction {
  readonly id: string
  readonly title: string
  readonly kind: ActionKind
  readonly section: 'Safety' | 'Decide' | 'Ticket' | 'Look' | 'Panels' | 'Layouts' | 'Program'
  readonly chord: Chord
  /** Acts also while a field has the focus. */
  readonly whileTyping?: true
}

const LAYOUT_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
const GROUP_NUMBERS = [1, 2, 3, 4, 5, 6] as const

const layoutAction = <N extends number>(number: N) =>
  ({
    id: `layout-${number}`,
    title: `Layout ${String(number)}`,
    kind: 'view',
    section: 'Layouts',
    chord: `Ctrl+Alt+Digit${String(number)}`,
  }) as const

const linkAction = <N extends number>(number: N) =>
  ({
    id: `link-${number}`,
    title: `Link the panel to group ${String(number)}`,
    kind: 'view',
    section: 'Panels',
    chord: `Alt+Shift+Digit${String(number)}`,
  }) as const

export const ACTIONS = [
  { id: 'kill', title: 'KILL: halt trading, cancel orders', kind: 'safety', section: 'Safety', chord: 'Ctrl+Shift+KeyK' },
  { id: 'kill-flatten', title: 'KILL and close every position', kind: 'safety', section: 'Safety', chord: 'Ctrl+Alt+Shift+KeyK' },
  { id: 'cancel-all', title: 'Cancel all orders', kind: 'safety', section: 'Safety', chord: 'Ctrl+Shift+KeyX' },
  {
    id: 'flatten-selected',
    title: 'Close the position in the selected market',
    kind: 'safety',
    section: 'Safety',
    chord: 'Ctrl+Shift+KeyF',
  },
  { id: 'flatten-all', title: 'Close all positions', kind: 'safety', section: 'Safety', chord: 'Ctrl+Shift+KeyL' },
  { id: 'paper', title: 'Back to paper', kind: 'safety', section: 'Safety', chord: 'Ctrl+Alt+KeyP' },
  { id: 'approve', title: 'Approve the selected signal', kind: 'trading', section: 'Decide', chord: 'KeyA' },
  { id: 'reject', title: 'Reject the selected signal', kind: 'trading', section: 'Decide', chord: 'KeyR' },
  { id: 'edit', title: 'Edit the selected signal', kind: 'trading', section: 'Decide', chord: 'KeyE' },
  { id: 'cancel-order', title: 'Cancel the selected order', kind: 'trading', section: 'Decide', chord: 'KeyX' },
  { id: 'rearm', title: 'Re-arm trading', kind: 'trading', section: 'Decide', chord: 'Ctrl+Alt+KeyR' },
  { id: 'ticket-buy', title: 'New buy ticket', kind: 'trading', section: 'Ticket', chord: 'KeyB' },
  { id: 'ticket-sell', title: 'New sell ticket', kind: 'trading', section: 'Ticket', chord: 'KeyS' },
  { id: 'ticket-submit', title: 'Go to the button that sends the ticket', kind: 'trading', section: 'Ticket', chord: 'KeyT' },
  { id: 'next-signal', title: 'Next signal', kind: 'view', section: 'Look', chord: 'KeyJ' },
  { id: 'previous-signal', title: 'Previous signal', kind: 'view', section: 'Look', chord: 'KeyK' },
  { id: 'next-symbol', title: 'Next symbol', kind: 'view', section: 'Look', chord: 'KeyN' },
  { id: 'previous-symbol', title: 'Previous symbol', kind: 'view', section: 'Look', chord: 'Shift+KeyN' },
  { id: 'next-tab', title: 'Next tab', kind: 'view', section: 'Panels', chord: 'Ctrl+]', whileTyping: true },
  { id: 'previous-tab', title: 'Previous tab', kind: 'view', section: 'Panels', chord: 'Ctrl+[', whileTyping: true },
  { id: 'next-group', title: 'Next group of panels', kind: 'view', section: 'Panels', chord: 'F6', whileTyping: true },
  { id: 'tab-menu', title: 'Menu of the panel', kind: 'view', section: 'Panels', chord: 'Alt+Shift+KeyM' },
  { id: 'duplicate', title: 'Duplicate the panel', kind: 'view', section: 'Panels', chord: 'Alt+Shift+KeyD' },
  { id: 'close-tab', title: 'Close the panel', kind: 'view', section: 'Panels', chord: 'Alt+Shift+KeyW' },
  { id: 'float', title: 'Float or dock the panel', kind: 'view', section: 'Panels', chord: 'Alt+Shift+KeyF' },
  { id: 'new-window', title: 'Move the panel to a new window', kind: 'view', section: 'Panels', chord: 'Alt+Shift+KeyN' },
  ...GROUP_NUMBERS.map(linkAction),
  ...LAYOUT_NUMBERS.map(layoutAction),
  {
    id: 'palette',
    title: 'Palette: symbols, panels, actions',
    kind: 'view',
    section: 'Program',
    chord: 'Ctrl+KeyK',
    whileTyping: true,
  },
  { id: 'help', title: 'The keys', kind: 'view', section: 'Program', chord: '?' },
  { id: 'settings', title: 'Settings', kind: 'view', section: 'Program', chord: 'Ctrl+,', whileTyping: true },
  { id: 'trading-keys', title: 'Trading keys on or off', kind: 'view', section: 'Program', chord: 'Ctrl+Shift+KeyY' },
  { id: 'theme', title: 'Dark or light', kind: 'view', section: 'Program', chord: '' },
  { id: 'zone', title: 'UTC or local time', kind: 'view', section: 'Program', chord: '' },
] as const satisfies readonly NamedAction[]

export type ActionId = (typeof ACTIONS)[number]['id']

export const SECTIONS = [
  'Safety',
  'Decide',
  'Ticket',
  'Look',
  'Panels',
  'Layouts',
  'Program',
] as const satisfies readonly NamedAction['section'][]

const BY_ID = new Map<string, NamedAction & { readonly id: ActionId }>(ACTIONS.map((action) => [action.id, action]))

export const isActionId = (text: string): text is ActionId => BY_ID.has(text)

export function actionNamed(id: ActionId): NamedAction & { readonly id: ActionId } {
  const action = BY_ID.get(id)
  if (action === undefined) throw new Error(`no action is called ${id}`)
  return action
}
