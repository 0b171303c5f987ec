import { type ReactNode, useId } from 'react'
import { FRESHNESS } from '../../../core/contract/index.ts'
import { formatAge, formatDecimal } from '../../format/index.ts'
import type { TicketDraft } from '../../stores/index.ts'
import {
  draftFor,
  fillTicket,
  useInstrument,
  useRow,
  useSelected,
  useStaleAge,
  useTerminal,
  useWorkspace,
} from '../../stores/index.ts'
import { PanelMessage, Segments } from '../../ui/index.ts'
import { ruleTitle } from '../risk/risk-panel.tsx'
import { draftCommand, draftSentence } from './draft-command.ts'
import type { TicketField } from './order-preview.ts'
import { COMPLAINT_ID, failingRules, PreviewFigures, PreviewVerdict } from './preview-rows.tsx'
import { usePreview } from './use-preview.ts'

interface FieldProps {
  readonly instrument: string
  readonly value: string
  readonly label: string
  readonly unit: string
  readonly field: TicketField
  readonly hint: string
  readonly invalid: boolean
}

function Field({ instrument, value, label, unit, field, hint, invalid }: FieldProps): ReactNode {
  const { workspace } = useTerminal()
  const id = useId()
  return (
    <div className="ticket-box" title={`${label}, ${unit}`}>
      <label htmlFor={id}>
        {label}
        <span className="sr-only">, {unit}</span>
      </label>
      <input
        id={id}
        className="input right"
        aria-invalid={invalid}
        aria-describedby={invalid ? COMPLAINT_ID : undefined}
        inputMode="decimal"
        autoComplete="off"
        placeholder={hint}
        data-testid={`ticket-${field}`}
        value={value}
        onChange={(event) => {
          const text = event.target.value
          fillTicket(workspace, instrument, { [field]: text })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </div>
  )
}

function Touch({ instrument }: { readonly instrument: string }): ReactNode {
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

const TYPES = ['limit', 'market', 'stop'] as const
const TIMES = ['GTC', 'IOC', 'FOK'] as const

function TicketForm({ instrument, ticket }: { readonly instrument: string; readonly ticket: TicketDraft }): ReactNode {
  const terminal = useTerminal()
  const view = useInstrument(instrument)
  const set = (change: Partial<TicketDraft>): void => {
    fillTicket(terminal.workspace, instrument, change)
  }
  const sentence = draftSentence(view?.symbol ?? instrument, ticket)
  const preview = usePreview(instrument, ticket)
  const complained = preview.phase === 'invalid' ? preview.field : undefined
  const [failing] = failingRules(preview)
  return (
    <form
      className="ticket-form"
      onSubmit={(event) => {
        event.preventDefault()
        void terminal.commands.send(draftCommand(instrument, ticket), sentence)
      }}
    >
      <div className="ticket-sides" role="radiogroup" aria-label="Side">
        {(['buy', 'sell'] as const).map((side) => (
          <button
            key={side}
            type="button"
            role="radio"
            aria-checked={ticket.side === side}
            className={`btn ${side} ${ticket.side === side ? 'solid' : ''}`}
            data-testid={`ticket-${side}`}
            onClick={() => {
              set({ side })
            }}
          >
            {side === 'buy' ? '▲ Buy' : '▼ Sell'}
          </button>
        ))}
      </div>
      <div className="ticket-line">
        <Segments
          label="Order type"
          options={TYPES}
          value={ticket.type}
          onChange={(type) => {
            set({ type })
          }}
        />
        {ticket.type === 'limit' ? (
          <Segments
            label="Time in force"
            options={TIMES}
            value={ticket.timeInForce}
            onChange={(timeInForce) => {
              set({ timeInForce })
            }}
          />
        ) : null}
      </div>
      <Touch instrument={instrument} />
      <div className="ticket-grid">
        <Field
          label="Size"
          unit={view?.base ?? ''}
          field="quantity"
          instrument={instrument}
          value={ticket.quantity}
          hint={view?.minQuantity ?? ''}
          invalid={complained === 'quantity'}
        />
        {ticket.type === 'market' ? (
          <div className="ticket-box">
            <span>Price</span>
            <div className="input ticket-fixed">at market</div>
          </div>
        ) : (
          <Field
            label={ticket.type === 'limit' ? 'Limit' : 'Trigger'}
            unit={view?.quote ?? ''}
            field="price"
            instrument={instrument}
            value={ticket.price}
            hint="price"
            invalid={complained === 'price'}
          />
        )}
        <Field
          label="Stop"
          unit="optional"
          field="stop"
          instrument={instrument}
          value={ticket.stop}
          hint="none"
          invalid={complained === 'stop'}
        />
        <Field
          label="Target"
          unit="optional"
          field="target"
          instrument={instrument}
          value={ticket.target}
          hint="none"
          invalid={complained === 'target'}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={ticket.reduceOnly}
          onChange={(event) => {
            set({ reduceOnly: event.target.checked })
          }}
        />
        Reduce only
      </label>
      <PreviewFigures state={preview} quote={view?.quote ?? ''} />
      <PreviewVerdict state={preview} />
      <button type="submit" className={`btn solid ticket-submit ${ticket.side}`} data-testid="ticket-submit">
        <span>{sentence}</span>
        {failing === undefined ? null : <small>now refused by: {ruleTitle(failing.code)}</small>}
      </button>
    </form>
  )
}

/** The order form; marked by mode so that paper and live cannot be taken for each other. */
export function TicketPanel(): ReactNode {
  const instrument = useSelected()
  const ticket = useWorkspace((workspace) => workspace.ticket)
  const view = useInstrument(instrument)
  const environment = useRow('trading.state', 'all')?.environment ?? 'unknown'
  return (
    <div className="panel ticket" data-environment={environment} data-testid="ticket">
      <div className="ticket-mode">
        <b>{view?.symbol ?? '–'}</b>
        <span>{environment === 'paper' ? 'PAPER' : environment === 'live' ? 'LIVE: real money' : 'mode not known'}</span>
      </div>
      {instrument === '' ? (
        <PanelMessage title="No instrument selected" />
      ) : (
        <TicketForm instrument={instrument} ticket={draftFor(ticket, instrument)} />
      )}
    </div>
  )
}
