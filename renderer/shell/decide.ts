import { isFinal } from '../../core/domain/index.ts'
import { queueOrder } from '../panels/signals/queue-order.ts'
import { groupOf, instrumentOf, listOf, selectInstrument, type Terminal } from '../stores/index.ts'

const say = ({ toasts }: Terminal, title: string, text: string): void => {
  toasts.show({ tone: 'info', title, text })
}

/** Opens the size, stop and target of the selected signal for a change before it is approved; again: closes them. */
export function editSelected(terminal: Terminal): void {
  const { signalId, editingSignalId } = terminal.workspace.getState()
  const signal = terminal.topics
    .store('trading.signals')
    .getState()
    .rows.get(signalId ?? '')
  if (signal?.state !== 'PENDING') say(terminal, 'Nothing to edit', 'Select a signal that is waiting for approval first.')
  else terminal.workspace.setState({ editingSignalId: editingSignalId === signal.id ? undefined : signal.id })
}

/** The order that was last selected in a table. */
export function cancelSelected(terminal: Terminal): void {
  const order = terminal.topics
    .store('trading.orders')
    .getState()
    .rows.get(terminal.workspace.getState().storyId ?? '')
  if (order === undefined || isFinal(order.state)) {
    say(terminal, 'Nothing to cancel', 'Select a working order under Orders first.')
    return
  }
  void terminal.commands.send({ type: 'CancelOrder', orderId: order.id }, 'Cancel order')
}

/** Moves through the queue as the Signals panel shows it. */
export function stepSignal({ topics, workspace, links }: Terminal, by: 1 | -1, place: string): void {
  const rows = queueOrder(listOf(topics.store('trading.signals').getState()))
  if (rows.length === 0) return
  const at = rows.findIndex(({ id }) => id === workspace.getState().signalId)
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]
  if (next === undefined) return
  workspace.setState({ signalId: next.id, signalMovedAt: 0, storyId: next.id })
  selectInstrument(links, groupOf(links.getState(), place), next.instrument)
}

/** Shows the next market in the group of a panel; round at the ends. */
export function stepSymbol({ reference, links }: Terminal, by: 1 | -1, place: string): void {
  const ids = [...reference.getState().instruments.keys()]
  const group = groupOf(links.getState(), place)
  const at = ids.indexOf(instrumentOf(links.getState(), group))
  const next = ids[(at + by + ids.length) % ids.length]
  if (next !== undefined) selectInstrument(links, group, next)
}

/** Closes the position in the market that a panel shows. */
export function flattenShown(terminal: Terminal, place: string): void {
  const { links, reference, commands } = terminal
  const instrument = instrumentOf(links.getState(), groupOf(links.getState(), place))
  const symbol = reference.getState().instruments.get(instrument)?.symbol
  if (symbol === undefined) say(terminal, 'Nothing to close', 'No market is selected.')
  else void commands.send({ type: 'Flatten', instrument }, `Close the position in ${symbol}`)
}
