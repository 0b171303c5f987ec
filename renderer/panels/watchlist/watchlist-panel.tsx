import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { QuoteRow } from '../../../core/contract/index.ts'
import {
  type InstrumentView,
  usePanelState,
  useReference,
  useSelect,
  useSelected,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'
import { WatchRow, type WatchRowActions } from './watch-row.tsx'
import { arranged, moved, nextSort, parseWatch, type WatchSettings, type WatchSort } from './watchlist-model.ts'

const TITLES = [
  ['symbol', 'Symbol', 'Symbol'],
  ['last', 'Last', 'Last price'],
  ['change', '24 h', '24 h change'],
  ['spread', 'Spread', 'Spread in basis points'],
  ['volume', 'Volume', 'Volume of 24 hours'],
] as const satisfies readonly (readonly [WatchSort, string, string])[]

interface HeadProps {
  readonly settings: WatchSettings
  readonly onSort: (by: WatchSort) => void
}

function Head({ settings: { sort }, onSort }: HeadProps): ReactNode {
  return (
    <div className="watch-row watch-head" role="group" aria-label="Sort the watchlist">
      {TITLES.map(([by, title, hint]) => {
        const on = sort?.by === by
        const way = on ? (sort.down ? ', largest first' : ', smallest first') : ''
        return (
          <button
            key={by}
            type="button"
            className={`${by === 'symbol' ? '' : 'right'} ${by === 'spread' ? 'watch-spread' : ''}`}
            aria-pressed={on}
            aria-label={`Sort by ${hint.toLowerCase()}${way}`}
            title={hint}
            onClick={() => {
              onSort(by)
            }}
          >
            {on ? <i className="arrow">{sort.down ? '▼' : '▲'}</i> : null}
            {title}
          </button>
        )
      })}
    </div>
  )
}

/** Quotes to sort by. Rows change places once a second at most: one that is about to be clicked must not run away. */
function useQuotesSecondly(): ReadonlyMap<string, QuoteRow> {
  const { clock } = useTerminal()
  const store = useTopicStore('market.quotes')
  const [quotes, setQuotes] = useState(() => new Map(store.getState().rows))
  useEffect(
    () =>
      clock.every(1_000, () => {
        setQuotes(new Map(store.getState().rows))
      }),
    [clock, store],
  )
  return quotes
}

/** What rows may do, the same object throughout, so that a row renders again only for itself. */
function useActions(
  settings: WatchSettings,
  shown: readonly InstrumentView[],
  change: (next: WatchSettings) => void,
): WatchRowActions {
  const select = useSelect()
  const now = useRef({ settings, shown, change, select })
  useEffect(() => {
    now.current = { settings, shown, change, select }
  })
  return useMemo(
    () => ({
      select: (id) => {
        now.current.select(id)
      },
      pin: (id) => {
        const { settings: before, change: set } = now.current
        const { pinned } = before
        set({ ...before, pinned: pinned.includes(id) ? pinned.filter((each) => each !== id) : [...pinned, id] })
      },
      move: (id, target) => {
        const { settings: before, shown: rows, change: set } = now.current
        const order = moved(
          rows.map((row) => row.id),
          id,
          target,
        )
        // Dropped among the pinned ones it is one of them, and the other way round.
        const kept = before.pinned.filter((each) => each !== id)
        set({ ...before, sort: undefined, order, pinned: before.pinned.includes(target) ? [...kept, id] : kept })
      },
    }),
    [],
  )
}

export function WatchlistPanel(): ReactNode {
  const instruments = useReference((reference) => reference.instruments)
  const error = useReference((reference) => reference.error)
  const selected = useSelected()
  const [settings, change] = usePanelState('list', parseWatch)
  const all = useMemo(() => [...instruments.values()], [instruments])
  const quotes = useQuotesSecondly()
  const shown = useMemo(() => arranged(all, quotes, settings), [all, quotes, settings])
  const actions = useActions(settings, shown, change)
  const reachable = shown.some(({ id }) => id === selected) ? selected : shown[0]?.id
  const empty =
    all.length > 0 ? undefined : (
      <PanelMessage title={error === '' ? 'No instruments yet' : 'The instruments could not be read'}>
        {error === '' ? 'The feed is still listing its markets.' : `${error}. It is tried again by itself.`}
      </PanelMessage>
    )
  return (
    <div className="panel watchlist" data-testid="watchlist">
      <div className="panel-bar">
        <input
          className="input watch-filter"
          type="search"
          placeholder="Filter"
          aria-label="Filter the watchlist"
          value={settings.filter}
          onChange={(event) => {
            change({ ...settings, filter: event.target.value })
          }}
        />
        <span className="num dim" aria-live="polite">
          {shown.length === all.length ? String(all.length) : `${String(shown.length)} of ${String(all.length)}`}
        </span>
      </div>
      <Head
        settings={settings}
        onSort={(by) => {
          change({ ...settings, sort: nextSort(settings.sort, by) })
        }}
      />
      <PanelContent topic="market.quotes" what="quotes" empty={empty} scroll>
        <div role="listbox" aria-label="Watchlist" aria-description="P pins a market, Alt and arrows move it">
          {shown.map((row) => (
            <WatchRow
              key={row.id}
              instrument={row}
              selected={row.id === selected}
              reachable={row.id === reachable}
              pinned={settings.pinned.includes(row.id)}
              actions={actions}
            />
          ))}
        </div>
        {all.length > 0 && shown.length === 0 ? <PanelMessage title="No market has this in its name" /> : null}
      </PanelContent>
    </div>
  )
}
