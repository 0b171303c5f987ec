import {
  add,
  assetsOf,
  exchanged,
  type Fill,
  formatQuantity,
  type InstrumentId,
  type Millis,
  min,
  type Money,
  negate,
  notional,
  type Quantity,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { Adjustment } from '../position.ts'
import { type Charge, chargeOf, feeSource, quantityChange } from '../charge.ts'
import type { PriceOf } from '../prices.ts'
import { type Known, minus, partOf, plus } from './known.ts'
import { type Disposal, type LotEvent, type LotMethod, type LotProblem, type LotReport, OversoldError } from './lot.ts'
import { LotBook } from './lot-book.ts'

export type LotOptions = { readonly method: LotMethod; readonly priceOf: PriceOf } & (
  | { readonly scope: 'instrument' }
  /** Every amount is in this currency. */
  | { readonly scope: 'asset'; readonly currency: string }
)

interface Shelf {
  readonly name: string
  readonly asset: string
  readonly currency: string
  readonly book: LotBook
}

/** What leaves a book at once, and for what. */
interface Outgoing {
  readonly reason: Disposal['reason']
  readonly quantity: Quantity
  readonly proceeds: Known
  readonly fees: Known
  readonly event: LotEvent
  readonly problems: readonly string[]
}

/**
 * Fills in the order in which they were booked -> open lots and disposals. Fees of a purchase are part of what a lot
 * cost, fees of a sale are taken from its proceeds. A fee in the base asset is worth the fill's own price, one in a
 * third asset what `priceOf` says for that time; paid out of what is held here it is a disposal of that asset too.
 * What came without a trade is a lot at its price; what went without one leaves the lots, and what was got for it is
 * not known. Over all books gain = cash that came in + cost of the open lots, to the last digit. Throws {@link OversoldError}.
 */
export function lotsOf(entries: Iterable<Fill | Adjustment>, options: LotOptions): LotReport {
  const ledger = new LotLedger(options)
  for (const entry of entries) {
    if ('change' in entry) ledger.adjust(entry)
    else ledger.book(entry)
  }
  return ledger.report()
}

class LotLedger {
  readonly #options: LotOptions
  readonly #shelves = new Map<string, Shelf>()
  readonly #held = new Map<InstrumentId, Quantity>()
  readonly #disposals: Disposal[] = []
  readonly #problems: LotProblem[] = []

  constructor(options: LotOptions) {
    this.#options = options
  }

  book(fill: Fill): void {
    if (fill.quantity === 0n) return
    const event: LotEvent = { fill: fill.id, instrument: fill.instrument, at: fill.at }
    const shelf = this.#shelf(fill.instrument)
    const { quote } = assetsOf(fill.instrument)
    const problems: string[] = []
    const tell = (problem: string): void => {
      problems.push(problem)
      this.#problems.push({ ...event, problem })
    }
    const worth = (amount: Money): Known => this.#worth(amount, quote, shelf.currency, event.at)
    const charge = chargeOf(fill)
    const inKind = worth(notional(fill.price, charge.base))
    const value = worth(notional(fill.price, fill.quantity))
    if (value === undefined) tell(noPrice(quote, shelf.currency, event.at))
    else if (quote !== shelf.currency && (this.#shelves.get(quote)?.book.held ?? 0n) > 0n)
      tell(`${quote} is held here too: what this trade gives or takes of it is not booked as its sale or purchase`)
    const otherFee = this.#otherFee(charge, shelf.currency, event.at)
    if (otherFee === undefined && charge.other !== undefined)
      tell(
        `fee of ${formatQuantity(charge.other.quantity)} ${charge.other.asset}: ${noPrice(charge.other.asset, shelf.currency, event.at)}`,
      )
    const fees = plus(plus(worth(fill.fee), inKind), otherFee)
    const change = quantityChange(fill)
    const before = this.#held.get(fill.instrument) ?? ZERO_QUANTITY
    if (add(before, change) < 0n) throw new OversoldError(event, formatQuantity(before), formatQuantity(negate(change)))
    this.#held.set(fill.instrument, add(before, change))
    if (change > 0n) shelf.book.acquire({ acquired: event, quantity: change, cost: minus(value, inKind), fees, problems })
    else this.#dispose(shelf, { reason: 'sale', quantity: negate(change), proceeds: plus(value, inKind), fees, event, problems })
    if (charge.other !== undefined) this.#payFee(fill, charge.other, event)
  }

  adjust({ id, instrument, change, price, at, reason }: Adjustment): void {
    if (change === 0n) return
    const event: LotEvent = { fill: id, instrument, at }
    const shelf = this.#shelf(instrument)
    const { quote } = assetsOf(instrument)
    const before = this.#held.get(instrument) ?? ZERO_QUANTITY
    if (add(before, change) < 0n) throw new OversoldError(event, formatQuantity(before), formatQuantity(negate(change)))
    this.#held.set(instrument, add(before, change))
    const problem = `${change > 0n ? 'came' : 'went'} without a trade${reason === '' ? '' : `: ${reason}`}`
    this.#problems.push({ ...event, problem })
    const problems = [problem]
    if (change < 0n) {
      const quantity = negate(change)
      this.#dispose(shelf, { reason: 'adjustment', quantity, proceeds: undefined, fees: ZERO_MONEY, event, problems })
      return
    }
    const cost = this.#worth(notional(price, change), quote, shelf.currency, at)
    if (cost === undefined) {
      problems.push(noPrice(quote, shelf.currency, at))
      this.#problems.push({ ...event, problem: noPrice(quote, shelf.currency, at) })
    }
    shelf.book.acquire({ acquired: event, quantity: change, cost, fees: ZERO_MONEY, problems })
  }

  report(): LotReport {
    const open = [...this.#shelves.values()].flatMap(({ name, asset, currency, book }) =>
      book.open().map(({ acquired, quantity, cost, fees, problems }) => ({
        book: name,
        asset,
        currency,
        acquired,
        quantity,
        ...amount('costBasis', cost),
        ...amount('buyFees', fees),
        problems,
      })),
    )
    const { method, scope } = this.#options
    return { method, scope, disposals: this.#disposals, open, problems: this.#problems }
  }

  #shelf(instrument: InstrumentId): Shelf {
    const { base, quote } = assetsOf(instrument)
    const name = this.#options.scope === 'asset' ? base : instrument
    const found = this.#shelves.get(name)
    if (found !== undefined) return found
    const currency = this.#options.scope === 'asset' ? this.#options.currency : quote
    const made = { name, asset: base, currency, book: new LotBook(this.#options.method) }
    this.#shelves.set(name, made)
    return made
  }

  #worth(value: Money, from: string, to: string, at: Millis): Known {
    if (from === to) return value
    const found = this.#options.priceOf(from, to, at)
    return found === undefined ? undefined : exchanged(value, found.price)
  }

  #otherFee({ other }: Charge, currency: string, at: Millis): Known {
    if (other === undefined) return ZERO_MONEY
    const found = this.#options.priceOf(other.asset, currency, at)
    return found === undefined ? undefined : notional(found.price, other.quantity)
  }

  /** What pays the fee leaves the lots of its own asset, as far as it was bought here. */
  #payFee({ instrument }: Fill, { asset, quantity }: NonNullable<Charge['other']>, event: LotEvent): void {
    const source = feeSource(instrument, asset)
    const held = this.#held.get(source) ?? ZERO_QUANTITY
    const paid = min(held, quantity)
    const tell = (problem: string): number => this.#problems.push({ ...event, problem })
    if (quantity < 0n) tell(`a rebate of ${formatQuantity(negate(quantity))} ${asset} is not booked as a purchase of it`)
    else if (paid < quantity)
      tell(
        `${formatQuantity(subtract(quantity, paid))} ${asset} of the fee was not bought here: its own gain is not in this report`,
      )
    if (paid <= 0n) return
    this.#held.set(source, subtract(held, paid))
    const shelf = this.#shelf(source)
    const found = this.#options.priceOf(asset, shelf.currency, event.at)
    const proceeds = found === undefined ? undefined : notional(found.price, paid)
    const problems = found === undefined ? [noPrice(asset, shelf.currency, event.at)] : []
    this.#dispose(shelf, { reason: 'fee', quantity: paid, proceeds, fees: ZERO_MONEY, event, problems })
  }

  #dispose({ name, asset, currency, book }: Shelf, outgoing: Outgoing): void {
    let { quantity, proceeds, fees } = outgoing
    for (const part of book.dispose(quantity)) {
      const income = partOf(proceeds, part.quantity, quantity)
      const costs = partOf(fees, part.quantity, quantity)
      quantity = subtract(quantity, part.quantity)
      proceeds = minus(proceeds, income)
      fees = minus(fees, costs)
      this.#disposals.push({
        book: name,
        asset,
        currency,
        reason: outgoing.reason,
        acquired: part.acquired,
        disposed: outgoing.event,
        quantity: part.quantity,
        ...amount('costBasis', part.cost),
        ...amount('buyFees', part.fees),
        ...amount('proceeds', income),
        ...amount('saleFees', costs),
        ...amount('gain', minus(minus(income, costs), plus(part.cost, part.fees))),
        heldFor: outgoing.event.at - part.acquired.at,
        problems: [...part.problems, ...outgoing.problems],
      })
    }
  }
}

const noPrice = (asset: string, currency: string, at: Millis): string =>
  `no price of ${asset} in ${currency} is known at ${new Date(at).toISOString()}`

function amount<Name extends string>(name: Name, value: Known): { readonly [K in Name]?: Money } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]?: Money })
}
