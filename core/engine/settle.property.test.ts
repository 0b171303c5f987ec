import fc from 'fast-check'
import { expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import {
  type Difference,
  type EngineEvent,
  fillId,
  type Fill,
  formatMoney,
  type InstrumentId,
  millis,
  type Money,
  money,
  price,
  toJson,
} from '../domain/index.ts'
import { reconcile, type ReconcileInput } from '../execution/index.ts'
import { accountRecord } from '../journal/index.ts'
import { lotsOf } from '../portfolio/index.ts'
import type { Journal, JournalReader } from '../ports/index.ts'
import { NotingVenue } from '../testing/noting-venue.ts'
import { books, listed, prefix } from '../testing/random-books.ts'
import { tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { localBooks } from './index.ts'

const BNB = listed('BNB')
const CASH = money('1000')
const COST = price('90')
const START = 1_700_000_000_000

/** The local side as the journal of a trader that was left so. */
function journalOf({ local, instruments }: ReconcileInput): Journal {
  const journal = memoryJournal()
  const known: readonly Difference[] = [...local.fills].map((id) => ({
    subject: 'fill',
    kind: 'fill-not-known',
    key: `fill ${id}`,
    here: '',
    there: '',
    settlements: ['adopt'],
    trade: {
      fillId: id,
      instrument: undefined,
      venueSymbol: 'X',
      venueOrderId: 'v' as never,
      side: 'buy',
      price: COST,
      quantity: 1n as never,
      feeAsset: 'X',
      feeAmount: money('0'),
      liquidity: 'taker',
      at: millis(0),
    },
  }))
  const events: readonly EngineEvent[] = [
    { type: 'AccountOpened', environment: 'live', currency: local.currency, cash: CASH },
    ...instruments.map((instrument) => ({ type: 'InstrumentChanged' as const, instrument })),
    { type: 'DifferencesFound', differences: known, booksAt: millis(0) },
    ...known.map(({ key }) => ({ type: 'DifferenceSettled' as const, key, settlement: 'adopt' as const, reason: '', by: 'x' })),
    ...local.orders.map((order) => ({ type: 'OrderAdopted' as const, order })),
    ...[...local.positions]
      .filter(([, held]) => held > 0n)
      .map(([instrument, change]) => ({
        type: 'PositionAdjusted' as const,
        id: fillId('before'),
        instrument,
        change,
        price: COST,
        reason: 'before',
      })),
  ]
  journal.append(
    millis(START),
    { type: 'SessionOpened', environment: 'live', startingCash: CASH, currency: local.currency },
    events,
  )
  return journal
}

function opened(journal: Journal): TradingHarness {
  const harness = tradingHarness({ journal, environment: 'live', orders: new NotingVenue(), start: START })
  harness.engine.open({ currency: 'USDT', cash: CASH })
  return harness
}

const reading = (journal: Journal): JournalReader => ({
  events(types, visit) {
    journal.replay(({ entry, at }) => {
      if (entry.kind === 'event' && types.some((type) => type === entry.event.type)) visit(entry.event, at)
    })
  },
  lastAt: () => millis(START),
  close: () => undefined,
})

const eventsOf = (journal: Journal): readonly EngineEvent[] =>
  journal.read(0, 100_000).flatMap(({ entry }) => (entry.kind === 'event' ? [entry.event] : []))

/** Every digit of cash and holdings comes from an event, and cost and profit add up to the capital. */
function checkBooks({ engine, journal }: TradingHarness): void {
  const { state } = engine
  let cash: bigint = CASH
  const held = new Map<InstrumentId, bigint>()
  const hold = (instrument: InstrumentId, change: bigint): void => {
    held.set(instrument, (held.get(instrument) ?? 0n) + change)
  }
  const book = ({ side, price, quantity, fee, feeAsset, feeQuantity = 0n as never, instrument }: Fill): void => {
    const sign = side === 'buy' ? 1n : -1n
    cash -= sign * price * quantity + fee
    hold(instrument, sign * quantity - (feeAsset === 'BTC' ? feeQuantity : 0n))
  }
  for (const event of eventsOf(journal)) {
    if (event.type === 'FillRecorded') book(event.fill)
    if (event.type === 'CashAdjusted') cash += event.amountChange
    if (event.type === 'PositionAdjusted') hold(event.instrument, event.change)
  }
  expect(state.cash).toBe(cash)
  const positions = [...state.positions.values()]
  // What fees took of BNB is in the lots.
  for (const { instrument, quantity } of positions) if (instrument !== BNB.id) expect(quantity).toBe(held.get(instrument) ?? 0n)
  const worth = positions.reduce<bigint>((sum, each) => sum + each.costBasis - each.realisedPnl + each.fees, state.cash)
  expect(formatMoney(worth as Money)).toBe(formatMoney(state.startingCash))
}

/** What was bought is what is open and what was sold; lots and positions hold the same. */
function checkLots({ engine, journal }: TradingHarness): void {
  const record = accountRecord(reading(journal), 'live')
  if (record === undefined) throw new Error('the account has a record')
  expect(record.portfolio.cash).toBe(engine.state.cash)
  const { open } = lotsOf(record.lotEntries, { method: 'fifo', scope: 'instrument', priceOf: () => undefined })
  for (const { instrument, quantity } of engine.state.positions.values())
    expect(open.filter(({ book }) => book === instrument).reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(quantity)
}

const kept = ({ engine }: TradingHarness): string => {
  const { state } = engine
  const books = localBooks(state)
  return toJson({
    cash: books.cash,
    orders: books.orders,
    fills: [...books.fills],
    positions: [...state.positions.values()],
    notedOrders: [...books.notedOrders],
    others: [...books.others].map(([asset, amountChange]) => ({ asset, amountChange })),
    open: state.differences,
    ignored: [...state.ignored],
    working: [...state.working],
    startingCash: state.startingCash,
    equity: [state.peakEquity, state.dayStartEquity, state.lastEquity].map((equity) => ({ equity })),
  })
}

it('settles every difference by adopting it, in any order, and none is left', () => {
  const seen = { settled: 0, refused: 0, fills: 0, orders: 0, moved: 0, positions: 0, cash: 0, assets: 0 }
  fc.assert(
    fc.property(books, fc.boolean(), fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (given, listsBnb, shuffle) => {
      const input = listsBnb ? { ...given, instruments: [...given.instruments, BNB] } : given
      const h = opened(journalOf(input))
      for (const { id: instrument } of input.instruments) {
        const quote = { kind: 'quote', instrument, exchangeTime: h.now(), receivedTime: h.now() } as const
        const sides = { bid: price('100'), bidSize: 1n as never, ask: price('100.01'), askSize: 1n as never }
        h.engine.handle({ type: 'QuoteReceived', quote: { ...quote, ...sides } })
      }
      const compare = (): readonly Difference[] => reconcile({ ...input, prefix, local: localBooks(h.engine.state) })
      const found = compare()
      // What the local side was made of is what the engine says of itself.
      expect(found.map(({ key }) => key).sort()).toEqual(
        reconcile({ ...input, prefix })
          .map(({ key }) => key)
          .sort(),
      )
      h.engine.handle({ type: 'DifferencesFound', differences: found, booksAt: h.now() })
      expect(h.engine.state.differences).toHaveLength(found.length)
      let waiting = found.map(({ key }, index) => ({ key, rank: shuffle[index % 40] ?? 0 })).sort((a, b) => a.rank - b.rank)
      while (waiting.length > 0) {
        const before = waiting.length
        waiting = waiting.filter(({ key }) => {
          const answer = h.command({ type: 'SettleDifference', key, settlement: 'adopt', reason: 'the venue is right' })
          if (!answer.ok) {
            seen.refused += 1
            expect(answer.code).toBe('settle-first')
          } else seen.settled += 1
          checkBooks(h)
          return !answer.ok
        })
        expect(waiting.length, 'some difference can always be settled').toBeLessThan(before)
      }
      expect(h.engine.state.differences).toEqual([])
      expect(compare().map(({ key, here, there }) => `${key}: ${here} / ${there}`)).toEqual([])
      checkLots(h)
      for (const { type } of eventsOf(h.journal)) {
        if (type === 'FillRecorded') seen.fills += 1
        if (type === 'OrderAdopted') seen.orders += 1
        if (type === 'OrderMoved') seen.moved += 1
        if (type === 'PositionAdjusted') seen.positions += 1
        if (type === 'CashAdjusted') seen.cash += 1
        if (type === 'AssetAdjusted') seen.assets += 1
      }
      const before = kept(h)
      expect(kept(opened(h.journal))).toBe(before)
    }),
    { numRuns: 100 },
  )
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0)
}, 30_000)
