import { join } from 'node:path'
import { price, type Quantity, quantity, rate, required } from '../../../domain/index.ts'
import type { Clock } from '../../../ports/index.ts'
import { type MatchingEvent, type PriceLevels, ReplayedBook } from '../../../simulation/index.ts'
import { priceText, SYMBOLS } from '../../exchange/symbol.ts'
import { DepthAccumulator } from '../../market/depth-accumulator.ts'
import { Market } from '../../market/market.ts'
import type { StreamHub } from '../../market/stream-hub.ts'
import type { PublicTrade } from '../../market/tape.ts'
import type { MarketSource } from '../source.ts'
import {
  type Capture,
  type DepthFrame,
  type Frame,
  frameAt,
  levelsOf,
  readCapture,
  type TouchFrame,
  type TradeFrame,
} from './capture.ts'

const PERIOD = 20
/** Client fills are numbered apart from the recorded trades. */
const CLIENT_TRADES_FROM = 9_000_000_000

export interface RecordingSourceOptions {
  readonly dataDir: string
  readonly hub: StreamHub
  readonly clock: Clock
  readonly speed: number
}

/**
 * Replays recorded frames as they came, with their times shifted to now. At the end it starts
 * again: one depth difference leads from the last book to the first (the price jumps, as the
 * recording's ends differ), and update and trade ids go on increasing without a hole.
 */
class RecordingPlayer {
  readonly market: Market
  readonly #book = new ReplayedBook({ fees: { maker: rate('0.001'), taker: rate('0.001') }, lastTradeId: CLIENT_TRADES_FROM })
  /** The recording has the differences of each 100 ms; those of each second are collected from them. */
  readonly #perSecond: DepthAccumulator
  readonly #capture: Capture
  readonly #options: RecordingSourceOptions
  #next = 0
  #startedAt: number
  /** Receive time and exchange time of the first frame played; all others are relative to them. */
  #receivedZero = 0
  #exchangeZero = 0
  #updateId: number
  #updateOffset = 0
  #tradeOffset = 0
  #lastTradeId = 0
  #slowDue = 0

  constructor(options: RecordingSourceOptions) {
    this.#options = options
    this.#capture = readCapture(join(options.dataDir, 'recording'))
    const { snapshot } = this.#capture
    this.#updateId = snapshot.lastUpdateId
    this.#book.reset(levelsOf(snapshot.bids), levelsOf(snapshot.asks))
    const spec = required(SYMBOLS[0], 'the first symbol is the recorded one')
    this.market = new Market({
      spec,
      book: this.#book,
      hub: options.hub,
      updateId: () => this.#updateId,
      nextAggregateId: 3_000_000_000,
    })
    this.#perSecond = new DepthAccumulator(this.#updateId)
    this.#startedAt = options.clock.now()
    this.#loadHistory()
    this.#rewind()
  }

  /** Plays every frame whose moment has come. */
  play(): void {
    const now = this.#options.clock.now()
    for (;;) {
      const line = frameAt(this.#capture, this.#next)
      if (line === undefined) {
        this.#startAgain(now)
        break
      }
      if (this.#startedAt + (line.receivedAt - this.#receivedZero) / this.#options.speed > now) break
      this.#next += 1
      this.#show(line.frame, now)
    }
    this.market.closeAggregate()
    if (now < this.#slowDue) return
    this.#slowDue = now + 1_000
    const update = this.#perSecond.take(this.market.spec.symbol, this.#updateId, now)
    if (update !== undefined) this.market.hub.publish(this.market.stream('depth'), update)
    this.#publishPartial('')
  }

  #publishPartial(suffix: string): void {
    for (const limit of [5, 10, 20]) {
      const stream = this.market.stream(`depth${String(limit)}${suffix}`)
      if (this.market.hub.has(stream)) this.market.hub.publish(stream, this.market.depth(limit))
    }
  }

  #show(frame: Frame, now: number): void {
    if (frame.kind === 'depth') this.#showDepth(frame, this.#shifted(frame.exchangeTime, now))
    else if (frame.kind === 'trade') this.#showTrade(frame, now)
    else this.#showTouch(frame)
  }

  /** A recorded exchange time on the clock of this run; never after `now`. */
  #shifted(exchangeTime: number, now: number): number {
    const at = this.#startedAt + (exchangeTime - this.#exchangeZero) / this.#options.speed
    return Math.min(now, Math.round(at))
  }

  #showDepth(frame: DepthFrame, time: number): void {
    const last = frame.last + this.#updateOffset
    // Only the frame that spans the snapshot can start before it; after a restart its head is already told.
    if (last <= this.#updateId) return
    const first = this.#updateOffset === 0 ? frame.first : Math.max(frame.first + this.#updateOffset, this.#updateId + 1)
    this.#applyLevels(frame.bids, frame.asks)
    this.#updateId = last
    this.#publishDepth(first, time, frame)
  }

  #publishDepth(first: number, time: number, change: Pick<DepthFrame, 'bids' | 'asks'>): void {
    const { market } = this
    const event = {
      e: 'depthUpdate',
      E: time,
      s: market.spec.symbol,
      U: first,
      u: this.#updateId,
      b: change.bids,
      a: change.asks,
    }
    market.hub.publish(market.stream('depth@100ms'), event)
    this.#publishPartial('@100ms')
  }

  #showTrade(frame: TradeFrame, now: number): void {
    const trade: PublicTrade = {
      id: frame.id + this.#tradeOffset,
      price: price(frame.price),
      quantity: quantity(frame.quantity),
      time: this.#shifted(frame.tradeTime, now),
      buyerIsMaker: frame.buyerIsMaker,
    }
    this.#lastTradeId = trade.id
    this.market.recordTrade(trade)
    this.#matched(this.#book.applyTrade(trade.price, trade.quantity, trade.buyerIsMaker ? 'sell' : 'buy'))
  }

  #showTouch(frame: TouchFrame): void {
    const { hub, spec } = this.market
    const [b, B] = frame.bid
    const [a, A] = frame.ask
    hub.publish(this.market.stream('bookTicker'), { u: frame.updateId + this.#updateOffset, s: spec.symbol, b, B, a, A })
  }

  #applyLevels(bids: DepthFrame['bids'], asks: DepthFrame['asks']): void {
    const [buy, sell] = [levelsOf(bids), levelsOf(asks)]
    for (const level of buy) this.#perSecond.change('buy', level.price, level.quantity)
    for (const level of sell) this.#perSecond.change('sell', level.price, level.quantity)
    this.#matched(this.#book.applyLevels(buy, sell))
  }

  #matched(events: readonly MatchingEvent[]): void {
    if (events.length > 0) this.market.onMatched(events)
  }

  #rewind(): void {
    this.#next = 0
    const first = required(frameAt(this.#capture, 0), 'the recording has frames')
    this.#receivedZero = first.receivedAt
    for (let index = 0; ; index += 1) {
      const { frame } = required(frameAt(this.#capture, index), 'the recording has depth frames')
      if (frame.kind === 'touch') continue
      this.#exchangeZero = frame.exchangeTime
      return
    }
  }

  /** The seam: one ordinary difference from the last recorded book to the first. */
  #startAgain(now: number): void {
    const { snapshot } = this.#capture
    const bids = differences(this.#book.bids, snapshot.bids)
    const asks = differences(this.#book.asks, snapshot.asks)
    const first = this.#updateId + 1
    this.#updateId += bids.length + asks.length
    this.#applyLevels(bids, asks)
    this.#publishDepth(first, now, { bids, asks })
    this.#updateOffset = this.#updateId - snapshot.lastUpdateId
    this.#startedAt = now
    this.#rewind()
    this.#tradeOffset = this.#lastTradeId + 1 - this.#firstTradeId()
  }

  #firstTradeId(): number {
    for (let index = 0; ; index += 1) {
      const { frame } = required(frameAt(this.#capture, index), 'the recording has trades')
      if (frame.kind === 'trade') return frame.id
    }
  }

  /** What went before the start is the same recording, one round earlier: it gives the charts a past. */
  #loadHistory(): void {
    const end = this.#startedAt
    const last = this.#capture.starts.length - 1
    const finish = required(frameAt(this.#capture, last), 'the recording has frames').receivedAt
    for (let index = 0; index <= last; index += 1) {
      const line = frameAt(this.#capture, index)
      if (line?.frame.kind !== 'trade') continue
      const { frame } = line
      const time = Math.round(end - (finish - line.receivedAt) / this.#options.speed)
      this.market.lastPrice = price(frame.price)
      this.market.addToBars({
        id: frame.id,
        price: this.market.lastPrice,
        quantity: quantity(frame.quantity),
        time,
        buyerIsMaker: frame.buyerIsMaker,
      })
    }
    this.market.lastPrice = this.#book.bids.best()?.price
  }
}

function differences(from: PriceLevels, to: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const wanted = new Map(to.map(([at, size]) => [price(at) as bigint, size] as const))
  const out: (readonly [string, string])[] = []
  for (let rank = 0; rank < from.size; rank += 1) {
    const level = from.at(rank)
    if (level !== undefined && !wanted.has(level.price)) out.push([priceText(level.price), '0.00000000'])
  }
  for (const pair of to) {
    const held: Quantity | undefined = from.find(price(pair[0]))?.total
    if (held !== quantity(pair[1])) out.push(pair)
  }
  return out
}

export function recordingSource(options: RecordingSourceOptions): MarketSource {
  const player = new RecordingPlayer(options)
  let stop = (): void => undefined
  return {
    markets: [player.market],
    description:
      'Recorded Binance spot BTCUSDT of 2024-08-08/09 (eleven minutes, in a loop), times shifted to now. Book and trades are real and do not react to your orders; your fills are simulated.',
    start() {
      stop = options.clock.every(PERIOD, () => {
        player.play()
      })
    },
    stop() {
      stop()
    },
  }
}
