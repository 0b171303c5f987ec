import {
  allowSound,
  closeMessage,
  leadership,
  type Notifier,
  playChime,
  showMessage,
  startNotifier,
} from '../notifications/index.ts'
import type { Terminal } from '../stores/index.ts'
import { openPanel } from './layout.ts'

/** Calls out signals and alerts from this window, as long as it is the one of all that does. */
export function startNotices(terminal: Terminal): Notifier {
  allowSound(window)
  const { leading } = leadership('locks' in navigator ? navigator.locks : undefined, 'sentinel-notices')
  return startNotifier({
    terminal,
    leading,
    devices: {
      play: playChime,
      show: showMessage,
      close: closeMessage,
      open: ({ kind, id }) => {
        if (kind !== 'critical') terminal.workspace.setState({ signalId: id, signalMovedAt: 0, storyId: id })
        openPanel(kind === 'critical' ? 'alerts' : 'signals')
      },
    },
  })
}
