import type { ReactNode } from 'react'
import { draftFor, useInstrument, useRow, useSelected, useWorkspace } from '../../stores/index.ts'
import { PanelMessage } from '../../ui/index.ts'
import { TicketForm } from './ticket-form.tsx'

/** The order form; marked by mode so that paper and live cannot be taken for each other. */
export function TicketPanel(): ReactNode {
  const instrument = useSelected()
  const ticket = useWorkspace((workspace) => workspace.ticket)
  const view = useInstrument(instrument)
  const environment = useRow('trading.state', 'all')?.environment ?? 'unknown'
  const keys = useRow('system.mode', 'all')?.keys ?? ''
  const account = environment === 'live' ? keys : ''
  return (
    <div className="panel ticket" data-environment={environment} data-testid="ticket">
      <div className="ticket-mode">
        <b>{view?.symbol ?? '–'}</b>
        <span title={account === '' ? undefined : `Account ${account}`}>
          {environment === 'paper'
            ? 'PAPER'
            : environment === 'live'
              ? `LIVE${account === '' ? '' : ` · ${account}`}`
              : 'mode not known'}
        </span>
      </div>
      {instrument === '' ? (
        <PanelMessage title="No instrument selected" />
      ) : (
        <TicketForm instrument={instrument} ticket={draftFor(ticket, instrument)} />
      )}
    </div>
  )
}
