import { AppWindow, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { type Terminal, useTerminal } from '../stores/index.ts'
import { addPanelAt, panelAt } from './layout.ts'
import { receiveHome } from './window-channel.ts'
import { WindowWatch } from './window-list.ts'
import { forgetWindow, openWindow, placesKept, windowList, windowsAlive } from './windows.ts'

const LOOK_EVERY = 1_000

/** In a browser a page may open windows only inside a click; the desktop program lets it at any time. */
const opensFreely = (): boolean => !location.protocol.startsWith('http')

function tellClosed({ toasts }: Terminal, name: string): void {
  const row = windowList.getState().windows[name]
  if (row === undefined) return
  const places = placesKept(name)
  forgetWindow(name)
  if (places.length === 0) return
  toasts.show({
    tone: 'info',
    title: `Window ${row.title} was closed`,
    text: 'Its panels can come back into this window.',
    action: {
      label: 'Bring back',
      run: () => {
        for (const { place, title } of places) if (panelAt(place) === undefined) addPanelAt(place, title)
      },
    },
  })
}

/** Which windows live now; windows that are closed while this one watches are not offered again. */
function useAlive(): ReadonlySet<string> | undefined {
  const terminal = useTerminal()
  const [alive, setAlive] = useState<ReadonlySet<string>>()
  useEffect(() => {
    const watch = new WindowWatch()
    let ended = false
    const look = async (): Promise<void> => {
      const now = await windowsAlive()
      if (ended) return
      for (const name of watch.look(now)) tellClosed(terminal, name)
      setAlive((before) => (before !== undefined && [...before].join() === [...now].join() ? before : now))
    }
    void look()
    const stop = terminal.clock.every(LOOK_EVERY, () => void look())
    return () => {
      ended = true
      stop()
    }
  }, [terminal])
  return alive
}

/** Offers the windows that were open when the program ended, in one click; and takes panels that they hand back. */
export function WindowOffer(): ReactNode {
  const { toasts } = useTerminal()
  const windows = useStore(windowList, (list) => list.windows)
  const alive = useAlive()
  useEffect(
    () =>
      receiveHome(({ place, title }) => {
        if (panelAt(place) === undefined) addPanelAt(place, title)
      }),
    [],
  )
  const known = alive !== undefined
  useEffect(() => {
    if (known && opensFreely()) for (const name of Object.keys(windowList.getState().windows)) openWindow(name)
  }, [known])
  const away = alive === undefined ? [] : Object.keys(windows).filter((name) => !alive.has(name))
  if (away.length === 0 || opensFreely()) return null
  const names = away.map((name) => windows[name]?.title ?? name).join(', ')
  return (
    <span className="window-offer">
      <button
        type="button"
        className="btn small"
        data-testid="reopen-windows"
        title={`Were open at the last visit: ${names}`}
        onClick={() => {
          const blocked = away.filter((name) => !openWindow(name))
          if (blocked.length === 0) return
          toasts.show({
            tone: 'error',
            title: `The browser blocked ${String(blocked.length)} of ${String(away.length)} windows`,
            text: 'Allow pop-ups for this address in the browser, then press again.',
          })
        }}
      >
        <AppWindow size={11} aria-hidden />
        {away.length === 1 ? `Reopen ${names}` : `Reopen ${String(away.length)} windows`}
      </button>
      <button
        type="button"
        className="btn ghost small icon"
        aria-label={`Forget ${names}`}
        title="Do not offer them again; their panels can be opened from the palette"
        onClick={() => {
          for (const name of away) forgetWindow(name)
        }}
      >
        <X size={10} aria-hidden />
      </button>
    </span>
  )
}
