import { countedIds, memoryJournal, silentLogger } from '../adapters/memory/index.ts'
import {
  type Command,
  type CommandId,
  type CommandResult,
  type EngineEvent,
  formatPrice,
  formatQuantity,
  millis,
  money,
  type Order,
  type Position,
  type Price,
  price,
  quantity,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, positionViews, TradingEngine, type TradingConfig } from '../engine/index.ts'
import { isProtective } from '../execution/index.ts'
import type { VenueCapabilities } from '../ports/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { StrictVenue } from './strict-venue.ts'
import { BTC, btcInstrument } from './trading-harness.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

const { approval, risk } = DEFAULT_TRADING_CONFIG
const CONFIG: TradingConfig = {
  ...DEFAULT_TRADING_CONFIG,
  approval: { ...approval, defaultMode: 'auto' },
  risk: { ...risk, maxOrdersPerMinute: 10_000, duplicateWindowMs: 0, maxUnknowns: 1_000, maxRejects: 1_000 },
}

/** An engine and a venue that share nothing but requests and reports, which the test lets through. */
export function protectionScene(
  change: { readonly config?: Partial<TradingConfig>; readonly capabilities?: Partial<VenueCapabilities> } = {},
) {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const venue = new StrictVenue(clock, price('100'), change.capabilities)
  const journal = memoryJournal()
  const ids = countedIds()
  let commands = 0
  const start = (): TradingEngine => {
    const made = new TradingEngine(
      'paper',
      { ...CONFIG, ...change.config },
      { clock, ids, journal, venue, logger: silentLogger() },
    )
    made.open({ currency: 'USDT', cash: money('1000000') })
    made.handle({ type: 'InstrumentListed', instrument: btcInstrument })
    return made
  }
  let engine = start()
  return {
    clock,
    venue,
    get engine(): TradingEngine {
      return engine
    },
    restart(): void {
      venue.cut()
      engine = start()
    },
    command(input: DistributiveOmit<Command, 'id'>): CommandResult {
      commands += 1
      return engine.command({ ...input, id: `c${String(commands)}` as CommandId }, 'user')
    },
    quote(bid: Price): void {
      venue.bid = bid
      const ask = (bid + price('0.01')) as Price
      const facts = { instrument: BTC, exchangeTime: clock.now(), receivedTime: clock.now() }
      engine.bookSeen(BTC, clock.now())
      const size = quantity('5')
      engine.handle({ type: 'QuoteReceived', quote: { kind: 'quote', ...facts, bid, ask, bidSize: size, askSize: size } })
    },
    tick(by = 1_000): void {
      clock.advance(by)
      engine.handle({ type: 'ClockTicked' })
    },
    /** Lets requests and reports through until none is left. */
    settle(): void {
      for (let moved = true; moved; ) {
        moved = venue.processNext()
        moved = venue.deliverNext() || moved
      }
    },
    position(): Position | undefined {
      return engine.state.positions.get(BTC)
    },
    /** Every protective order there ever was. */
    protections(): readonly Order[] {
      return [...engine.state.orders.values()].filter(isProtective)
    },
    events<T extends EngineEvent['type']>(type: T): readonly Extract<EngineEvent, { type: T }>[] {
      return journal
        .read(0, 1_000_000)
        .flatMap(({ entry }) =>
          entry.kind === 'event' && entry.event.type === type ? [entry.event as Extract<EngineEvent, { type: T }>] : [],
        )
    },
  }
}

export type ProtectionScene = ReturnType<typeof protectionScene>

/** One at market, with its stop. */
export const buyOne = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'market',
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
  stop: price('95'),
} as const
/** One bought at 100 with its stop at 95, and whatever else the test wants. */
export function holding(change: object = {}, options: Parameters<typeof protectionScene>[0] = {}): ProtectionScene {
  const s = protectionScene(options)
  s.quote(price('100'))
  if (!s.command({ ...buyOne, ...change }).ok) throw new Error('the purchase was refused')
  s.settle()
  return s
}

/** One request or report after the other, so far and no further. */
export function until({ venue }: ProtectionScene, done: () => boolean): void {
  while (!done()) if (!venue.deliverNext()) if (!venue.processNext()) throw new Error('nothing more happens')
}

/** What works at the venue, in words. */
export const restingThere = ({ venue }: ProtectionScene): readonly string[] =>
  venue.sales().map(({ purpose, type, quantity: left, stopPrice, limitPrice }: Order) => {
    const at = stopPrice ?? limitPrice
    return `${purpose} ${type} ${formatQuantity(left)}${at === undefined ? '' : ` at ${formatPrice(at)}`}`
  })
/** Where a person is told that the stop is. */
export const stopRests = ({ engine }: ProtectionScene) => positionViews(engine.state)[0]?.stopResting
export const localCodes = (s: ProtectionScene) => s.events('ProtectionLocal').map(({ code }) => code)
export const salesAtMarket = (s: ProtectionScene): readonly Order[] =>
  [...s.engine.state.orders.values()].filter(({ side, type }) => side === 'sell' && type === 'market')
