import { formatPrice, formatQuantity, type Instrument, type InstrumentId, type Order, required } from '../../../domain/index.ts'
import type { VenueOrder, VenueTrade } from '../../../ports/index.ts'
import { type BinanceWire, followingTrade } from './binance-wire.ts'
import type { Cancelled, Found, OrderRequests, Placed } from './order-requests.ts'
import { CODES, isOrderRefused, type Refusal, refusalIn } from './refusals.ts'
import type { Asked, SignedRest } from './signed-rest.ts'

/** The venue's rule for `newClientOrderId`: 1 to 36 of these. */
const CLIENT_ID = /^[a-zA-Z0-9-_.:/]{1,36}$/
/** An order that waited longer for the rate limit is about a market that is gone, ms. */
const MAX_WAIT = 2_000
/** In one answer. */
const MOST_TRADES = 1_000

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
    const symbol = this.#options.instruments.get(order.instrument)?.venueSymbol
    if (symbol === undefined) return { kind: 'unsent', reason: `${order.instrument} is not traded here` }
    if (!CLIENT_ID.test(order.clientOrderId))
      return { kind: 'unsent', reason: `the venue takes no client order id such as ${order.clientOrderId}` }
    const { rest, wire } = this.#options
    const asked = await rest.ask('privatePostOrder', parametersOf(order, symbol), { priority: 'order', maxWait: MAX_WAIT })
    if (asked.kind === 'unsent') return asked
    if (asked.kind === 'silence') return { kind: 'unknown', reason: silent(asked), sentAt: asked.sentAt }
    const { sentAt } = asked
    const refusal = this.#refusal(asked)
    if (isOrderRefused(asked.status, refusal)) return { kind: 'refused', reason: this.#words(asked, refusal) }
    const answer = asked.status === 200 ? wire.placed(asked.text) : undefined
    if (answer === undefined || !isOf(answer.order, order, symbol))
      return { kind: 'unknown', reason: this.#words(asked, refusal), sentAt }
    return { kind: 'placed', ...answer }
  }

  async cancel(order: Order): Promise<Cancelled> {
    const { rest, wire } = this.#options
    const symbol = this.#symbol(order)
    const params = { symbol, origClientOrderId: order.clientOrderId }
    const asked = await rest.ask('privateDeleteOrder', params, { priority: 'cancel' })
    if (asked.kind !== 'reply') return { kind: 'unconfirmed', reason: silent(asked) }
    const row = asked.status === 200 ? wire.order(asked.text) : undefined
    if (row === undefined || !isOf(row, order, symbol) || row.state === 'working')
      return { kind: 'unconfirmed', reason: this.#words(asked, this.#refusal(asked)) }
    return { kind: 'cancelled', order: row }
  }

  async find(order: Order): Promise<Found> {
    const { rest, wire } = this.#options
    const symbol = this.#symbol(order)
    const params = { symbol, origClientOrderId: order.clientOrderId }
    const asked = await rest.ask('privateGetOrder', params, { priority: 'order' })
    if (asked.kind !== 'reply') return { kind: 'failed', reason: silent(asked) }
    const row = asked.status === 200 ? wire.order(asked.text) : undefined
    if (row !== undefined && isOf(row, order, symbol)) return { kind: 'found', order: row }
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

  #symbol(order: Order): string {
    return required(this.#options.instruments.get(order.instrument), `${order.instrument} is traded here`).venueSymbol
  }

  #refusal(asked: Extract<Asked, { kind: 'reply' }>): Refusal | undefined {
    const refusal = asked.status === 200 ? undefined : refusalIn(asked.text)
    if (refusal?.code === CODES.clock) this.#options.onWrongClock()
    return refusal
  }

  #words({ status, text }: Extract<Asked, { kind: 'reply' }>, refusal: Refusal | undefined): string {
    if (refusal !== undefined) return this.#options.rest.redact(`${refusal.message} (${String(refusal.code)})`.slice(0, 200))
    if (text === '') return `an empty answer (status ${String(status)})`
    return `an answer that cannot be read (status ${String(status)})`
  }
}

const silent = (asked: Exclude<Asked, { kind: 'reply' }>): string =>
  asked.kind === 'unsent' ? `not sent: ${asked.reason}` : `no answer (${asked.reason})`

const isOf = (row: VenueOrder, order: Order, symbol: string): boolean =>
  row.clientOrderId === order.clientOrderId && row.venueSymbol === symbol

/** Spot knows no reduce-only: what is not held cannot be sold there anyway. */
function parametersOf(order: Order, symbol: string): Record<string, string> {
  const common = {
    symbol,
    side: order.side.toUpperCase(),
    quantity: formatQuantity(order.quantity),
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'FULL',
  }
  if (order.type === 'market') return { ...common, type: 'MARKET' }
  if (order.type === 'stop')
    return { ...common, type: 'STOP_LOSS', stopPrice: formatPrice(required(order.stopPrice, 'a stop order has its price')) }
  const price = formatPrice(required(order.limitPrice, 'a limit order has its price'))
  return { ...common, type: 'LIMIT', price, timeInForce: order.timeInForce }
}
