import { Dialog } from 'radix-ui'
import { type ReactNode, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { PANELS } from '../panels/registry.ts'
import { groupOf, PAIRS, selectInstrument, type Terminal, useReference, useTerminal, useWorkspace } from '../stores/index.ts'
import { returnFocus } from '../ui/index.ts'
import { cancelAll, flattenAll, kill, rearm, setPair, toggleTheme, toggleTradingKeys, toggleZone } from './actions.ts'
import { activeInstance, chooseLayout, deleteLayout, layouts, openPanel, resetLayout, saveLayout } from './layout.ts'
import { SHIPPED } from './layout-plans.ts'
import { matchScore } from './match.ts'
import { backToPaper, openGate } from './mode/index.ts'
import { PAIR_WORDS } from './settings-dialog.tsx'

interface Entry {
  readonly kind: 'symbol' | 'panel' | 'layout' | 'action'
  readonly title: string
  readonly note?: string
  readonly run: () => void
}

const actions = (terminal: Terminal): Entry[] =>
  (
    [
      ['Cancel all orders', cancelAll],
      ['Flatten all positions', flattenAll],
      [
        'KILL: halt trading',
        (t: Terminal) => {
          kill(t, false)
        },
      ],
      [
        'KILL and flatten',
        (t: Terminal) => {
          kill(t, true)
        },
      ],
      ['Re-arm trading', rearm],
      ['Back to paper', backToPaper],
      ['Gate to live', openGate],
      ['Trading keys on or off', toggleTradingKeys],
      ['Dark or light theme', toggleTheme],
      ...PAIRS.map((pair) => [`Colours: ${PAIR_WORDS[pair].toLowerCase()}`, setPair(pair)] as const),
      [
        'Settings',
        (t: Terminal) => {
          t.workspace.setState({ settings: true })
        },
      ],
      ['UTC or local time', toggleZone],
      [
        'Reset the layout',
        () => {
          resetLayout()
        },
      ],
      [
        'Save the layout',
        (t: Terminal) => {
          t.toasts.show({
            tone: 'info',
            title: 'Name the layout',
            text: 'Open the palette and type save and a name: save morning',
          })
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

const layoutEntries = (saved: readonly string[]): Entry[] => [
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

const SAVE = /^save(?: layout)?(?: as)? +(.{1,40})$/i

/** `save morning` offers to keep the arrangement on the screen as `morning`. */
function saveEntry(terminal: Terminal, query: string): Entry | undefined {
  const name = SAVE.exec(query.trim())?.[1]?.trim()
  if (name === undefined) return undefined
  return {
    kind: 'layout',
    title: `Save layout as ${name}`,
    run: () => {
      const kept = saveLayout(name)
      terminal.toasts.show({
        tone: kept ? 'ok' : 'error',
        title: kept ? `Layout ${name} saved` : `Layout ${name} not saved`,
        text: kept
          ? 'Choose it in the palette or in the bar at the top.'
          : 'Trade, Signals and Research keep their names, and twenty layouts are kept at most: take another name or delete one.',
      })
    },
  }
}

function useEntries(): readonly Entry[] {
  const terminal = useTerminal()
  const instruments = useReference((reference) => reference.instruments)
  const saved = useStore(layouts, (state) => state.saved)
  return useMemo(() => {
    const symbols = [...instruments.values()].map(
      (row): Entry => ({
        kind: 'symbol',
        title: row.symbol,
        note: row.exchange,
        run: () => {
          const { links } = terminal
          selectInstrument(links, groupOf(links.getState(), activeInstance()), row.id)
        },
      }),
    )
    const panels = PANELS.map(
      ({ id, title }): Entry => ({
        kind: 'panel',
        title,
        run: () => {
          openPanel(id)
        },
      }),
    )
    return [...symbols, ...panels, ...layoutEntries(Object.keys(saved)), ...actions(terminal)]
  }, [terminal, instruments, saved])
}

function PaletteBody({ close }: { readonly close: () => void }): ReactNode {
  const terminal = useTerminal()
  const entries = useEntries()
  const [query, setQuery] = useState('')
  const [cursor, setCursor] = useState(0)
  const found = useMemo(() => {
    const saving = saveEntry(terminal, query)
    const matched = entries
      .map((entry) => ({ entry, score: matchScore(query, `${entry.title} ${entry.kind}`) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ entry }) => entry)
    return saving === undefined ? matched : [saving, ...matched]
  }, [terminal, entries, query])
  const at = Math.min(cursor, found.length - 1)
  const choose = (entry: Entry | undefined): void => {
    close()
    entry?.run()
  }
  return (
    <>
      <input
        className="search"
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={`palette-${String(at)}`}
        aria-label="Search symbols, panels and actions"
        placeholder="Symbol, panel or action"
        data-testid="palette-input"
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setCursor(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setCursor(Math.min(at + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setCursor(Math.max(at - 1, 0))
          else if (event.key === 'Enter') choose(found[at])
          else return
          event.preventDefault()
        }}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Results">
        {found.length === 0 ? <div className="panel-message">Nothing is called that.</div> : null}
        {found.map((entry, index) => (
          <div
            key={`${entry.kind}-${entry.title}-${entry.note ?? ''}`}
            id={`palette-${String(index)}`}
            className="palette-item"
            role="option"
            aria-selected={index === at}
            ref={index === at ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => {
              setCursor(index)
            }}
            onClick={() => {
              choose(entry)
            }}
          >
            <span className="kind">{entry.kind}</span>
            {entry.title}
            <span className="note">{entry.note}</span>
          </div>
        ))}
      </div>
    </>
  )
}

export function CommandPalette(): ReactNode {
  const terminal = useTerminal()
  const open = useWorkspace((workspace) => workspace.palette)
  const close = (): void => {
    terminal.workspace.setState({ palette: false })
  }
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        terminal.workspace.setState({ palette: next })
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={returnFocus} data-testid="palette">
          <Dialog.Title className="sr-only">Palette</Dialog.Title>
          <PaletteBody close={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
