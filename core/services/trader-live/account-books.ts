import type { Difference, FillId, Instrument, Millis, Order, OrderState } from '../../domain/index.ts'
import { type EngineState, localBooks } from '../../engine/index.ts'
import { readVenueBooks, reconcile } from '../../execution/index.ts'
import type { Clock, VenueAccount } from '../../ports/index.ts'
import { tradesSince } from './known-record.ts'

/** What happens to these is on its way: the venue is being asked, and will report. */
const IN_FLIGHT: ReadonlySet<OrderState> = new Set(['created', 'submitted', 'cancelling', 'unknown'])

export interface AccountBooksOptions {
  readonly account: VenueAccount
  readonly state: EngineState
  readonly instruments: readonly Instrument[]
  readonly fills: ReadonlySet<FillId>
  readonly prefix: string
  readonly clock: Clock
  /** Between the two readings that a difference must be in, ms. */
  readonly confirmAfter: number
  readonly wholeAt: Millis
}

export interface Comparison {
  readonly differences: readonly Difference[]
  readonly booksAt: Millis
}

/** The live books against the account. One comparison at a time. */
export class AccountBooks {
  readonly #options: AccountBooksOptions
  #wholeAt: Millis
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: AccountBooksOptions) {
    this.#options = options
    this.#wholeAt = options.wholeAt
  }

  /** What differs in two readings after each other. Rejects with VenueReadError when the account cannot be read. */
  compare(): Promise<Comparison> {
    const comparison = this.#turn.then(() => this.#compare())
    this.#turn = comparison.catch(() => undefined)
    return comparison
  }

  async #compare(): Promise<Comparison> {
    const first = await this.#read()
    if (first.differences.length === 0) {
      this.#wholeAt = first.booksAt
      return first
    }
    const { clock, confirmAfter } = this.#options
    await new Promise<void>((resolve) => clock.after(confirmAfter, resolve))
    const second = await this.#read()
    const seen = new Set(first.differences.map(wordsOf))
    return { ...second, differences: second.differences.filter((difference) => seen.has(wordsOf(difference))) }
  }

  async #read(): Promise<Comparison> {
    const { account, instruments, state, fills, prefix, clock } = this.#options
    const since = tradesSince(this.#wholeAt)
    const venue = await readVenueBooks({
      account,
      orders: workingOrders(state),
      instruments: instruments.map(({ id }) => id),
      from: () => ({ since }),
    })
    // The books are looked at after the venue, with nothing in between: a report that came meanwhile is in them.
    const local = localBooks(state)
    const known = { ...local, fills: new Set([...fills, ...local.fills]) }
    const found = reconcile({ local: known, venue, instruments, prefix })
    return { differences: found.filter((difference) => !isInFlight(difference)), booksAt: clock.now() }
  }
}

const workingOrders = (state: EngineState): readonly Order[] =>
  [...state.working].flatMap((id) => {
    const order = state.orders.get(id)
    return order === undefined ? [] : [order]
  })

const isInFlight = (difference: Difference): boolean =>
  difference.subject === 'order' && difference.order !== undefined && IN_FLIGHT.has(difference.order.state)

const wordsOf = ({ kind, key, here, there }: Difference): string => JSON.stringify([kind, key, here, there])
