import { type ReactNode, useRef } from 'react'
import { ORDER_TYPES } from '../../../core/domain/index.ts'
import { HOLD, willHappen } from '../../friction/index.ts'
import {
  fillTicket,
  type InstrumentView,
  type TicketDraft,
  type TicketSizing,
  type TicketType,
  useInstrument,
  useTerminal,
} from '../../stores/index.ts'
import { HoldButton } from '../../ui/index.ts'
import { ruleTitle } from '../risk/risk-panel.tsx'
import { draftSentence, hasPrice, hasTrigger, howOf, mayRest, sendingOf, sendingsOf, timesOf } from './draft-command.ts'
import { complainedFields, figuresOf, type TicketField } from './order-preview.ts'
import { failingRules, PreviewFigures, PreviewVerdict } from './preview-rows.tsx'
import { Choice, Field, NoField, Switch } from './ticket-field.tsx'
import { TicketTouch } from './ticket-touch.tsx'
import { type TicketFace, useTicket } from './use-ticket.ts'

const TYPE_WORDS: Readonly<Record<TicketType, string>> = {
  market: 'Market',
  limit: 'Limit',
  stop: 'Stop',
  'stop-limit': 'Stop limit',
  'take-profit': 'Take profit',
  'take-profit-limit': 'Take profit limit',
}
const SIZINGS: Readonly<Record<TicketDraft['side'], readonly TicketSizing[]>> = {
  buy: ['amount', 'money', 'percent', 'risk', 'risk-percent'],
  sell: ['amount', 'held', 'money', 'percent'],
}
const SENDING_WORDS = { whole: 'At once', iceberg: 'Iceberg', twap: 'TWAP' } as const

function sizingWords(sizing: TicketSizing, view: InstrumentView | undefined): string {
  const quote = view?.quote ?? 'money'
  const words: Readonly<Record<TicketSizing, string>> = {
    amount: view?.base ?? 'amount',
    money: quote,
    percent: '% of equity',
    risk: `${quote} at risk`,
    'risk-percent': '% at risk',
    held: '% of held',
  }
  return words[sizing]
}

interface PartProps {
  readonly instrument: string
  readonly ticket: TicketDraft
  readonly complained: readonly TicketField[]
  readonly set: (change: Partial<TicketDraft>) => void
  readonly onEnter: () => void
}

/** Going from a type with one price to one with two, what was waited for stays what is waited for. */
export function typeChange(ticket: TicketDraft, type: TicketType): Partial<TicketDraft> {
  const { price, trigger } = ticket
  const waited = (each: TicketType): boolean => each !== 'limit' && each !== 'market' && !hasTrigger(each)
  if (waited(ticket.type) && hasTrigger(type)) return { type, trigger: price, price: '' }
  if (hasTrigger(ticket.type) && waited(type)) return { type, price: trigger, trigger: '' }
  return { type }
}

function KindLine({ ticket, set, complained }: PartProps): ReactNode {
  const odd = complained.includes('options')
  const sending = sendingOf(ticket)
  return (
    <div className="ticket-line">
      <Choice
        label="Order type"
        testId="ticket-type"
        options={ORDER_TYPES}
        words={(type) => TYPE_WORDS[type]}
        value={ticket.type}
        onChange={(type) => {
          set(typeChange(ticket, type))
        }}
      />
      <Choice
        label="Time in force"
        testId="ticket-time"
        options={sending === 'iceberg' ? (['GTC'] as const) : timesOf(ticket.type)}
        words={(time) => time}
        value={sending === 'iceberg' || !timesOf(ticket.type).includes(ticket.timeInForce) ? 'GTC' : ticket.timeInForce}
        invalid={odd}
        onChange={(timeInForce) => {
          set({ timeInForce })
        }}
      />
      <Choice
        label="How it is placed"
        testId="ticket-sending"
        options={sendingsOf(ticket)}
        words={(option) => SENDING_WORDS[option]}
        value={sending}
        onChange={(next) => {
          set({ sending: next })
        }}
      />
    </div>
  )
}

function Switches({ ticket, set }: PartProps): ReactNode {
  return (
    <div className="ticket-switches">
      <Switch
        label="Post only"
        short="Post"
        hint="Refused by the venue when it would take at once; for a limit order that rests (GTC)"
        testId="ticket-post"
        on={ticket.postOnly}
        disabled={!mayRest({ ...ticket, sending: sendingOf(ticket) })}
        onChange={(postOnly) => {
          set({ postOnly })
        }}
      />
      <Switch
        label="Reduce only"
        short="Reduce"
        hint="Sells at most what is held; for sales"
        testId="ticket-reduce"
        on={ticket.reduceOnly}
        disabled={ticket.side === 'buy'}
        onChange={(reduceOnly) => {
          set({ reduceOnly })
        }}
      />
    </div>
  )
}

function SizeField(props: PartProps): ReactNode {
  const { instrument, ticket, set, complained, onEnter } = props
  const view = useInstrument(instrument)
  return (
    <div className="ticket-size">
      <Field
        instrument={instrument}
        ticket={ticket}
        field="quantity"
        label="Size"
        unit={sizingWords(ticket.sizing, view)}
        hint={ticket.sizing === 'amount' ? (view?.minQuantity ?? '') : ''}
        complained={complained}
        onEnter={onEnter}
      />
      <Choice
        label="Size by"
        testId="ticket-sizing"
        options={SIZINGS[ticket.side]}
        words={(sizing) => sizingWords(sizing, view)}
        value={ticket.sizing}
        onChange={(sizing) => {
          // A number means something else in another unit.
          set({ sizing, quantity: '' })
        }}
      />
    </div>
  )
}

/** Every field has its place whether this order has it or not. */
function Fields(props: PartProps): ReactNode {
  const { instrument, ticket, complained, onEnter } = props
  const quote = useInstrument(instrument)?.quote ?? ''
  const common = { instrument, ticket, complained, onEnter }
  const sending = sendingOf(ticket)
  const buys = ticket.side === 'buy'
  return (
    <div className="ticket-grid">
      <SizeField {...props} />
      {hasTrigger(ticket.type) ? (
        <Field {...common} label="Trigger" unit={quote} field="trigger" hint="price" />
      ) : (
        <NoField label="Trigger" text="none" />
      )}
      {hasPrice(ticket.type) ? (
        <Field
          {...common}
          label={ticket.type.startsWith('limit') || hasTrigger(ticket.type) ? 'Limit' : 'Trigger'}
          unit={quote}
          field="price"
          hint="price"
        />
      ) : (
        <NoField label="Price" text="market" />
      )}
      {buys ? (
        <>
          <Field {...common} label="Stop" unit={`${quote}, optional`} field="stop" hint="none" />
          <Field {...common} label="Target" unit={`${quote}, optional`} field="target" hint="none" />
          <Field {...common} label="Trail %" unit="percent below the highest bid, optional" field="trail" hint="none" />
        </>
      ) : (
        <>
          <NoField label="Stop" text="buys only" />
          <NoField label="Target" text="buys only" />
          <NoField label="Trail %" text="buys only" />
        </>
      )}
      {sending === 'whole' ? <NoField label="Placed" text="whole" /> : null}
      {sending === 'iceberg' ? <Field {...common} label="Shows" unit="seen at a time" field="display" hint="size" /> : null}
      {sending === 'twap' ? (
        <div className="ticket-twap">
          <Field {...common} label="×" unit="slices" field="slices" hint="" />
          <Field {...common} label="min" unit="minutes in all" field="minutes" hint="" />
        </div>
      ) : null}
    </div>
  )
}

interface SubmitProps {
  readonly face: TicketFace
  readonly sentence: string
  readonly side: TicketDraft['side']
}

function SubmitButton({ face, sentence, side }: SubmitProps): ReactNode {
  const { clock } = useTerminal()
  const { preview, step, asked, held } = face
  const [failing] = failingRules(preview)
  const misfit = figuresOf(preview)?.code
  const refused = failing === undefined ? (misfit === undefined ? undefined : 'it does not fit') : ruleTitle(failing.code)
  const below = refused === undefined ? undefined : `now refused by: ${refused}`
  if (step === 'hold')
    return (
      <HoldButton
        className={`solid ticket-submit ${side}`}
        hold={HOLD}
        testId="ticket-hold"
        after={(delay, task) => clock.after(delay, task)}
        onHeld={held}
      >
        <span className="ticket-does">{sentence}</span>
        <small>{below ?? 'hold for 1.5 s'}</small>
      </HoldButton>
    )
  const note = asked ? 'press again to send' : below
  return (
    <button type="submit" className={`btn solid ticket-submit ${side}`} data-asked={asked} data-testid="ticket-submit">
      <span className="ticket-does">{sentence}</span>
      {note === undefined ? null : <small>{note}</small>}
    </button>
  )
}

export function TicketForm({ instrument, ticket }: { readonly instrument: string; readonly ticket: TicketDraft }): ReactNode {
  const terminal = useTerminal()
  const view = useInstrument(instrument)
  const symbol = view?.symbol ?? instrument
  const form = useRef<HTMLFormElement>(null)
  const face = useTicket(instrument, symbol, ticket)
  const { preview, step, asked } = face
  const figures = figuresOf(preview)
  const complained = complainedFields(preview, ticket.type)
  const counted = ticket.sizing === 'amount' ? undefined : figures?.quantity
  const sentence = willHappen({
    side: ticket.side,
    size: `${counted ?? figures?.quantity ?? ticket.quantity} ${view?.base ?? ''}`,
    how: howOf(ticket),
    notional: figures?.notional,
    quote: view?.quote ?? '',
    equityShare: figures?.equityShare,
  })
  const set = (change: Partial<TicketDraft>): void => {
    fillTicket(terminal.workspace, instrument, change)
  }
  const onEnter = (): void => {
    // Enter does not hold; it brings there.
    if (step === 'hold') form.current?.querySelector<HTMLElement>('.hold')?.focus()
    else face.press()
  }
  const parts = { instrument, ticket, complained, set, onEnter }
  return (
    <form
      ref={form}
      className="ticket-form"
      onSubmit={(event) => {
        event.preventDefault()
        face.press()
      }}
    >
      <div className="ticket-body">
        <div className="ticket-head">
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
                  set({ side, ...(SIZINGS[side].includes(ticket.sizing) ? {} : { sizing: 'amount', quantity: '' }) })
                }}
              >
                {side === 'buy' ? '▲ Buy' : '▼ Sell'}
              </button>
            ))}
          </div>
          <Switches {...parts} />
        </div>
        <KindLine {...parts} />
        <TicketTouch instrument={instrument} />
        <Fields {...parts} />
        <PreviewFigures state={preview} instrument={instrument} />
      </div>
      <div className="ticket-foot">
        <PreviewVerdict state={preview} sentence={step === 'hold' || asked ? sentence : undefined} asked={asked} />
        <SubmitButton face={face} side={ticket.side} sentence={draftSentence(symbol, ticket, counted)} />
      </div>
    </form>
  )
}
