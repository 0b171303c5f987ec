import { ACTIONS, chordText, type Keymap } from '../keymap/index.ts'
import { PANELS } from '../panels/registry.ts'
import { groupOf, type InstrumentView, PAIR_WORDS, PAIRS, selectInstrument, type Terminal } from '../stores/index.ts'
import { setPair } from './actions.ts'
import { runAction } from './key-actions.ts'
import { activeInstance, chooseLayout, deleteLayout, openPanel, resetLayout, saveLayout } from './layout.ts'
import { SHIPPED } from './layout-plans.ts'
import { openGate } from './mode/index.ts'
import { newPanel, renamePanel } from './panel-actions.ts'
import { isLinked } from './panel-places.ts'
import { startTour } from './tour/index.ts'
import { ownWindow } from './windows.ts'

export interface Entry {
  readonly kind: 'symbol' | 'panel' | 'layout' | 'action'
  readonly title: string
  readonly note?: string
  readonly run: () => void
}

const symbolEntries = ({ links }: Terminal, instruments: Iterable<InstrumentView>): Entry[] =>
  [...instruments].map((row) => ({
    kind: 'symbol',
    title: row.symbol,
    note: row.exchange,
    run: () => {
      selectInstrument(links, groupOf(links.getState(), activeInstance()), row.id)
    },
  }))

/** Every panel to bring to the front, and one more of each that shows a market. */
const panelEntries = (): Entry[] => [
  ...PANELS.map(
    ({ id, title }): Entry => ({
      kind: 'panel',
      title,
      run: () => {
        openPanel(id)
      },
    }),
  ),
  ...PANELS.filter(({ id }) => isLinked(id)).map(
    ({ id, title }): Entry => ({
      kind: 'panel',
      title: `New ${title.toLowerCase()}`,
      note: 'one more',
      run: () => {
        newPanel(id)
      },
    }),
  ),
]

const layoutEntries = (saved: readonly string[]): Entry[] =>
  ownWindow !== ''
    ? []
    : [
        ...[...SHIPPED, ...saved].map(
          (name): Entry => ({
            kind: 'layout',
            title: name,
            note: 'lay out',
            run: () => {
              chooseLayout(name)
            },
          }),
        ),
        ...saved.map(
          (name): Entry => ({
            kind: 'layout',
            title: `Delete ${name}`,
            run: () => {
              deleteLayout(name)
            },
          }),
        ),
      ]

/** Actions that have no key of their own. */
const keylessEntries = (terminal: Terminal): Entry[] =>
  (
    [
      ['Gate to live', openGate],
      ['Take the tour', startTour],
      ...PAIRS.map((pair) => [`Colours: ${PAIR_WORDS[pair].toLowerCase()}`, setPair(pair)] as const),
      ['Reset the layout', resetLayout],
      [
        'Rename the panel',
        () => {
          renamePanel(activeInstance())
        },
      ],
      [
        'Save the layout',
        ({ toasts }: Terminal) => {
          toasts.show({ tone: 'info', title: 'Name the layout', text: 'Open the palette and type save and a name: save morning' })
        },
      ],
    ] as const
  ).map(([title, run]) => ({
    kind: 'action',
    title,
    run: () => {
      run(terminal)
    },
  }))

const keyedEntries = (terminal: Terminal, keymap: Keymap): Entry[] =>
  ACTIONS.filter(({ id, section }) => section !== 'Layouts' && id !== 'palette').map(({ id, title }) => ({
    kind: 'action',
    title,
    note: chordText(keymap[id]),
    run: () => {
      runAction(terminal, id)
    },
  }))

export interface EntrySources {
  readonly instruments: Iterable<InstrumentView>
  readonly saved: readonly string[]
  readonly keymap: Keymap
}

/** Everything that the palette finds. */
export const paletteEntries = (terminal: Terminal, { instruments, saved, keymap }: EntrySources): readonly Entry[] => [
  ...symbolEntries(terminal, instruments),
  ...panelEntries(),
  ...layoutEntries(saved),
  ...keyedEntries(terminal, keymap),
  ...keylessEntries(terminal),
]

const SAVE = /^save(?: layout)?(?: as)? +(.{1,40})$/i

/** `save morning` offers to keep the arrangement on the screen as `morning`. */
export function saveEntry({ toasts }: Terminal, query: string): Entry | undefined {
  const name = SAVE.exec(query.trim())?.[1]?.trim()
  if (name === undefined || ownWindow !== '') return undefined
  return {
    kind: 'layout',
    title: `Save layout as ${name}`,
    run: () => {
      const kept = saveLayout(name)
      if (kept.ok)
        toasts.show({ tone: 'ok', title: `Layout ${name} saved`, text: 'Choose it in the palette or in the bar at the top.' })
      else toasts.show({ tone: 'error', title: `Layout ${name} not saved`, text: kept.error.remedy })
    },
  }
}
