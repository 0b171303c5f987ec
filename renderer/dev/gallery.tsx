import '../no-eval.ts'
import '../shell/mount.tsx'
import { startNotices } from '../shell/notices.ts'
import './gallery.css'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { PANEL_COMPONENTS } from '../panels/components.ts'
import { PANELS, type PanelId } from '../panels/registry.ts'
import { App } from '../shell/app.tsx'
import { chooseLayout } from '../shell/layout.ts'
import { SHIPPED } from '../shell/layout-plans.ts'
import { TOUR_KEY } from '../shell/tour/index.ts'
import { PAIRS, PanelInstanceContext, type Settings, type Terminal, TerminalContext, THEMES } from '../stores/index.ts'
import { type Cell, isPanelState, openCell, PANEL_STATES, type PanelState } from './gallery-cell.ts'
import { SCENES } from './gallery-scenes.ts'
import { panelSize, SCREENS, type Screen, type Size } from './gallery-sizes.ts'

/*
 * Every panel of the registry in every state, at the size that it has on a small and on a large screen.
 *   gallery.html                           what there is
 *   ?panel=chart                           all states at both sizes, as one sheet
 *   ?panel=chart&state=stale&size=640x400  one of them
 *   ?layout=Trade                          a whole layout in the window's size
 * and with each: &theme=light &pair=blue-orange &environment=live.
 * The page is done when <html data-gallery="done">.
 */

const query = new URLSearchParams(location.search)
function oneOf<T extends string>(known: readonly [T, ...T[]], name: string): T {
  return known.find((each) => each === query.get(name)) ?? known[0]
}
const environment = query.get('environment') === 'live' ? 'live' : 'paper'
const theme = oneOf(THEMES, 'theme')
const pair = oneOf(PAIRS, 'pair')
const { dataset } = document.documentElement
const cells: Cell[] = []
const terminals: Terminal[] = []

function keep(cell: Cell): void {
  cells.push(cell)
  terminals.push(cell.terminal)
}

const tick = (): Promise<unknown> => Promise.all(cells.map((cell) => cell.tick(painted)))

/** As the settings do it, in every cell: what is drawn on canvases must follow too. */
async function appear(look: Pick<Settings, 'theme' | 'pair'>): Promise<void> {
  dataset['theme'] = look.theme
  dataset['pair'] = look.pair
  for (const { settings } of terminals) settings.setState(look)
  document.dispatchEvent(new Event('sentinel-appearance'))
  await painted()
}

/** Of this page alone: nothing of an earlier visit shows, nothing is left behind. */
function cellStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map([['sentinel.settings', JSON.stringify({ theme, pair })]])
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      kept.set(key, value)
    },
  }
}

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))

async function painted(): Promise<void> {
  await document.fonts.ready
  for (let frames = 0; frames < 3; frames += 1) await frame()
}

interface Shown {
  readonly state: PanelState
  readonly screen: Screen | undefined
  readonly size: Size
  readonly cell: Cell
}

function Sheet({ panel, shown }: { readonly panel: PanelId; readonly shown: readonly Shown[] }): ReactNode {
  const Panel = PANEL_COMPONENTS[panel]
  return (
    <main className="gallery">
      {[undefined, 'small', 'large'].map((screen) => {
        const cells = shown.filter((each) => each.screen === screen)
        return cells.length === 0 ? null : (
          <div key={screen ?? 'one'} className="gallery-sheet" data-screen={screen}>
            {cells.map(({ state, size, cell }) => (
              <figure key={state}>
                <figcaption>
                  {panel} {state} {size.width}x{size.height}
                </figcaption>
                <div className="gallery-room" data-testid={`${state}-${screen ?? 'one'}`} style={{ ...size }}>
                  <TerminalContext value={cell.terminal}>
                    <PanelInstanceContext value={panel}>
                      <Panel />
                    </PanelInstanceContext>
                  </TerminalContext>
                </div>
              </figure>
            ))}
          </div>
        )
      })}
    </main>
  )
}

function sizesAsked(panel: PanelId): readonly Pick<Shown, 'screen' | 'size'>[] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(query.get('size') ?? '') ?? []
  if (width !== undefined && height !== undefined)
    return [{ screen: undefined, size: { width: Number(width), height: Number(height) } }]
  const screens = Object.keys(SCREENS) as Screen[]
  return screens
    .filter((screen) => (query.get('size') ?? screen) === screen)
    .map((screen) => ({ screen, size: panelSize(panel, screen) }))
}

async function showPanel(panel: PanelId, root: HTMLElement): Promise<void> {
  const state = query.get('state') ?? ''
  const states = isPanelState(state) ? [state] : PANEL_STATES
  const { empty = {}, prepare } = SCENES[panel] ?? {}
  const shown = sizesAsked(panel).flatMap((place) =>
    states.map((each) => ({
      ...place,
      state: each,
      cell: openCell({ state: each, environment, storage: cellStorage(), empty }),
    })),
  )
  for (const { cell } of shown) {
    keep(cell)
    prepare?.(cell.terminal, cell.backend)
  }
  createRoot(root).render(<Sheet panel={panel} shown={shown} />)
  await painted()
  await Promise.all(shown.map(({ cell }) => cell.play(painted)))
}

async function showLayout(name: string, root: HTMLElement): Promise<void> {
  const asked = query.get('state') ?? ''
  const state = isPanelState(asked) ? asked : 'ready'
  const cell = openCell({ state, environment, storage: cellStorage() })
  if (query.get('tour') === null) localStorage.setItem(TOUR_KEY, 'off')
  keep(cell)
  createRoot(root).render(<App terminal={cell.terminal} notifier={startNotices(cell.terminal)} />)
  await painted()
  chooseLayout(name)
  await cell.play(painted)
}

function Contents(): ReactNode {
  return (
    <main className="gallery">
      <h1>Panels and their states</h1>
      <ul className="gallery-list">
        {PANELS.map(({ id, title }) => (
          <li key={id}>
            <a href={`?panel=${id}`} data-panel={id}>
              {title}
            </a>
          </li>
        ))}
        {SHIPPED.map((name) => (
          <li key={name}>
            <a href={`?layout=${name}`} data-layout={name}>
              Layout {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  )
}

async function show(root: HTMLElement): Promise<void> {
  const asked = query.get('panel')
  const layout = query.get('layout')
  const panel = PANELS.find(({ id }) => id === asked)
  if (asked !== null && panel === undefined) throw new Error(`there is no panel "${asked}"; gallery.html lists them`)
  if (panel !== undefined) await showPanel(panel.id, root)
  else if (layout !== null) await showLayout(layout, root)
  else createRoot(root).render(<Contents />)
  Object.assign(window, { gallery: { appear, tick, terminals } })
  await painted()
  dataset['gallery'] = 'done'
}

const root = document.getElementById('root')
if (root !== null) void appear({ theme, pair }).then(() => show(root))
