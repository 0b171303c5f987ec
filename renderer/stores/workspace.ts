import { createStore, type StoreApi } from 'zustand/vanilla'
import type { OrderType, SizeBy, TimeInForce } from '../../core/domain/index.ts'
import type { Confirming } from '../friction/index.ts'

export type TicketSide = 'buy' | 'sell'
export type TicketType = OrderType
/** What the size that was typed is: an amount, or what it is to come to. */
export type TicketSizing = 'amount' | SizeBy['kind']
export type TicketSending = 'whole' | 'iceberg' | 'twap'

/** What the person has typed into the ticket: text, checked by the trader, never computed with. */
export interface TicketDraft {
  /** The market that the fields were filled for. */
  readonly instrument: string
  readonly side: TicketSide
  readonly type: TicketType
  readonly sizing: TicketSizing
  /** The size, in the unit of `sizing`. */
  readonly quantity: string
  /** The limit, of an order without one the price it waits for. */
  readonly price: string
  /** The price that an order with a limit waits for. */
  readonly trigger: string
  readonly stop: string
  readonly target: string
  /** How far the stop follows, percent. */
  readonly trail: string
  readonly timeInForce: TimeInForce
  readonly reduceOnly: boolean
  readonly postOnly: boolean
  readonly sending: TicketSending
  /** How much of an iceberg others see. */
  readonly display: string
  readonly slices: string
  readonly minutes: string
}

export interface SeenSignal {
  readonly signalId: string
  readonly ask: string
  readonly quantity?: string | undefined
  readonly notional?: string | undefined
  readonly equityShare?: string | undefined
  /** The terms as edited, where they are being edited. */
  readonly edits?: Readonly<Record<string, string>>
}

export interface Workspace {
  readonly signalId: string | undefined
  /** When the queue moved the selection on by itself, epoch ms; 0 when the person chose. */
  readonly signalMovedAt: number
  /** What is before the person's eyes beside the selected signal: an approval says it was seen, and is weighed by it. */
  readonly seen: SeenSignal | undefined
  /** What the next press of its key or button would send. */
  readonly confirming: Confirming | undefined
  /** The signal whose size, stop or target the person changes before approving. */
  readonly editingSignalId: string | undefined
  /** Why a signal would be rejected, as typed on its card: button and key send the same. */
  readonly rejection: { readonly signalId: string; readonly reason: string } | undefined
  /** The signal or order whose story the journal panel tells. */
  readonly storyId: string | undefined
  readonly tradingKeys: boolean
  readonly palette: boolean
  readonly help: boolean
  readonly settings: boolean
  /** The part of the settings that is open. */
  readonly settingsSection: string
  /** Whether the gate to live is open in this window. */
  readonly gate: boolean
  readonly ticket: TicketDraft
}

export const EMPTY_TICKET: TicketDraft = {
  instrument: '',
  side: 'buy',
  type: 'limit',
  sizing: 'amount',
  quantity: '',
  price: '',
  trigger: '',
  stop: '',
  target: '',
  trail: '',
  timeInForce: 'GTC',
  reduceOnly: false,
  postOnly: false,
  sending: 'whole',
  display: '',
  slices: '10',
  minutes: '30',
}

/** What this window looks at. Trading keys are off at every start, on purpose. */
export const workspaceStore = (): StoreApi<Workspace> =>
  createStore<Workspace>(() => ({
    signalId: undefined,
    signalMovedAt: 0,
    seen: undefined,
    confirming: undefined,
    editingSignalId: undefined,
    rejection: undefined,
    storyId: undefined,
    tradingKeys: false,
    palette: false,
    help: false,
    settings: false,
    settingsSection: 'appearance',
    gate: false,
    ticket: EMPTY_TICKET,
  }))

/** The draft for a market: what was typed for another keeps its side, type and time in force, and no amount or price. */
export const draftFor = (ticket: TicketDraft, instrument: string): TicketDraft =>
  ticket.instrument === instrument
    ? ticket
    : {
        ...EMPTY_TICKET,
        instrument,
        side: ticket.side,
        type: ticket.type,
        timeInForce: ticket.timeInForce,
        sizing: ticket.sizing,
      }

export const fillTicket = (workspace: StoreApi<Workspace>, instrument: string, change: Partial<TicketDraft>): void => {
  workspace.setState(({ ticket }) => ({ ticket: { ...draftFor(ticket, instrument), ...change } }))
}
