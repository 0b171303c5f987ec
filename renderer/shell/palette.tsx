import { Dialog } from 'radix-ui'
import { type ReactNode, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { returnFocus } from '../ui/index.ts'
import { useReference, useTerminal, useWorkspace } from '../stores/index.ts'
import { savedLayouts } from './layout.ts'
import { matchScore } from './match.ts'
import { type Entry, paletteEntries, saveEntry } from './palette-entries.ts'

function useFound(query: string): readonly Entry[] {
  const terminal = useTerminal()
  const instruments = useReference((reference) => reference.instruments)
  const saved = useStore(savedLayouts, (state) => state.saved)
  const keymap = useStore(terminal.keymap)
  const entries = useMemo(
    () => paletteEntries(terminal, { instruments: instruments.values(), saved: Object.keys(saved), keymap }),
    [terminal, instruments, saved, keymap],
  )
  return useMemo(() => {
    const saving = saveEntry(terminal, query)
    const matched = entries
      .map((entry) => ({ entry, score: matchScore(query, `${entry.title} ${entry.kind}`) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ entry }) => entry)
    return saving === undefined ? matched : [saving, ...matched]
  }, [terminal, entries, query])
}

function PaletteBody({ close }: { readonly close: () => void }): ReactNode {
  const [query, setQuery] = useState('')
  const [cursor, setCursor] = useState(0)
  const found = useFound(query)
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
