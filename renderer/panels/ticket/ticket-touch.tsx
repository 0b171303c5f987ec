import type { ReactNode } from 'react'
import { FRESHNESS } from '../../../core/contract/index.ts'
import { formatAge, formatDecimal } from '../../format/index.ts'
import { fillTicket, useInstrument, useRow, useStaleAge, useTerminal } from '../../stores/index.ts'

/** Best bid and ask; a press takes the price into the ticket. */
export function TicketTouch({ instrument }: { readonly instrument: string }): ReactNode {
  const { workspace } = useTerminal()
  const quote = useRow('market.quotes', instrument)
  const view = useInstrument(instrument)
  const take = (price: string | undefined): void => {
    if (price === undefined) return
    const text = formatDecimal(price, view?.priceDecimals ?? 2, { group: false })
    const { type } = workspace.getState().ticket
    fillTicket(workspace, instrument, { price: text, type: type === 'market' ? 'limit' : type })
  }
  const staleAge = useStaleAge(quote?.receivedTime, FRESHNESS.price)
  const text = (value: string | undefined): string => formatDecimal(value, view?.priceDecimals ?? 2)
  return (
    <div className="ticket-touch">
      <button
        type="button"
        className="touch"
        title="Use the best bid"
        onClick={() => {
          take(quote?.bid)
        }}
      >
        <span className="dim">Bid</span> <span className={staleAge === undefined ? 'num up' : 'num dim'}>{text(quote?.bid)}</span>
      </button>
      {staleAge === undefined ? null : (
        <span className="warn" title="Entries are refused while the price is this old">
          stale {formatAge(staleAge)}
        </span>
      )}
      <button
        type="button"
        className="touch"
        title="Use the best ask"
        onClick={() => {
          take(quote?.ask)
        }}
      >
        <span className={staleAge === undefined ? 'num down' : 'num dim'}>{text(quote?.ask)}</span>{' '}
        <span className="dim">Ask</span>
      </button>
    </div>
  )
}
