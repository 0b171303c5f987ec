import type { TicketPreviewDraft } from '../../../core/contract/index.ts'
import { ORDER_KINDS, type TimeInForce } from '../../../core/domain/index.ts'
import { fractionOfPercent } from '../../format/index.ts'
import type { CommandDraft, TicketDraft, TicketType } from '../../stores/index.ts'

/** Which price field an order type shows, and under which name. */
export const hasTrigger = (type: TicketType): boolean => ORDER_KINDS[type].stopPrice && ORDER_KINDS[type].limitPrice
export const hasPrice = (type: TicketType): boolean => type !== 'market'
export const timesOf = (type: TicketType): readonly TimeInForce[] => ORDER_KINDS[type].timesInForce

const timeOf = ({ type, timeInForce, sending }: TicketDraft): TimeInForce =>
  timesOf(type).includes(timeInForce) && sending !== 'iceberg' ? timeInForce : 'GTC'

/** Only what rests can be post-only or an iceberg, and only what waits for no price goes slice by slice. */
export const mayRest = (ticket: TicketDraft): boolean =>
  ticket.type === 'limit' && (ticket.timeInForce === 'GTC' || ticket.sending === 'iceberg')
export function sendingsOf({ type }: TicketDraft): readonly TicketDraft['sending'][] {
  if (type === 'limit') return ['whole', 'iceberg', 'twap']
  return type === 'market' ? ['whole', 'twap'] : ['whole']
}
export const sendingOf = (ticket: TicketDraft): TicketDraft['sending'] =>
  sendingsOf(ticket).includes(ticket.sending) ? ticket.sending : 'whole'

const filled = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim().replaceAll(',', ''))

const given = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>)

/** Whole ms of the minutes typed; what is no number stays none, for the trader to complain of. */
const durationOf = (minutes: string): number => Math.round(Number(filled(minutes) ?? Number.NaN) * 60_000)

function pricesOf(ticket: TicketDraft): { readonly limitPrice?: string; readonly stopPrice?: string } {
  const { limitPrice, stopPrice } = ORDER_KINDS[ticket.type]
  return {
    ...(limitPrice ? given('limitPrice', filled(ticket.price)) : {}),
    ...(stopPrice ? given('stopPrice', filled(limitPrice ? ticket.trigger : ticket.price)) : {}),
  }
}

function bracketOf({ side, stop, target, trail }: TicketDraft): {
  readonly stop?: string
  readonly target?: string
  readonly trail?: string
} {
  if (side === 'sell') return {}
  const percent = filled(trail)
  return {
    ...given('stop', filled(stop)),
    ...given('target', filled(target)),
    ...given('trail', percent === undefined ? undefined : fractionOfPercent(percent)),
  }
}

const withoutSize = (instrument: string, ticket: TicketDraft) => {
  const sending = sendingOf(ticket)
  return {
    type: 'SubmitOrder',
    instrument,
    side: ticket.side,
    orderType: ticket.type,
    timeInForce: timeOf({ ...ticket, sending }),
    reduceOnly: ticket.reduceOnly && ticket.side === 'sell',
    ...pricesOf(ticket),
    ...(ticket.postOnly && mayRest({ ...ticket, sending }) ? { postOnly: true } : {}),
    ...(sending === 'iceberg' ? given('displayQuantity', filled(ticket.display)) : {}),
    ...(sending === 'twap'
      ? {
          schedule: {
            kind: 'twap' as const,
            slices: Number(filled(ticket.slices) ?? Number.NaN),
            duration: durationOf(ticket.minutes),
          },
        }
      : {}),
    ...bracketOf(ticket),
  } as const
}

/**
 * The ticket's text as a command; `counted` is the amount that the trader made of a size by money or risk. Nothing is
 * checked here: the trader's schema and rules judge it.
 */
export const draftCommand = (instrument: string, ticket: TicketDraft, counted?: string): SubmitDraft => ({
  ...withoutSize(instrument, ticket),
  quantity: counted ?? filled(ticket.quantity) ?? '',
})

/** The same as a question: a size that is no amount goes as it was typed. */
export function draftPreview(instrument: string, ticket: TicketDraft): TicketPreviewDraft {
  if (ticket.sizing === 'amount') return draftCommand(instrument, ticket)
  return { ...withoutSize(instrument, ticket), sizeBy: { kind: ticket.sizing, value: filled(ticket.quantity) ?? '' } }
}

type SubmitDraft = Extract<CommandDraft, { type: 'SubmitOrder' }>

const orDots = (text: string): string => (text.trim() === '' ? '…' : text.trim())

/** At which price and when, in words. */
export function howOf(ticket: TicketDraft): string {
  const { type, side } = ticket
  const slices = sendingOf(ticket) === 'twap' ? ` in ${orDots(ticket.slices)} slices over ${orDots(ticket.minutes)} min` : ''
  if (type === 'market') return `at market${slices}`
  const price = orDots(ticket.price)
  if (type === 'limit') return `at ${price}${slices}`
  if (!hasTrigger(type)) return `at market once ${side === 'buy' ? 'the ask' : 'the bid'} is ${price}`
  return `at ${price} once ${side === 'buy' ? 'the ask' : 'the bid'} is ${orDots(ticket.trigger)}`
}

/** What the button says it will do; `counted` is the amount that goes. */
export function draftSentence(symbol: string, ticket: TicketDraft, counted?: string): string {
  const size = counted ?? (ticket.sizing === 'amount' ? orDots(ticket.quantity) : '…')
  const base = symbol.split('/')[0] ?? symbol
  return `${ticket.side === 'buy' ? 'Buy' : 'Sell'} ${size} ${base} ${howOf(ticket)}`
}
