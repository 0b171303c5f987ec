import { useEffect } from 'react'
import { type Terminal, useTerminal } from '../stores/index.ts'
import { decideSelected } from './actions.ts'
import { actionOf, type KeyAction } from './hotkeys.ts'
import { stepGroup, stepTab } from './layout.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog]') !== null

function run(terminal: Terminal, action: KeyAction): void {
  if (action === 'palette') terminal.workspace.setState(({ palette }) => ({ palette: !palette, help: false, settings: false }))
  else if (action === 'help') terminal.workspace.setState({ help: true })
  else if (action === 'next-tab') stepTab(1)
  else if (action === 'previous-tab') stepTab(-1)
  else if (action === 'next-group') stepGroup()
  else if (action === 'settings') terminal.workspace.setState({ settings: true, palette: false, help: false })
  else decideSelected(terminal, action)
}

export function useHotkeys(): void {
  const terminal = useTerminal()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { palette, help, settings, tradingKeys } = terminal.workspace.getState()
      const { key, ctrlKey, metaKey, altKey, repeat } = event
      const typing = palette || help || settings || isTyping(event.target)
      const action = actionOf({ key, ctrlKey, metaKey, altKey, repeat, typing }, tradingKeys)
      if (action === undefined) return
      event.preventDefault()
      run(terminal, action)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [terminal])
}
