import { InputError, isOnStep, type Price, price, rate, required } from '../../../domain/index.ts'
import { MatchingEngine, type MatchingEvent } from '../../../simulation/index.ts'
import { priceText, SYMBOLS, type SymbolSpec } from '../../exchange/symbol.ts'
import { BookStreams } from '../../market/book-streams.ts'
import { Market } from '../../market/market.ts'
import type { StreamHub } from '../../market/stream-hub.ts'
import { Participants } from '../candles/participants.ts'
import { seededRandom } from '../candles/seeded-random.ts'
import type { MarketSource } from '../source.ts'

const SYMBOL = 'BTCUSDT'
/** Where it stands when nobody has moved it. */
const START = price('110000')
/** Deep enough that a customer of the demo empties no side. */
const TYPICAL_LOTS = 50_000

export interface StillSourceOptions {
  readonly hub: StreamHub
  readonly now: () => number
  readonly seed: number
}

/**
 * One book in which nothing happens but what customers do, and what {@link MarketSource.moveTo} tells. For tests and
 * drills: no order is taken by chance, and no time has to go by.
 */
export function stillSource(options: StillSourceOptions): MarketSource {
  const spec = required(
    SYMBOLS.find(({ symbol }) => symbol === SYMBOL),
    'the market that stands still is listed',
  )
  const still = new StillMarket(spec, options)
  return {
    markets: [still.market],
    description: 'A simulated order book that stands still until it is moved.',
    start: () => still.moveTo(START),
    stop: () => undefined,
    moveTo: (symbol, to) => {
      if (symbol !== SYMBOL) throw new InputError({ field: 'symbol', value: symbol, remedy: `only ${SYMBOL} stands still here` })
      still.moveTo(to)
    },
  }
}

class StillMarket {
  readonly market: Market
  readonly #streams: BookStreams
  readonly #crowd: Participants
  readonly #now: () => number

  constructor(spec: SymbolSpec, { hub, now, seed }: StillSourceOptions) {
    this.#now = now
    const firstId = Math.floor(now() / 100)
    const fees = { maker: rate('0.001'), taker: rate('0.001') }
    const engine = new MatchingEngine({ fees, lastUpdateId: firstId, lastTradeId: firstId })
    this.market = new Market({ spec, book: engine, hub, updateId: () => engine.lastUpdateId, nextAggregateId: firstId })
    this.#streams = new BookStreams(this.market)
    this.#crowd = new Participants({
      spec,
      engine,
      random: seededRandom(seed, spec.symbol),
      typicalLots: TYPICAL_LOTS,
      onEvents: (events) => {
        this.#publish(events)
        this.market.onMatched(events)
      },
    })
    this.market.onClientOrder = (events) => {
      this.#publish(events)
      this.#settle()
    }
  }

  /** The touch goes around it, over every customer's order in the way, and trades print at the ask and then at the bid. */
  moveTo(to: Price): void {
    const { spec } = this.market
    if (!isOnStep(to, spec.tickSize) || to < spec.minPrice || to > spec.maxPrice)
      throw new InputError({ field: 'price', value: priceText(to), remedy: 'give a price of the grid of the market' })
    const ticks = Number((to as bigint) / (spec.tickSize as bigint))
    this.#crowd.moveTo(ticks)
    this.#crowd.tend(ticks)
    this.#crowd.printAt('either')
    this.#settle()
  }

  #settle(): void {
    this.market.closeAggregate()
    this.#streams.publishTouch()
    this.#streams.flushFast(this.#now())
    this.#streams.flushSlow(this.#now())
  }

  #publish(events: readonly MatchingEvent[]): void {
    for (const event of events) {
      if (event.type === 'level') this.#streams.change(event.side, event.price, event.quantity)
      else if (event.type === 'trade') {
        const { tradeId: id, price: at, quantity, takerSide } = event
        this.market.recordTrade({ id, price: at, quantity, time: this.#now(), buyerIsMaker: takerSide === 'sell' })
      }
    }
  }
}
