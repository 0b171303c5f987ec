import type { Price, Quantity } from '../../domain/index.ts'

export interface PublicTrade {
  readonly id: number
  readonly price: Price
  readonly quantity: Quantity
  readonly time: number
  readonly buyerIsMaker: boolean
}

/** Trades of one taker at one price, reported as one. */
export interface AggregateTrade {
  readonly id: number
  readonly price: Price
  quantity: Quantity
  readonly firstTradeId: number
  lastTradeId: number
  readonly time: number
  readonly buyerIsMaker: boolean
}

const KEEP = 5_000

/** The public trades, newest last; bounded. */
export class Tape {
  readonly trades: PublicTrade[] = []
  readonly aggregates: AggregateTrade[] = []
  #open: AggregateTrade | undefined
  #nextAggregateId: number

  constructor(nextAggregateId: number) {
    this.#nextAggregateId = nextAggregateId
  }

  /** Returns the aggregate trade that this trade completed, if any. */
  add(trade: PublicTrade): AggregateTrade | undefined {
    this.trades.push(trade)
    if (this.trades.length > KEEP * 2) this.trades.splice(0, KEEP)
    const open = this.#open
    if (open?.price === trade.price && open.time === trade.time && open.buyerIsMaker === trade.buyerIsMaker) {
      open.quantity = (open.quantity + trade.quantity) as Quantity
      open.lastTradeId = trade.id
      return undefined
    }
    const done = this.close()
    const { price, quantity, time, buyerIsMaker, id } = trade
    this.#open = { id: this.#nextAggregateId, price, quantity, firstTradeId: id, lastTradeId: id, time, buyerIsMaker }
    this.#nextAggregateId += 1
    return done
  }

  /** Completes the open aggregate trade. */
  close(): AggregateTrade | undefined {
    const done = this.#open
    if (done === undefined) return undefined
    this.#open = undefined
    this.aggregates.push(done)
    if (this.aggregates.length > KEEP * 2) this.aggregates.splice(0, KEEP)
    return done
  }
}
