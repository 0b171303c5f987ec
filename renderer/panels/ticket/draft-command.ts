import type { CommandDraft, TicketDraft } from '../../stores/index.ts'

/** The ticket's text as a command. Nothing is checked here: the trader's schema and rules judge it. */
export function draftCommand(instrument: string, ticket: TicketDraft): CommandDraft {
  const filled = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim().replaceAll(',', ''))
  const limitPrice = ticket.type === 'limit' ? filled(ticket.price) : undefined
  const stopPrice = ticket.type === 'stop' ? filled(ticket.price) : undefined
  const stop = filled(ticket.stop)
  const target = filled(ticket.target)
  return {
    type: 'SubmitOrder',
    instrument,
    side: ticket.side,
    orderType: ticket.type,
    quantity: filled(ticket.quantity) ?? '',
    timeInForce: ticket.type === 'limit' ? ticket.timeInForce : 'GTC',
    reduceOnly: ticket.reduceOnly,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
  }
}

/** What the button says it will do, in full. */
export function draftSentence(symbol: string, ticket: TicketDraft): string {
  const size = ticket.quantity.trim() === '' ? '…' : ticket.quantity.trim()
  const base = symbol.split('/')[0] ?? symbol
  const verb = ticket.side === 'buy' ? 'Buy' : 'Sell'
  if (ticket.type === 'market') return `${verb} ${size} ${base} at market`
  const price = ticket.price.trim() === '' ? '…' : ticket.price.trim()
  return ticket.type === 'limit' ? `${verb} ${size} ${base} at ${price}` : `${verb} ${size} ${base} if price trades ${price}`
}
