import { type ReactNode, useMemo } from 'react'
import { FRESHNESS } from '../../../core/contract/index.ts'
import { changeLossy, compactDecimal, formatAge, formatDecimal, formatPercent } from '../../format/index.ts'
import {
  type InstrumentView,
  useReference,
  useRow,
  useSelected,
  useStaleAge,
  useSelect,
  useTopicStore,
} from '../../stores/index.ts'
import { Flash, PanelContent, PanelMessage } from '../../ui/index.ts'

function WatchRow({ instrument, selected }: { readonly instrument: InstrumentView; readonly selected: boolean }): ReactNode {
  const choose = useSelect()
  const quote = useRow('market.quotes', instrument.id)
  const staleAge = useStaleAge(quote?.receivedTime, FRESHNESS.book)
  const last = quote?.last
  const change = changeLossy(quote?.open24h, last)
  const tone = staleAge !== undefined || change === undefined ? 'dim' : change > 0 ? 'up' : change < 0 ? 'down' : ''
  const arrow = change === undefined || change === 0 ? ' ' : change > 0 ? '▲' : '▼'
  const select = (): void => {
    choose(instrument.id)
  }
  return (
    <div
      className="watch-row"
      role="option"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-faded={staleAge !== undefined}
      data-testid={`watch-row-${instrument.symbol}`}
      onClick={select}
      onFocus={select}
      onKeyDown={(event) => {
        const { currentTarget, key } = event
        const next =
          key === 'ArrowDown' ? currentTarget.nextElementSibling : key === 'ArrowUp' ? currentTarget.previousElementSibling : null
        if (next instanceof HTMLElement) {
          event.preventDefault()
          next.focus()
        }
      }}
    >
      <span className="watch-symbol">
        <b>{instrument.base}</b>
        <span className="dim">/{instrument.quote}</span>
      </span>
      <span className="num right" title={last} data-testid={`last-${instrument.symbol}`}>
        <Flash value={last}>{formatDecimal(last, instrument.priceDecimals)}</Flash>
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
      <span className="num right dim" title={quote?.volume24h}>
        {compactDecimal(quote?.volume24h, 0)}
      </span>
    </div>
  )
}

export function WatchlistPanel(): ReactNode {
  const instruments = useReference((reference) => reference.instruments)
  const error = useReference((reference) => reference.error)
  const selected = useSelected()
  const rows = useMemo(() => [...instruments.values()], [instruments])
  useTopicStore('market.quotes')
  const empty =
    rows.length > 0 ? undefined : (
      <PanelMessage title={error === '' ? 'No instruments yet' : 'The instruments could not be read'}>
        {error === '' ? 'The feed is still listing its markets.' : `${error}. It is tried again by itself.`}
      </PanelMessage>
    )
  return (
    <div className="panel" data-testid="watchlist">
      <div className="watch-row watch-head">
        <span>Symbol</span>
        <span className="right">Last</span>
        <span className="right">24 h</span>
        <span className="right">Volume</span>
      </div>
      <PanelContent topic="market.quotes" what="quotes" empty={empty} scroll>
        <div role="listbox" aria-label="Watchlist">
          {rows.map((row) => (
            <WatchRow key={row.id} instrument={row} selected={row.id === selected} />
          ))}
        </div>
      </PanelContent>
    </div>
  )
}
