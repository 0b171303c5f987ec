import { createStore, type StoreApi } from 'zustand/vanilla'

export type TicketSide = 'buy' | 'sell'
export type TicketType = 'market' | 'limit' | 'stop'

/** What the person has typed into the ticket: text, checked by the trader, never computed with. */
export interface TicketDraft {
  /** The market that the fields were filled for. */
  readonly instrument: string
  readonly side: TicketSide
  readonly type: TicketType
  readonly quantity: string
  readonly price: string
  readonly stop: string
  readonly target: string
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK'
  readonly reduceOnly: boolean
}

export interface Workspace {
  readonly signalId: string | undefined
  /** When the queue moved the selection on by itself, epoch ms; 0 when the person chose. */
  readonly signalMovedAt: number
  /** The ask that is before the person's eyes beside the selected signal; an approval says it was seen. */
  readonly seen: { readonly signalId: string; readonly ask: string } | undefined
  /** The signal whose size, stop or target the person changes before approving. */
  readonly editingSignalId: string | undefined
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
  quantity: '',
  price: '',
  stop: '',
  target: '',
  timeInForce: 'GTC',
  reduceOnly: false,
}

/** What this window looks at. Trading keys are off at every start, on purpose. */
export const workspaceStore = (): StoreApi<Workspace> =>
  createStore<Workspace>(() => ({
    signalId: undefined,
    signalMovedAt: 0,
    seen: undefined,
    editingSignalId: undefined,
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
    : { ...EMPTY_TICKET, instrument, side: ticket.side, type: ticket.type, timeInForce: ticket.timeInForce }

export const fillTicket = (workspace: StoreApi<Workspace>, instrument: string, change: Partial<TicketDraft>): void => {
  workspace.setState(({ ticket }) => ({ ticket: { ...draftFor(ticket, instrument), ...change } }))
}
