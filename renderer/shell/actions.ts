import type { Settings, Terminal } from '../stores/index.ts'

/** Safety actions and switches, used by buttons, keys and the palette alike. */
export const cancelAll = (terminal: Terminal): void => {
  void terminal.commands.send({ type: 'CancelAll' }, 'Cancel all orders')
}

export const flattenAll = (terminal: Terminal): void => {
  void terminal.commands.send({ type: 'Flatten' }, 'Flatten all positions')
}

export const kill = (terminal: Terminal, flatten: boolean): void => {
  void terminal.commands.send({ type: 'Kill', flatten }, flatten ? 'KILL and flatten' : 'KILL')
}

export const rearm = (terminal: Terminal): void => {
  void terminal.commands.send({ type: 'Rearm' }, 'Re-arm trading')
}

export const toggleTheme = ({ settings }: Terminal): void => {
  settings.setState(({ theme }: Settings) => ({ theme: theme === 'dark' ? 'light' : 'dark' }))
}

export const toggleZone = ({ settings }: Terminal): void => {
  settings.setState(({ zone }: Settings) => ({ zone: zone === 'utc' ? 'local' : 'utc' }))
}

export const setPair =
  (pair: Settings['pair']) =>
  ({ settings }: Terminal): void => {
    settings.setState({ pair })
  }

export const toggleTradingKeys = ({ workspace }: Terminal): void => {
  workspace.setState(({ tradingKeys }) => ({ tradingKeys: !tradingKeys }))
}

const pendingSelected = (terminal: Terminal): string | undefined => {
  const { signalId } = terminal.workspace.getState()
  const signal = signalId === undefined ? undefined : terminal.topics.store('trading.signals').getState().rows.get(signalId)
  return signal?.state === 'PENDING' ? signal.id : undefined
}

export interface ApprovalEdits {
  readonly quantity?: string
  readonly stop?: string
  readonly target?: string
}

/** Empty fields mean: as proposed. */
export const givenEdits = (edits: ApprovalEdits): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(edits).filter(([, text]) => text !== undefined && text !== ''))

export const approve = (terminal: Terminal, signalId: string, edits: ApprovalEdits = {}): void => {
  const { seen } = terminal.workspace.getState()
  const looked = seen?.signalId === signalId ? { seen: seen.ask } : {}
  void terminal.commands.send({ type: 'ApproveSignal', signalId, ...givenEdits(edits), ...looked }, 'Approve signal')
}

export const reject = (terminal: Terminal, signalId: string, reason: string): void => {
  void terminal.commands.send({ type: 'RejectSignal', signalId, reason }, 'Reject signal')
}

/** A key pressed this soon, in ms, after the selection moved was meant for the signal before. */
const JUST_MOVED = 800

/** By key: acts on the selected signal while it waits, else says why nothing happened. */
export function decideSelected(terminal: Terminal, decision: 'approve' | 'reject'): void {
  if (terminal.clock.now() - terminal.workspace.getState().signalMovedAt < JUST_MOVED) {
    terminal.toasts.show({
      tone: 'info',
      title: 'Not sent',
      text: 'The selection moved to another signal a moment ago. Look, then press again.',
    })
    return
  }
  const id = pendingSelected(terminal)
  if (id === undefined) {
    terminal.toasts.show({
      tone: 'info',
      title: 'Nothing to decide',
      text: 'Select a signal that is waiting for approval first.',
    })
    return
  }
  if (decision === 'approve') approve(terminal, id)
  else reject(terminal, id, '')
}
