import { moneyToNumberLossy, notional, type Price, type Quantity } from '../../domain/index.ts'
import type { Matcher, MatchingEvent, PriceLevels } from '../../simulation/index.ts'
import { priceText, quantityText, type SymbolSpec } from '../exchange/symbol.ts'
import { type Bar, BarSeries } from './bars.ts'
import { aggregate, type Interval } from './intervals.ts'
import type { StreamHub } from './stream-hub.ts'
import { type AggregateTrade, type PublicTrade, Tape } from './tape.ts'

export interface MarketBook extends Matcher {
  readonly bids: PriceLevels
  readonly asks: PriceLevels
}

export interface MarketOptions {
  readonly spec: SymbolSpec
  readonly book: MarketBook
  readonly hub: StreamHub
  /** The newest update id that `book` contains. */
  readonly updateId: () => number
  readonly nextAggregateId: number
}

/** Everything public about one symbol: book, tape, bars; whatever source moves it. */
export class Market {
  readonly spec: SymbolSpec
  readonly book: MarketBook
  readonly hub: StreamHub
  readonly tape: Tape
  readonly minutes = new BarSeries(60_000, 60_000)
  readonly seconds = new BarSeries(1_000, 3_600)
  readonly updateId: () => number
  /** Reacts to what a client's order did and to fills of resting client orders. */
  onMatched: (events: readonly MatchingEvent[]) => void = () => undefined
  /** The source makes what a client's order changed public (or does not, when it replays a recording). */
  onClientOrder: (events: readonly MatchingEvent[]) => void = () => undefined
  lastPrice: Price | undefined

  constructor(options: MarketOptions) {
    this.spec = options.spec
    this.book = options.book
    this.hub = options.hub
    this.updateId = options.updateId
    this.tape = new Tape(options.nextAggregateId)
  }

  stream(kind: string): string {
    return `${this.spec.symbol.toLowerCase()}@${kind}`
  }

  recordTrade(trade: PublicTrade): void {
    this.lastPrice = trade.price
    this.addToBars(trade)
    const stream = this.stream('trade')
    if (this.hub.has(stream)) this.hub.publish(stream, tradeEvent(this.spec.symbol, trade))
    this.#publishAggregate(this.tape.add(trade))
  }

  addToBars(trade: PublicTrade): void {
    const price = Number((trade.price as bigint) / (this.spec.tickSize as bigint))
    const lots = Number((trade.quantity as bigint) / (this.spec.stepSize as bigint))
    const quote = moneyToNumberLossy(notional(trade.price, trade.quantity))
    const entry = { time: trade.time, price, lots, quote, takerBuys: !trade.buyerIsMaker }
    this.minutes.trade(entry)
    this.seconds.trade(entry)
  }

  closeAggregate(): void {
    this.#publishAggregate(this.tape.close())
  }

  #publishAggregate(done: AggregateTrade | undefined): void {
    const stream = this.stream('aggTrade')
    if (done !== undefined && this.hub.has(stream)) this.hub.publish(stream, aggregateEvent(this.spec.symbol, done))
  }

  /** Best levels of both sides as the wire's pairs. */
  depth(limit: number): { lastUpdateId: number; bids: string[][]; asks: string[][] } {
    return { lastUpdateId: this.updateId(), bids: pairs(this.book.bids, limit), asks: pairs(this.book.asks, limit) }
  }

  bars(interval: Interval, range: { from?: number | undefined; to?: number | undefined; limit: number }, now: number): Bar[] {
    const series = interval === '1s' ? this.seconds : this.minutes
    series.advance(now)
    return aggregate(series, interval, range)
  }
}

function pairs(levels: PriceLevels, limit: number): string[][] {
  const out: string[][] = []
  for (let rank = 0; rank < limit; rank += 1) {
    const level = levels.at(rank)
    if (level === undefined) break
    out.push([priceText(level.price), quantityText(level.total)])
  }
  return out
}

const tradeEvent = (symbol: string, trade: PublicTrade): Record<string, unknown> => ({
  e: 'trade',
  E: trade.time,
  s: symbol,
  t: trade.id,
  p: priceText(trade.price),
  q: quantityText(trade.quantity),
  T: trade.time,
  m: trade.buyerIsMaker,
  M: true,
})

const aggregateEvent = (symbol: string, trade: AggregateTrade): Record<string, unknown> => ({
  e: 'aggTrade',
  E: trade.time,
  s: symbol,
  a: trade.id,
  p: priceText(trade.price),
  q: quantityText(trade.quantity),
  f: trade.firstTradeId,
  l: trade.lastTradeId,
  T: trade.time,
  m: trade.buyerIsMaker,
  M: true,
})

/** Volumes are carried as `Quantity` text through the symbol's lots. */
export const lotsText = (spec: SymbolSpec, lots: number): string =>
  quantityText((BigInt(lots) * (spec.stepSize as bigint)) as Quantity)
export const ticksText = (spec: SymbolSpec, ticks: number): string =>
  priceText((BigInt(ticks) * (spec.tickSize as bigint)) as Price)
