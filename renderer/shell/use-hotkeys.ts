import { useEffect } from 'react'
import { actionFor } from '../keymap/index.ts'
import { useTerminal } from '../stores/index.ts'
import { runAction } from './key-actions.ts'

const FIELDS = 'input:not([type=checkbox]), textarea, select, [contenteditable], .dialog, .menu'

/** A field, a dialog or a menu has the focus, or a dialog lies over the page. Floating panels call themselves dialogs too and are none. */
const isTyping = (target: EventTarget | null): boolean =>
  (target instanceof HTMLElement && target.closest(FIELDS) !== null) || document.querySelector('.dialog') !== null

export function useHotkeys(): void {
  const terminal = useTerminal()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat } = event
      const press = { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat, altGraph: event.getModifierState('AltGraph') }
      const { tradingKeys } = terminal.workspace.getState()
      const id = actionFor(press, terminal.keymap.getState(), { tradingKeys, typing: isTyping(event.target) })
      if (id === undefined) return
      event.preventDefault()
      runAction(terminal, id)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [terminal])
}
