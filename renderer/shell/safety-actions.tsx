import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { type ActionId, chordText } from '../keymap/index.ts'
import { useTerminal } from '../stores/index.ts'
import { cancelAll, flattenAll, kill } from './actions.ts'

/** Everything that lowers risk at once: one click each, always enabled, in every window. */
export function SafetyActions(): ReactNode {
  const terminal = useTerminal()
  const keymap = useStore(terminal.keymap)
  const withKey = (text: string, action: ActionId): string =>
    keymap[action] === '' ? text : `${text} (${chordText(keymap[action])})`
  return (
    <>
      <button
        type="button"
        className="btn"
        data-testid="cancel-all"
        title={withKey('Cancels every working order', 'cancel-all')}
        onClick={() => {
          cancelAll(terminal)
        }}
      >
        Cancel all
      </button>
      <button
        type="button"
        className="btn"
        data-testid="flatten-all"
        title={withKey('Closes every position at market', 'flatten-all')}
        onClick={() => {
          flattenAll(terminal)
        }}
      >
        Flatten
      </button>
      <button
        type="button"
        className="btn kill"
        data-testid="kill"
        title={withKey(
          'Halts trading and cancels all working orders at once; positions stay. With Shift: positions are closed too.',
          'kill',
        )}
        onClick={(event) => {
          kill(terminal, event.shiftKey)
        }}
      >
        KILL
      </button>
    </>
  )
}
