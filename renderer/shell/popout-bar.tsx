import { AppWindow, Search } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { useConnection, useTerminal } from '../stores/index.ts'
import { ActionKey } from '../ui/index.ts'
import { NAME_LENGTH } from './layout-file.ts'
import { ModeToggle } from './mode/index.ts'
import { askName } from './naming.ts'
import { SafetyActions } from './safety-actions.tsx'
import { changeWindow, ownWindow, windowList } from './windows.ts'

/** Remembers how large the window was left. */
function useWindowSize(): void {
  useEffect(() => {
    const onResize = (): void => {
      changeWindow(ownWindow, { width: window.innerWidth, height: window.innerHeight })
    }
    window.addEventListener('resize', onResize)
    return () => {
      window.removeEventListener('resize', onResize)
    }
  }, [])
}

/** The head of a pop-out: its mode, its name, and everything that lowers risk. */
export function PopoutBar(): ReactNode {
  const { workspace } = useTerminal()
  const title = useStore(windowList, ({ windows }) => windows[ownWindow]?.title ?? ownWindow)
  const phase = useConnection((connection) => connection.phase)
  useWindowSize()
  return (
    <header className="topbar popout-bar" data-testid="popout-bar">
      <ModeToggle />
      <button
        type="button"
        className="btn ghost"
        title="Rename this window"
        data-testid="window-title"
        onClick={() => {
          askName({
            title: 'Name of the window',
            name: title,
            save: (name) => {
              if (name === '') return 'A window needs a name.'
              changeWindow(ownWindow, { title: name.slice(0, NAME_LENGTH) })
              return ''
            },
          })
        }}
      >
        <AppWindow size={11} aria-hidden />
        <span className="clip">{title}</span>
      </button>
      <span className="channels" data-testid="connection" data-phase={phase} title="Link to the Sentinel host">
        <i className={phase === 'connected' ? 'dot ok' : phase === 'connecting' ? 'dot warn' : 'dot bad'} />
        <span className="hide-slim">{phase}</span>
      </span>
      <div className="grow" />
      <button
        type="button"
        className="btn"
        aria-label="Palette"
        onClick={() => {
          workspace.setState({ palette: true })
        }}
      >
        <Search size={12} aria-hidden />
        <span className="hide-slim">
          <ActionKey action="palette" />
        </span>
      </button>
      <SafetyActions />
    </header>
  )
}
