import type { ActionId } from '../keymap/index.ts'
import { draftFor, fillTicket, groupOf, instrumentOf, isLinkGroup, type Terminal, type TicketSide } from '../stores/index.ts'
import { cancelAll, decideSelected, flattenAll, kill, rearm, toggleTheme, toggleTradingKeys, toggleZone } from './actions.ts'
import { cancelSelected, editSelected, flattenShown, stepSignal, stepSymbol } from './decide.ts'
import { activeInstance, chooseLayoutAt, currentDock, openPanel, stepGroup, stepTab } from './layout.ts'
import { panelOf } from './arrangement.ts'
import { backToPaper } from './mode/index.ts'
import { closePanel, duplicate, floatOrDock, linkPanel, moveToNewWindow, openTabMenu } from './panel-actions.ts'

/** A panel behind another tab is drawn a few frames after it was brought to the front. */
const MOST_FRAMES = 20

function focusIn(panel: string, selector: string): void {
  openPanel(panel)
  let frames = 0
  const look = (): void => {
    const group = currentDock()?.panels.find(({ id }) => panelOf(id) === panel)?.group.element
    const element = group?.querySelector<HTMLElement>(selector)
    frames += 1
    if (element) element.focus()
    else if (frames < MOST_FRAMES) requestAnimationFrame(look)
  }
  look()
}

function newTicket({ links, workspace }: Terminal, side: TicketSide): void {
  const instrument = instrumentOf(links.getState(), groupOf(links.getState(), 'ticket'))
  const draft = draftFor(workspace.getState().ticket, instrument)
  fillTicket(workspace, instrument, { ...draft, side, quantity: '' })
  focusIn('ticket', '[data-testid=ticket-quantity]')
}

type Run = (terminal: Terminal) => void

const layoutRun = (id: `layout-${number}`): readonly [string, Run] => [
  id,
  () => {
    chooseLayoutAt(Number(id.slice('layout-'.length)))
  },
]

const linkRun = (id: `link-${number}`): readonly [string, Run] => [
  id,
  (terminal) => {
    const group = Number(id.slice('link-'.length))
    if (isLinkGroup(group)) linkPanel(terminal, activeInstance(), group)
  },
]

const NUMBERED = new Map<string, Run>([
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((number) => layoutRun(`layout-${number}`)),
  ...([1, 2, 3, 4, 5, 6] as const).map((number) => linkRun(`link-${number}`)),
])

const RUNS: Readonly<Record<Exclude<ActionId, `layout-${number}` | `link-${number}`>, Run>> = {
  kill: (terminal) => {
    kill(terminal, false)
  },
  'kill-flatten': (terminal) => {
    kill(terminal, true)
  },
  'cancel-all': cancelAll,
  'flatten-selected': (terminal) => {
    flattenShown(terminal, activeInstance())
  },
  'flatten-all': flattenAll,
  paper: backToPaper,
  approve: (terminal) => {
    decideSelected(terminal, 'approve')
  },
  reject: (terminal) => {
    decideSelected(terminal, 'reject')
  },
  edit: editSelected,
  'cancel-order': cancelSelected,
  rearm,
  'ticket-buy': (terminal) => {
    newTicket(terminal, 'buy')
  },
  'ticket-sell': (terminal) => {
    newTicket(terminal, 'sell')
  },
  'ticket-submit': () => {
    // Whichever of both buttons sends it: the one to press, or the one to hold.
    focusIn('ticket', '.ticket-submit')
  },
  'next-signal': (terminal) => {
    stepSignal(terminal, 1, activeInstance())
  },
  'previous-signal': (terminal) => {
    stepSignal(terminal, -1, activeInstance())
  },
  'next-symbol': (terminal) => {
    stepSymbol(terminal, 1, activeInstance())
  },
  'previous-symbol': (terminal) => {
    stepSymbol(terminal, -1, activeInstance())
  },
  'next-tab': () => {
    stepTab(1)
  },
  'previous-tab': () => {
    stepTab(-1)
  },
  'next-group': stepGroup,
  'tab-menu': () => {
    openTabMenu()
  },
  duplicate: (terminal) => {
    duplicate(terminal, activeInstance())
  },
  'close-tab': () => {
    closePanel(activeInstance())
  },
  float: () => {
    floatOrDock(activeInstance())
  },
  'new-window': (terminal) => {
    moveToNewWindow(terminal, activeInstance())
  },
  palette: ({ workspace }) => {
    workspace.setState(({ palette }) => ({ palette: !palette, help: false, settings: false }))
  },
  help: ({ workspace }) => {
    workspace.setState({ help: true })
  },
  settings: ({ workspace }) => {
    workspace.setState({ settings: true, palette: false, help: false })
  },
  'trading-keys': toggleTradingKeys,
  theme: toggleTheme,
  zone: toggleZone,
}

/** What a named action does, however it was called: by key, from the palette, from a button. */
export function runAction(terminal: Terminal, id: ActionId): void {
  const run = NUMBERED.get(id) ?? RUNS[id as keyof typeof RUNS]
  run(terminal)
}
