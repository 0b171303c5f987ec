import { Pin } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, memo, type ReactNode } from 'react'
import { FRESHNESS } from '../../../core/contract/index.ts'
import { changeLossy, compactDecimal, formatAge, formatDecimal, formatPercent } from '../../format/index.ts'
import { type InstrumentView, useRow, useStaleAge } from '../../stores/index.ts'
import { Flash } from '../../ui/index.ts'
import { spreadLossy } from './watchlist-model.ts'

export interface WatchRowActions {
  select(id: string): void
  pin(id: string): void
  /** Puts a market where another is. */
  move(id: string, target: string): void
}

interface WatchRowProps {
  readonly instrument: InstrumentView
  readonly selected: boolean
  /** The one that the Tab key reaches. */
  readonly reachable: boolean
  readonly pinned: boolean
  readonly actions: WatchRowActions
}

const DRAGGED = 'application/x-sentinel-market'

/** Arrows go to the next row, with Alt they take this one along; P pins. */
function onKey(event: KeyboardEvent<HTMLElement>, id: string, actions: WatchRowActions): void {
  const { currentTarget, key, altKey } = event
  if (key.toLowerCase() === 'p' && !event.ctrlKey && !event.metaKey) {
    event.preventDefault()
    event.stopPropagation()
    actions.pin(id)
    return
  }
  const next =
    key === 'ArrowDown' ? currentTarget.nextElementSibling : key === 'ArrowUp' ? currentTarget.previousElementSibling : null
  if (!(next instanceof HTMLElement)) return
  event.preventDefault()
  const target = next.dataset['market']
  if (!altKey) next.focus()
  else if (target !== undefined) actions.move(id, target)
}

function onDrop(event: DragEvent<HTMLElement>, id: string, actions: WatchRowActions): void {
  const dragged = event.dataTransfer.getData(DRAGGED)
  if (dragged === '') return
  event.preventDefault()
  actions.move(dragged, id)
}

function Row({ instrument, selected, reachable, pinned, actions }: WatchRowProps): ReactNode {
  const { id, symbol, base, quote: coin, priceDecimals } = instrument
  const quote = useRow('market.quotes', id)
  const staleAge = useStaleAge(quote?.receivedTime, FRESHNESS.book)
  const last = quote?.last
  const change = changeLossy(quote?.open24h, last)
  const spread = spreadLossy(quote)
  const tone = staleAge !== undefined || change === undefined ? 'dim' : change > 0 ? 'up' : change < 0 ? 'down' : ''
  const arrow = change === undefined || change === 0 ? ' ' : change > 0 ? '▲' : '▼'
  const select = (): void => {
    actions.select(id)
  }
  return (
    <div
      className="watch-row"
      role="option"
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      data-market={id}
      data-pinned={pinned}
      data-faded={staleAge !== undefined}
      data-testid={`watch-row-${symbol}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault()
      }}
      onDrop={(event) => {
        onDrop(event, id, actions)
      }}
      onClick={select}
      onFocus={select}
      onKeyDown={(event) => {
        onKey(event, id, actions)
      }}
    >
      <span className="watch-symbol">
        <b>{base}</b>
        <span className="dim">/{coin}</span>
        <i
          className="watch-pin"
          title={pinned ? 'Unpin (P)' : 'Pin to the top (P)'}
          onClick={(event) => {
            event.stopPropagation()
            actions.pin(id)
          }}
        >
          <Pin size={9} aria-hidden />
        </i>
        {pinned ? <span className="sr-only">pinned</span> : null}
      </span>
      <span className="num right" title={last} data-testid={`last-${symbol}`}>
        <Flash value={last}>{formatDecimal(last, priceDecimals)}</Flash>
      </span>
      {staleAge === undefined ? (
        <span className={`num right ${tone}`}>
          <i className="arrow">{arrow}</i>
          {formatPercent(change)}
        </span>
      ) : (
        <span className="num right warn" title="Time since the last quote">
          {formatAge(staleAge)}
        </span>
      )}
      <span className="num right dim watch-spread" title={quote === undefined ? undefined : `${quote.bid} / ${quote.ask}`}>
        {spread === undefined ? '–' : spread.toFixed(spread < 9.95 ? 2 : 1)}
      </span>
      <span className="num right dim" title={quote?.volume24h}>
        {compactDecimal(quote?.volume24h, 0)}
      </span>
    </div>
  )
}

export const WatchRow = memo(Row)
