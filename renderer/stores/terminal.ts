import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Clock, EngineClient } from '../engine-client/index.ts'
import type { Keymap } from '../keymap/index.ts'
import { type AlertMarks, alertMarksStore } from './alert-marks.ts'
import { type Commander, commander } from './commands.ts'
import { type GateStore, gateStore } from './gate.ts'
import type { KeptStorage } from './kept-store.ts'
import { keymapStore } from './keymap-store.ts'
import { LINK_GROUPS, type Links, linksStore, selectInstrument } from './links.ts'
import { type PanelStates, panelStatesStore } from './panel-states.ts'
import { type Reference, referenceStore } from './reference.ts'
import { type Settings, settingsStore } from './settings.ts'
import { type Toasts, toastStore } from './toasts.ts'
import { TopicStores } from './topic-store.ts'
import { type Workspace, workspaceStore } from './workspace.ts'

export interface Terminal {
  readonly client: EngineClient
  readonly clock: Clock
  readonly topics: TopicStores
  readonly reference: StoreApi<Reference>
  readonly workspace: StoreApi<Workspace>
  readonly settings: StoreApi<Settings>
  readonly links: StoreApi<Links>
  readonly panelStates: StoreApi<PanelStates>
  readonly keymap: StoreApi<Keymap>
  readonly alertMarks: StoreApi<AlertMarks>
  readonly toasts: Toasts
  readonly commands: Commander
  readonly gate: GateStore
  /** The page's clock, four times a second, for ages and countdowns. */
  readonly now: StoreApi<{ readonly now: number }>
}

export interface TerminalOptions {
  readonly client: EngineClient
  readonly clock: Clock
  readonly storage: KeptStorage
  readonly newId: () => string
  readonly elapsed: () => number
}

/** Every store of one window, joined. */
export function createTerminal({ client, clock, storage, newId, elapsed }: TerminalOptions): Terminal {
  const settings = settingsStore(storage)
  const workspace = workspaceStore()
  const links = linksStore(storage)
  const reference = referenceStore(client, clock)
  const toasts = toastStore((delay, task) => clock.after(delay, task))
  const now = createStore(() => ({ now: clock.now() }))
  clock.every(250, () => {
    now.setState({ now: clock.now() })
  })
  reference.subscribe(({ instruments }) => {
    const first = instruments.keys().next().value
    if (first === undefined) return
    // A market that is not followed any more gives way to one that is.
    for (const group of LINK_GROUPS) {
      const chosen = links.getState().instruments[group] ?? (group === 1 ? '' : undefined)
      if (chosen !== undefined && !instruments.has(chosen)) selectInstrument(links, group, first)
    }
  })
  return {
    client,
    clock,
    topics: new TopicStores(client, clock),
    reference,
    workspace,
    settings,
    links,
    panelStates: panelStatesStore(storage),
    keymap: keymapStore(storage),
    alertMarks: alertMarksStore(storage),
    toasts,
    commands: commander({ client, toasts, newId, elapsed }),
    gate: gateStore(client, clock),
    now,
  }
}
