import { type Channel, type InstrumentId, millis, type Trade } from '../domain/index.ts'
import type { LevelProblem } from './book/index.ts'
import type { NumberedConnections } from './connections.ts'
import type { MarketTrack } from './market-track.ts'
import type { MarketSink } from './pipeline-types.ts'
import type { FreshnessTracker, VenueClock } from './staleness/index.ts'
import {
  checkBar,
  checkBound,
  checkPrice,
  checkSize,
  checkTime,
  isRejection,
  type Rejection,
  reject,
  type ValidationLimits,
} from './validate/index.ts'
import type {
  BookDeltaFact,
  BookSnapshotFact,
  CandleFact,
  MalformedFact,
  RawFrame,
  TickerFact,
  TopFact,
  TradeFact,
  VenueFact,
} from './venues/index.ts'

/** What accepting a fact may touch. */
export interface FactContext {
  readonly sink: MarketSink
  readonly limits: ValidationLimits
  readonly venueCandles: boolean
  readonly clock: VenueClock
  readonly freshness: FreshnessTracker
  readonly connections: NumberedConnections
  readonly counts: { trades: number; venueCandles: number }
  trackOf(venueSymbol: string): MarketTrack | undefined
  /** The market, where there is just one. */
  onlyTrack(): MarketTrack | undefined
}

interface Step {
  readonly frame: RawFrame
  readonly track: MarketTrack
  readonly context: FactContext
}

const UNKNOWN_SYMBOL = reject('consistency', 'unknown-symbol')
/** The rest of such a frame must not be used. */
export const REPEATED_FRAME = reject('duplicate', 'connection-sequence')

function refuseMalformed(fact: MalformedFact, frame: RawFrame, context: FactContext): Rejection {
  if (fact.bookOf !== undefined) {
    const track = context.trackOf(fact.bookOf)
    track?.at(frame.receivedTime)
    track?.sync.lost(frame.receivedTime)
    track?.showState()
  }
  return reject('schema', fact.reason)
}

/** Takes one fact through the four stages and into its market; the rejection, or null when it was good. */
export function acceptFact(fact: VenueFact, frame: RawFrame, context: FactContext): Rejection | null {
  if (fact.kind === 'control') return null
  if (fact.kind === 'malformed') return refuseMalformed(fact, frame, context)
  if (fact.kind === 'connection-sequence') {
    const verdict = context.connections.observe(frame.connection, fact.sequence, frame.receivedTime)
    return verdict === 'repeated' ? REPEATED_FRAME : null
  }
  const track = fact.venueSymbol === undefined ? context.onlyTrack() : context.trackOf(fact.venueSymbol)
  if (track === undefined)
    return fact.venueSymbol === undefined ? reject('consistency', 'snapshot-without-symbol') : UNKNOWN_SYMBOL
  if (fact.kind === 'book-depth') {
    track.sync.subscribed(fact.depth)
    return null
  }
  const late = checkTime(fact.exchangeTime, frame.receivedTime, context.limits)
  if (late !== null) {
    if (fact.kind !== 'trade') return late
    if (fact.history === true) return null
    track.refusedTrade(fact, frame.receivedTime)
    return late
  }
  if (fact.exchangeTime !== undefined) context.clock.observe(millis(fact.exchangeTime), frame.receivedTime)
  track.at(frame.receivedTime)
  const step: Step = { frame, track, context }
  switch (fact.kind) {
    case 'trade': {
      const rejection = acceptTrade(fact, step)
      if (rejection !== null && rejection.stage !== 'duplicate') track.refusedTrade(fact, frame.receivedTime)
      return rejection
    }
    case 'book-delta':
      return acceptDelta(fact, step)
    case 'book-snapshot':
      return acceptSnapshot(fact, step)
    case 'top':
      return acceptTop(fact, step)
    case 'ticker':
      return acceptTicker(fact, step)
    case 'candle':
      return acceptCandle(fact, step)
  }
}

function touch({ context, frame, track }: Step, channel: Channel): void {
  context.freshness.touch(track.instrument, channel, frame.connection, frame.receivedTime)
}

const times = (fact: { readonly exchangeTime?: number }, { receivedTime }: RawFrame) => ({
  exchangeTime: millis(fact.exchangeTime ?? receivedTime),
  receivedTime,
})

function acceptTrade(fact: TradeFact, step: Step): Rejection | null {
  const { context, frame, track } = step
  context.connections.carries(frame.connection, track, 'trades')
  const price = checkPrice(fact.price)
  if (isRejection(price)) return price
  const quantity = checkSize(fact.quantity, 'refuse')
  if (isRejection(quantity)) return quantity
  const outside = checkBound(price, track.referencePrice, context.limits)
  if (outside !== null) return outside
  const verdict = track.see(fact, frame)
  // The same trades under another numbering: correct, and already counted.
  if (verdict === null) return null
  if (verdict.type === 'duplicate') return fact.history === true ? null : reject('duplicate', 'trade-id')
  const at = times(fact, frame)
  const instrument: InstrumentId = track.instrument
  const trade: Trade = { kind: 'trade', instrument, id: fact.id, price, quantity, aggressor: fact.aggressor, ...at }
  context.counts.trades += 1
  track.goodPrice(price, frame.receivedTime)
  touch(step, 'trades')
  context.sink.event(trade)
  if (verdict.type === 'late') track.candles.amend([trade])
  else {
    track.candles.trade(trade)
    track.quotes.lastTrade(price)
  }
  return null
}

const WRONG_CHECKSUM = reject('consistency', 'book-checksum')

const levelRejection = (problem: LevelProblem): Rejection =>
  reject(problem === 'level-negative' || problem === 'level-price' ? 'business' : 'schema', problem)

function acceptDelta(fact: BookDeltaFact, step: Step): Rejection | null {
  const { context, frame, track } = step
  context.connections.carries(frame.connection, track, 'book')
  track.bookOver(frame.connection)
  const outcome = track.sync.delta(fact, frame.receivedTime)
  track.showState()
  switch (outcome) {
    case 'applied':
      touch(step, 'book')
      touch(step, 'ticker')
      return null
    case 'buffered':
    case 'old':
    case 'gap':
      return null
    case 'repeated':
      return reject('duplicate', 'book-update')
    case 'checksum':
      return WRONG_CHECKSUM
    default:
      return levelRejection(outcome)
  }
}

function acceptSnapshot(fact: BookSnapshotFact, step: Step): Rejection | null {
  const { context, frame, track } = step
  context.connections.carries(frame.connection, track, 'book')
  track.snapshotArrived()
  const outcome = track.sync.snapshot(fact, frame.receivedTime)
  track.showState()
  switch (outcome) {
    case 'applied':
      touch(step, 'book')
      return null
    case 'old':
      return null
    case 'crossed':
      return reject('business', 'crossed-snapshot')
    case 'checksum':
      return WRONG_CHECKSUM
    default:
      return levelRejection(outcome)
  }
}

function acceptTop(fact: TopFact, step: Step): Rejection | null {
  const { context, frame, track } = step
  const bid = checkPrice(fact.bid)
  if (isRejection(bid)) return bid
  const ask = checkPrice(fact.ask)
  if (isRejection(ask)) return ask
  const bidSize = checkSize(fact.bidSize, 'allow')
  if (isRejection(bidSize)) return bidSize
  const askSize = checkSize(fact.askSize, 'allow')
  if (isRejection(askSize)) return askSize
  if (bid >= ask) return reject('business', 'crossed-quote')
  const outside = checkBound(bid, track.referencePrice, context.limits)
  if (outside !== null) return outside
  touch(step, 'ticker')
  // Without a number it cannot be put in order with the live book, which says the same and more.
  if (fact.sequence === undefined && track.sync.state === 'live') return null
  const at = { ...times(fact, frame), sequence: fact.sequence ?? track.quotes.sequence }
  track.quotes.top({ price: bid, quantity: bidSize }, { price: ask, quantity: askSize }, at)
  return null
}

function acceptTicker(fact: TickerFact, step: Step): Rejection | null {
  const { context, track } = step
  const last = optional(fact.last, checkPrice)
  if (isRejection(last)) return last
  const open24h = optional(fact.open, checkPrice)
  if (isRejection(open24h)) return open24h
  const high = optional(fact.high, checkPrice)
  if (isRejection(high)) return high
  const low = optional(fact.low, checkPrice)
  if (isRejection(low)) return low
  const volume24h = optional(fact.volume, (text) => checkSize(text, 'allow'))
  if (isRejection(volume24h)) return volume24h
  if (high !== undefined && low !== undefined && high < low) return reject('business', 'high-below-low')
  const outside = last === undefined ? null : checkBound(last, track.referencePrice, context.limits)
  if (outside !== null) return outside
  touch(step, 'ticker')
  track.quotes.statistics({ last, open24h, volume24h })
  return null
}

const optional = <T>(text: string | undefined, check: (text: string) => T): T | undefined =>
  text === undefined ? undefined : check(text)

function acceptCandle(fact: CandleFact, step: Step): Rejection | null {
  const { context, frame, track } = step
  const open = checkPrice(fact.open)
  if (isRejection(open)) return open
  const high = checkPrice(fact.high)
  if (isRejection(high)) return high
  const low = checkPrice(fact.low)
  if (isRejection(low)) return low
  const close = checkPrice(fact.close)
  if (isRejection(close)) return close
  const volume = checkSize(fact.volume, 'allow')
  if (isRejection(volume)) return volume
  const wrong = checkBar({ open, high, low, close })
  if (wrong !== null) return wrong
  touch(step, 'candles')
  if (!context.venueCandles) return null
  context.counts.venueCandles += 1
  const { timeframe, trades, closed } = fact
  const candle = {
    kind: 'candle',
    instrument: track.instrument,
    timeframe,
    openTime: millis(fact.openTime),
    trades,
    closed,
  } as const
  context.sink.event({ ...candle, open, high, low, close, volume, ...times(fact, frame) })
  return null
}
