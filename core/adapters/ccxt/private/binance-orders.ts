import { type Instrument, type InstrumentId, type Order, required } from '../../../domain/index.ts'
import type { VenueOrder, VenueTrade } from '../../../ports/index.ts'
import { orderParameters, pairParameters, type Parameters } from './binance-parameters.ts'
import { type BinanceWire, followingTrade } from './binance-wire.ts'
import type { Cancelled, Found, OrderRequests, Placed, PlacedPair, Unplaced } from './order-requests.ts'
import { CODES, isOrderRefused, type Refusal, refusalIn } from './refusals.ts'
import type { Asked, SignedRest } from './signed-rest.ts'

/** The venue's rule for `newClientOrderId`: 1 to 36 of these. */
const CLIENT_ID = /^[a-zA-Z0-9-_.:/]{1,36}$/
/** An order that waited longer for the rate limit is about a market that is gone, ms. */
const MAX_WAIT = 2_000
/** In one answer. */
const MOST_TRADES = 1_000

type Reply = Extract<Asked, { kind: 'reply' }>

export interface BinanceOrdersOptions {
  readonly rest: SignedRest
  readonly wire: BinanceWire
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  /** The venue says that our time is wrong. */
  readonly onWrongClock: () => void
}

/** Orders as Binance's spot REST wants them; decimals leave as the exact text of our own. */
export class BinanceOrders implements OrderRequests {
  readonly #options: BinanceOrdersOptions

  constructor(options: BinanceOrdersOptions) {
    this.#options = options
  }

  async place(order: Order): Promise<Placed> {
    const asked = await this.#new('privatePostOrder', [order], (symbol) => orderParameters(order, symbol))
    if (!('text' in asked)) return asked
    const answer = asked.status === 200 ? this.#options.wire.placed(asked.text) : undefined
    if (answer === undefined || !this.#isOf(answer.order, order)) return this.#unread(asked)
    return { kind: 'placed', ...answer }
  }

  async placePair(orders: readonly [Order, Order]): Promise<PlacedPair> {
    const asked = await this.#new('privatePostOrderListOco', orders, (symbol) => pairParameters(orders, symbol))
    if (!('text' in asked)) return asked
    const rows = asked.status === 200 ? this.#options.wire.listOrders(asked.text) : undefined
    const [a, b] = orders.map((order) => rows?.find((row) => this.#isOf(row, order)))
    if (a === undefined || b === undefined) return this.#unread(asked)
    return { kind: 'placed', orders: [a, b] }
  }

  async cancel(order: Order): Promise<Cancelled> {
    const { rest, wire } = this.#options
    const params = { symbol: this.#symbol(order), origClientOrderId: order.clientOrderId }
    const asked = await rest.ask('privateDeleteOrder', params, { priority: 'cancel' })
    if (asked.kind !== 'reply') return { kind: 'unconfirmed', reason: silent(asked) }
    // Of a pair the venue answers with the list that it was.
    const single = asked.status === 200 ? wire.order(asked.text) : undefined
    const rows = single === undefined ? (wire.listOrders(asked.text) ?? []) : [single]
    const row = asked.status === 200 ? rows.find((one) => this.#isOf(one, order)) : undefined
    if (row === undefined || row.state === 'working')
      return { kind: 'unconfirmed', reason: this.#words(asked, this.#refusal(asked)) }
    const paired = rows.find((one) => one !== row)
    return { kind: 'cancelled', order: row, ...(paired === undefined ? {} : { paired }) }
  }

  async find(order: Order): Promise<Found> {
    const { rest, wire } = this.#options
    const params = { symbol: this.#symbol(order), origClientOrderId: order.clientOrderId }
    const asked = await rest.ask('privateGetOrder', params, { priority: 'order' })
    if (asked.kind !== 'reply') return { kind: 'failed', reason: silent(asked) }
    const row = asked.status === 200 ? wire.order(asked.text) : undefined
    if (row !== undefined && this.#isOf(row, order)) return { kind: 'found', order: row }
    const refusal = this.#refusal(asked)
    const reason = this.#words(asked, refusal)
    const absent = asked.status === 400 && refusal?.code === CODES.noSuchOrder
    return { kind: absent ? 'absent' : 'failed', reason }
  }

  readonly tradesOf: OrderRequests['tradesOf'] = async (order, venueOrderId) => {
    const { rest, wire } = this.#options
    const found: VenueTrade[] = []
    for (let fromId: Record<string, string> = {}; ; ) {
      const params = { symbol: this.#symbol(order), orderId: venueOrderId, limit: String(MOST_TRADES), ...fromId }
      const asked = await rest.ask('privateGetMyTrades', params, { priority: 'order' })
      const page = asked.kind === 'reply' && asked.status === 200 ? wire.trades(asked.text) : undefined
      if (page === undefined) return undefined
      found.push(...page)
      const last = page.at(-1)
      if (page.length < MOST_TRADES || last === undefined) return found
      fromId = { fromId: followingTrade(last.fillId) }
    }
  }

  /** Makes the request for new orders, once; a reply comes back unless it is a refusal. */
  async #new(
    call: 'privatePostOrder' | 'privatePostOrderListOco',
    orders: readonly Order[],
    parametersOf: (symbol: string) => Parameters,
  ): Promise<Reply | Unplaced> {
    const { rest, instruments } = this.#options
    for (const { clientOrderId, instrument } of orders) {
      if (!instruments.has(instrument)) return { kind: 'unsent', reason: `${instrument} is not traded here` }
      if (!CLIENT_ID.test(clientOrderId))
        return { kind: 'unsent', reason: `the venue takes no client order id such as ${clientOrderId}` }
    }
    const built = parametersOf(this.#symbol(required(orders[0], 'an order is placed')))
    if ('unfit' in built) return { kind: 'unsent', reason: built.unfit }
    // A sale of what is held lowers risk, so it may spend what is kept for cancels.
    const priority = orders.every(({ side }) => side === 'sell') ? 'cancel' : 'order'
    const asked = await rest.ask(call, built.params, { priority, maxWait: MAX_WAIT })
    if (asked.kind === 'unsent') return asked
    if (asked.kind === 'silence') return { kind: 'unknown', reason: silent(asked), sentAt: asked.sentAt }
    const refusal = this.#refusal(asked)
    return isOrderRefused(asked.status, refusal) ? { kind: 'refused', reason: this.#words(asked, refusal) } : asked
  }

  #unread(asked: Reply): Unplaced {
    return { kind: 'unknown', reason: this.#words(asked, this.#refusal(asked)), sentAt: asked.sentAt }
  }

  #isOf(row: VenueOrder, order: Order): boolean {
    return row.clientOrderId === order.clientOrderId && row.venueSymbol === this.#symbol(order)
  }

  #symbol(order: Order): string {
    return required(this.#options.instruments.get(order.instrument), `${order.instrument} is traded here`).venueSymbol
  }

  #refusal(asked: Reply): Refusal | undefined {
    const refusal = asked.status === 200 ? undefined : refusalIn(asked.text)
    if (refusal?.code === CODES.clock) this.#options.onWrongClock()
    return refusal
  }

  #words({ status, text }: Reply, refusal: Refusal | undefined): string {
    if (refusal !== undefined) return this.#options.rest.redact(`${refusal.message} (${String(refusal.code)})`.slice(0, 200))
    if (text === '') return `an empty answer (status ${String(status)})`
    return `an answer that cannot be read (status ${String(status)})`
  }
}

const silent = (asked: Exclude<Asked, { kind: 'reply' }>): string =>
  asked.kind === 'unsent' ? `not sent: ${asked.reason}` : `no answer (${asked.reason})`
