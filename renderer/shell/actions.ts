import { pendingOf, pressApproveByKey } from '../panels/signals/approve-press.ts'
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

/** For the reason that stands on its card, if any. */
export const reject = (terminal: Terminal, signalId: string): void => {
  const { rejection } = terminal.workspace.getState()
  const reason = rejection?.signalId === signalId ? rejection.reason : ''
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
  const id = pendingOf(terminal, terminal.workspace.getState().signalId)?.id
  if (id === undefined) {
    terminal.toasts.show({
      tone: 'info',
      title: 'Nothing to decide',
      text: 'Select a signal that is waiting for approval first.',
    })
    return
  }
  if (decision === 'approve') pressApproveByKey(terminal, id)
  else reject(terminal, id)
}
