import { formatPrice, formatQuantity, rate } from '../../../domain/index.ts'
import type { Random } from '../../../ports/index.ts'
import { MatchingEngine, type MatchingEvent } from '../../../simulation/index.ts'
import type { CandleColumns } from '../../data/candle-codec.ts'
import type { SymbolSpec } from '../../exchange/symbol.ts'
import { BookStreams } from '../../market/book-streams.ts'
import { Market } from '../../market/market.ts'
import type { StreamHub } from '../../market/stream-hub.ts'
import { CandlePath } from './candle-path.ts'
import { Participants } from './participants.ts'

const MINUTE = 60_000
/** The part of the running minute that is already over is traded at once, in steps of this many ms. */
const WARM_UP_STEP = 200
/** The candles are a perpetual's; a spot book trades about this share of its volume. */
const VOLUME_SHARE = 0.2

export interface SymbolSimulationOptions {
  readonly spec: SymbolSpec
  readonly columns: CandleColumns
  readonly hub: StreamHub
  readonly random: Random
  readonly speed: number
  readonly now: () => number
  /** The recorded time that corresponds to the start, ms. */
  readonly anchor: number
}

/** One symbol that follows its recorded minutes, with everybody in one real book. */
export class SymbolSimulation {
  readonly market: Market
  readonly streams: BookStreams
  readonly #options: SymbolSimulationOptions
  readonly #engine: MatchingEngine
  readonly #crowd: Participants
  readonly #path: CandlePath
  readonly #startedAt: number
  readonly #startBar: number
  readonly #ticksPerUnit: number
  readonly #lotsPerUnit: number
  readonly #typicalVolume: number
  /** The moment the crowd acts in. */
  #time: number

  constructor(options: SymbolSimulationOptions) {
    const { spec, columns, random } = options
    this.#options = options
    this.#ticksPerUnit = 10 ** -columns.priceDecimals / Number(formatPrice(spec.tickSize))
    this.#lotsPerUnit = (10 ** -columns.volumeDecimals / Number(formatQuantity(spec.stepSize))) * VOLUME_SHARE
    const now = options.now()
    this.#startedAt = now - (now % MINUTE)
    this.#time = this.#startedAt
    this.#startBar = Math.floor((options.anchor - columns.firstOpenTime) / MINUTE)
    const firstId = Math.floor(this.#startedAt / 100)
    this.#engine = new MatchingEngine({
      fees: { maker: rate('0.001'), taker: rate('0.001') },
      lastUpdateId: firstId,
      lastTradeId: firstId,
    })
    const engine = this.#engine
    this.market = new Market({
      spec,
      book: engine,
      hub: options.hub,
      updateId: () => engine.lastUpdateId,
      nextAggregateId: firstId,
    })
    this.streams = new BookStreams(this.market)
    this.#typicalVolume = Float64Array.from(columns.volume).sort()[Math.floor(columns.volume.length / 2)] ?? 1
    const typicalLots = Math.max(1, (this.#typicalVolume * this.#lotsPerUnit) / 60 / 2.5)
    this.#crowd = new Participants({ spec, engine, random, typicalLots, onEvents: (events) => this.#happened(events) })
    this.#loadHistory()
    // From just before the minute's open, so that the running bar has it too.
    this.#path = new CandlePath(columns, this.#startBar - 1e-9, random)
    for (let time = this.#startedAt; time < now; time += WARM_UP_STEP) this.#step(time)
    this.#step(now)
    this.market.onClientOrder = (events) => {
      this.#time = options.now()
      this.#publish(events)
      this.market.closeAggregate()
      this.streams.publishTouch()
    }
  }

  /** Lets the crowd act for the time since the last call. */
  tick(): void {
    this.#step(this.#options.now())
    this.market.closeAggregate()
    this.streams.publishTouch()
  }

  #step(now: number): void {
    const elapsed = now - this.#time
    this.#time = now
    const points = this.#path.advance(this.#position(now))
    for (const point of points) {
      const target = point.price * this.#ticksPerUnit
      this.#crowd.moveTo(target)
      if (point.extreme) this.#crowd.printAt('either')
      this.#crowd.tend(target)
    }
    if (elapsed <= 0) return
    const activity = this.#path.volume() / this.#typicalVolume
    const perSecond = Math.min(8, Math.max(1, 2.5 * Math.sqrt(activity)))
    const lots = (this.#path.volume() * this.#lotsPerUnit) / 60 / perSecond
    this.#crowd.take((perSecond * Math.min(elapsed, 1000)) / 1000, Math.max(1, lots))
  }

  #position(now: number): number {
    return this.#startBar + ((now - this.#startedAt) / MINUTE) * this.#options.speed
  }

  #happened(events: readonly MatchingEvent[]): void {
    this.#publish(events)
    this.market.onMatched(events)
  }

  #publish(events: readonly MatchingEvent[]): void {
    for (const event of events) {
      if (event.type === 'level') this.streams.change(event.side, event.price, event.quantity)
      else if (event.type === 'trade')
        this.market.recordTrade({
          id: event.tradeId,
          price: event.price,
          quantity: event.quantity,
          time: this.#time,
          buyerIsMaker: event.takerSide === 'sell',
        })
    }
  }

  /** The recorded minutes before the start become the symbol's past. */
  #loadHistory(): void {
    const { columns } = this.#options
    const { minutes } = this.market
    const ticks = (value: number | undefined): number => Math.round((value ?? 0) * this.#ticksPerUnit)
    const unit = Number(formatPrice(this.#options.spec.tickSize)) * Number(formatQuantity(this.#options.spec.stepSize))
    for (let bar = 0; bar < this.#startBar; bar += 1) {
      const open = ticks(columns.open[bar])
      const high = ticks(columns.high[bar])
      const low = ticks(columns.low[bar])
      const close = ticks(columns.close[bar])
      const volume = Math.round((columns.volume[bar] ?? 0) * this.#lotsPerUnit)
      const quoteVolume = ((open + high + low + close) / 4) * volume * unit
      const openTime = this.#startedAt - (this.#startBar - bar) * MINUTE
      const takerVolume = Math.round(volume / 2)
      const trades = Math.round(60 * Math.min(8, Math.max(1, 2.5 * Math.sqrt((columns.volume[bar] ?? 0) / this.#typicalVolume))))
      const takerQuoteVolume = quoteVolume / 2
      minutes.append({ openTime, open, high, low, close, volume, quoteVolume, trades, takerVolume, takerQuoteVolume })
    }
  }
}
