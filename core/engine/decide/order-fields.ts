import {
  type Command,
  formatPrice,
  formatQuantity,
  type Instrument,
  isOnStep,
  ORDER_KINDS,
  type OrderRequest,
  type Quote,
  wokenAt,
} from '../../domain/index.ts'
import { LEAST_INTERVAL, MOST_SLICES, type Slicing, slicingOf, unavailable } from '../../execution/index.ts'
import type { VenueCapabilities } from '../../ports/index.ts'
import type { Refusal } from './approval-terms.ts'

export type SubmitOrder = Extract<Command, { type: 'SubmitOrder' }>

/** The order that a SubmitOrder command asks for. */
export const requestOf = (command: SubmitOrder): OrderRequest => ({
  instrument: command.instrument,
  side: command.side,
  type: command.orderType,
  quantity: command.quantity,
  timeInForce: command.timeInForce,
  reduceOnly: command.reduceOnly,
  ...(command.limitPrice === undefined ? {} : { limitPrice: command.limitPrice }),
  ...(command.stopPrice === undefined ? {} : { stopPrice: command.stopPrice }),
  ...(command.postOnly === true ? { postOnly: true } : {}),
  ...(command.displayQuantity === undefined ? {} : { displayQuantity: command.displayQuantity }),
})

export interface Submission {
  readonly command: SubmitOrder
  readonly request: OrderRequest
  readonly instrument: Instrument
  readonly quote: Quote | undefined
  readonly venue: VenueCapabilities
  readonly slicing: Slicing | undefined
}

export const submissionOf = (
  command: SubmitOrder,
  market: { readonly instrument: Instrument; readonly quote: Quote | undefined; readonly venue: VenueCapabilities },
): Submission => {
  const request = requestOf(command)
  const slicing = slicingOf(request, market.instrument.lotSize, { terms: command.schedule, venue: market.venue })
  return { command, request, slicing, ...market }
}

/** The first thing wrong with the fields of an order, as `field: value: remedy`; the rules judge what is left. */
export function misfit(submission: Submission): Refusal | undefined {
  for (const [code, complaint] of CHECKS) {
    const message = complaint(submission)
    if (message !== undefined) return { code, message }
  }
  return undefined
}

type Complaint = (submission: Submission) => string | undefined

/** A price field is there exactly when the type needs it. */
const pricedBy =
  (field: 'limitPrice' | 'stopPrice'): Complaint =>
  ({ command }) => {
    const kind = ORDER_KINDS[command.orderType]
    const given = command[field] !== undefined
    if (kind[field] && !given) return `${field}: missing: ${kind.words} needs one`
    return given && !kind[field] ? `${field}: given: ${kind.words} takes none` : undefined
  }

const timeInForce: Complaint = ({ command: { orderType, timeInForce: given } }) => {
  const { timesInForce, words } = ORDER_KINDS[orderType]
  return timesInForce.includes(given) ? undefined : `timeInForce: ${given}: ${words} takes ${timesInForce.join(' or ')}`
}

const restsWhole = ({ command }: Submission): boolean => command.orderType === 'limit' && command.timeInForce === 'GTC'

const postOnly: Complaint = (submission) =>
  submission.request.postOnly === true && !restsWhole(submission)
    ? 'postOnly: true: only a limit order with timeInForce GTC rests; use one or leave postOnly out'
    : undefined

const displayQuantity: Complaint = (submission) => {
  const { displayQuantity: shown, quantity } = submission.request
  if (shown === undefined) return undefined
  const told = `displayQuantity: ${formatQuantity(shown)}`
  const { lotSize } = submission.instrument
  if (!restsWhole(submission)) return `${told}: only a limit order with timeInForce GTC rests; use one or leave it out`
  if (submission.command.schedule !== undefined) return `${told}: a schedule hides the rest by itself; leave one of both out`
  if (shown >= quantity) return `${told}: give less than the quantity of ${formatQuantity(quantity)}, or leave it out`
  return isOnStep(shown, lotSize) ? undefined : `${told}: give a multiple of the lot ${formatQuantity(lotSize)}`
}

/** What the market has reached already would not wait at all. */
const triggerSide: Complaint = ({ request, quote }) => {
  const { side, type, stopPrice } = request
  if (stopPrice === undefined || quote === undefined) return undefined
  const [name, price] = side === 'buy' ? (['ask', quote.ask] as const) : (['bid', quote.bid] as const)
  if (!wokenAt(request, price)) return undefined
  const where = (side === 'buy') === (ORDER_KINDS[type].wakes === 'against') ? 'above' : 'below'
  return `stopPrice: ${formatPrice(stopPrice)}: the ${name} is ${formatPrice(price)}, so it would go at once; give one ${where} the ${name}, or send it without a trigger`
}

const reduceOnly: Complaint = ({ command }) =>
  command.reduceOnly && command.side === 'buy' ? 'reduceOnly: true: a purchase cannot reduce a spot position' : undefined

const schedule: Complaint = ({ command, slicing }) => {
  if (command.schedule !== undefined && ORDER_KINDS[command.orderType].wakes !== undefined)
    return `orderType: ${command.orderType}: only market and limit orders go slice by slice`
  if (slicing === undefined) return undefined
  if (slicing.slices > MOST_SLICES)
    return `displayQuantity: ${formatQuantity(slicing.sliceQuantity)}: that makes ${String(slicing.slices)} parts; show more, for ${String(MOST_SLICES)} at most`
  return slicing.interval < LEAST_INTERVAL
    ? `schedule.duration: ${String(command.schedule?.duration)}: give at least ${String(slicing.slices * LEAST_INTERVAL)} ms for ${String(slicing.slices)} slices, one a second`
    : undefined
}

const supported: Complaint = ({ request, venue }) => unavailable(request, venue)

const CHECKS: readonly (readonly [code: string, complaint: Complaint])[] = [
  ['limit-price', pricedBy('limitPrice')],
  ['stop-price', pricedBy('stopPrice')],
  ['time-in-force', timeInForce],
  ['post-only', postOnly],
  ['display-quantity', displayQuantity],
  ['schedule', schedule],
  ['reduce-only', reduceOnly],
  ['not-supported', supported],
  ['triggers-now', triggerSide],
]
