import {
  applyRate,
  type FieldProblem,
  formatMoney,
  formatQuantity,
  formatRate,
  type Instrument,
  max,
  type Money,
  notional,
  type Quantity,
  type Rate,
  rate,
  type Result,
  roundToStep,
  type SizeBy,
  subtract,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { initialStop } from '../execution/index.ts'
import { worstPrice } from '../risk/index.ts'
import { committedToSell, equityOf, heldQuantity } from './account.ts'
import { misfit, requestOf, type SubmitOrder, submissionOf } from './decide/order-fields.ts'
import { beyondBook, costOf, moneyOf } from './decide/ticket-cost.ts'
import type { EngineState } from './state.ts'
import type { ProcessPorts } from './step.ts'

export type Unsized = Omit<SubmitOrder, 'quantity'>

/** Doublings of one lot before a size counts as without bound. */
const MOST_DOUBLINGS = 100

const HUNDRED = 100n
const percentText = (fraction: Rate): string => `${formatRate(((fraction as bigint) * HUNDRED) as Rate)} %`

const shown = (sizeBy: SizeBy, { quote }: Instrument): string =>
  sizeBy.kind === 'money' || sizeBy.kind === 'risk'
    ? `${formatMoney(sizeBy.value)} ${quote}`
    : `${percentText(sizeBy.value)} of ${sizeBy.kind === 'held' ? 'what is held' : 'equity'}`

const isRisk = ({ kind }: SizeBy): boolean => kind === 'risk' || kind === 'risk-percent'

const refuse = (field: string, value: string, remedy: string): { readonly ok: false; readonly error: FieldProblem } => ({
  ok: false,
  error: { field, value, remedy },
})

/** The most lots with which `fits` holds, 0 or more; null when that has no end. `fits` must not hold again once it did not. */
function mostLots(fits: (lots: bigint) => boolean): bigint | null {
  if (!fits(1n)) return 0n
  let [good, bad] = [1n, 2n]
  for (let step = 0; fits(bad); step += 1) {
    if (step > MOST_DOUBLINGS) return null
    ;[good, bad] = [bad, bad * 2n]
  }
  while (bad - good > 1n) {
    const middle = (good + bad) / 2n
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}

/** Why the size cannot be counted by what is lost at the stop, whatever the amount. */
function riskProblem(state: EngineState, order: Unsized, instrument: Instrument): FieldProblem | undefined {
  if (order.side === 'sell')
    return { field: 'sizeBy', value: 'risk', remedy: 'a sale lowers risk and has no stop; size it by amount, money or percent' }
  const entry = worstPrice(order, state.quotes.get(order.instrument))
  const stop = entry === undefined ? order.stop : initialStop(entry, order, instrument.tickSize)
  if (stop === undefined)
    return { field: 'stop', value: 'missing', remedy: 'a size by risk is counted from the stop; give a stop or a trailing stop' }
  return entry !== undefined && stop >= entry
    ? { field: 'stop', value: 'at or above the price', remedy: 'give a stop below the price of the purchase' }
    : undefined
}

/** A part of what is held and promised to no other sale. */
function sizeOfHeld(
  state: EngineState,
  { side }: Unsized,
  instrument: Instrument,
  sizeBy: Extract<SizeBy, { kind: 'held' }>,
): Result<Quantity, FieldProblem> {
  const value = shown(sizeBy, instrument)
  if (side === 'buy')
    return refuse('sizeBy', value, 'a purchase takes nothing from what is held; size it by amount, money or risk')
  const free = subtract(heldQuantity(state, instrument.id), committedToSell(state, instrument.id))
  const part = ((free as bigint) * (sizeBy.value as bigint)) / (rate('1') as bigint)
  const most = roundToStep(part as Quantity, instrument.lotSize)
  const left = `${formatQuantity(max(free, ZERO_QUANTITY))} ${instrument.base}`
  return most > 0n
    ? { ok: true, value: most }
    : refuse('sizeBy', value, `of ${left} that is held and free it is less than one lot; give more`)
}

/**
 * The largest amount, on the lot grid, that comes to no more than was asked for as {@link costOf} counts it now. Refused with
 * field, value and remedy where there is none. The market must be listed.
 */
export function sizeTicket(
  state: EngineState,
  ports: Pick<ProcessPorts, 'config' | 'capabilities'>,
  { order, sizeBy }: { readonly order: Unsized; readonly sizeBy: SizeBy },
  instrument: Instrument,
): Result<Quantity, FieldProblem> {
  if (sizeBy.kind === 'held') return sizeOfHeld(state, order, instrument, sizeBy)
  const value = shown(sizeBy, instrument)
  const equity = equityOf(state)
  const budget: Money = sizeBy.kind === 'money' || sizeBy.kind === 'risk' ? sizeBy.value : applyRate(equity, sizeBy.value, 'down')
  if (budget <= 0n) return refuse('sizeBy', value, 'there is no equity to take a share of')
  const problem = isRisk(sizeBy) ? riskProblem(state, order, instrument) : undefined
  if (problem !== undefined) return { ok: false, error: problem }

  const market = { instrument, quote: state.quotes.get(instrument.id), venue: ports.capabilities }
  const sized = (quantity: Quantity) => submissionOf({ ...order, quantity }, market)
  const lot = instrument.lotSize as bigint
  const ofLots = (lots: bigint): Quantity => (lots * lot) as Quantity
  const priceless = misfit(sized(ofLots(1n)))
  if (costOf(state, sized(ofLots(1n))) === undefined)
    return refuse('sizeBy', value, priceless?.message ?? 'there is no price for this market now; give a limit price, or wait')

  const within = (count: bigint): boolean => {
    const cost = costOf(state, sized(ofLots(count)))
    const comesTo = cost === undefined ? undefined : isRisk(sizeBy) ? cost.riskAmount : moneyOf(cost, order.side)
    return comesTo !== undefined && comesTo <= budget
  }
  const beyond = (count: bigint): boolean => beyondBook(state, sized(ofLots(count)))
  const lots = mostLots((count) => within(count) && !beyond(count))
  if (lots === null || (within(lots + 1n) && beyond(lots + 1n)))
    return refuse('sizeBy', value, 'the book shows less than that; give less, an amount, or a limit price')
  const most = ofLots(lots)
  return most === 0n || most < instrument.minQuantity
    ? refuse('sizeBy', value, tooSmall(state, order, instrument))
    : { ok: true, value: most }
}

function tooSmall(state: EngineState, order: Unsized, instrument: Instrument): string {
  const { minQuantity, lotSize, base, quote } = instrument
  const least = minQuantity > lotSize ? minQuantity : lotSize
  const price = worstPrice(requestOf({ ...order, quantity: least }), state.quotes.get(instrument.id))
  const worth = price === undefined ? '' : `, about ${formatMoney(notional(price, least))} ${quote}`
  return `it comes to less than the smallest order of ${formatQuantity(least)} ${base}${worth}; give more`
}
