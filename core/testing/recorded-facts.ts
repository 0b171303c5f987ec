import fc from 'fast-check'
import {
  type BinSide,
  CHANNELS,
  DAY,
  type InstrumentId,
  type Millis,
  millis,
  type Price,
  type Quantity,
  TIMEFRAMES,
  timeframeLength,
} from '../domain/index.ts'
import type { FactBatches, RecordedFact, RecordedKind } from '../ports/index.ts'
import { BTC } from './market-facts.ts'

/** 21 November 2026, midnight UTC. */
export const FIRST_DAY: Millis = millis(Date.UTC(2026, 10, 21))

const KINDS: Record<RecordedFact['kind'], RecordedKind> = {
  trade: 'trades',
  candle: 'candles',
  'book-snapshot': 'books',
  'book-bins': 'bins',
  metrics: 'metrics',
  gap: 'gaps',
}
export const kindOf = (fact: RecordedFact): RecordedKind => KINDS[fact.kind]

export async function gathered(batches: FactBatches<RecordedFact>): Promise<readonly RecordedFact[]> {
  const found: RecordedFact[] = []
  for await (const batch of batches) found.push(...batch)
  return found
}

const price = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((value) => value as Price)
const quantity = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((value) => value as Quantity)
const signed = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((value) => value as Quantity)
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))
const count = fc.nat({ max: 1_000_000 })
const sequence = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const levels = fc.array(fc.record({ price, quantity }), { maxLength: 4 })
const optional = { requiredKeys: ['volume', 'count'] as ['volume', 'count'] }
const side: fc.Arbitrary<BinSide> = fc.record(
  { volume: quantity, count, vwap: price, truncated: fc.constant(true as const) },
  optional,
)

/** Few distinct moments, so that ties and whole days come up. */
const moment = fc
  .tuple(fc.nat({ max: 2 }), fc.constantFrom(0, 1, 2, DAY / 2, DAY - 1))
  .map(([day, offset]) => millis(FIRST_DAY + day * DAY + offset))

const base = (instrument: InstrumentId) =>
  fc.tuple(moment, fc.nat({ max: 2 })).map(([exchangeTime, late]) => ({
    instrument,
    exchangeTime,
    receivedTime: millis(exchangeTime + late),
  }))

/** Any fact of any kind of a market within three days. Two may have one identity. */
export function anyFact(instrument: InstrumentId = BTC.id): fc.Arbitrary<RecordedFact> {
  const market = base(instrument)
  const of = <T extends object>(
    extra: fc.Arbitrary<T>,
  ): fc.Arbitrary<T & { instrument: InstrumentId; exchangeTime: Millis; receivedTime: Millis }> =>
    fc.tuple(market, extra).map(([one, two]) => ({ ...one, ...two }))
  const trade = of(
    fc.record({
      kind: fc.constant('trade' as const),
      id: fc.oneof(fc.nat({ max: 200 }).map(String), fc.string({ minLength: 1 })),
      price,
      quantity,
      aggressor: fc.constantFrom('buy' as const, 'sell' as const),
    }),
  )
  const candle = of(
    fc.record({
      kind: fc.constant('candle' as const),
      timeframe: fc.constantFrom(...TIMEFRAMES),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: quantity,
      trades: count,
      closed: fc.constant(true),
    }),
  ).map((each) => {
    const openTime = millis(each.exchangeTime - (each.exchangeTime % timeframeLength(each.timeframe)))
    return { ...each, openTime }
  })
  const book = of(fc.record({ kind: fc.constant('book-snapshot' as const), sequence, bids: levels, asks: levels }))
  const bins = of(
    fc.record({
      kind: fc.constant('book-bins' as const),
      bins: fc.array(fc.record({ bps: fc.constantFrom(0.5, 5, 10, 25), bid: side, ask: side }), { maxLength: 3 }),
    }),
  )
  const metrics = of(
    fc.record(
      {
        kind: fc.constant('metrics' as const),
        cumulativeDelta: signed,
        tradeRate: double,
        spread: signed.map((value) => value as unknown as Price),
        microPrice: double,
        imbalance: double,
        realisedVolatility: double,
      },
      { requiredKeys: ['kind'] },
    ),
  )
  const gap = of(
    fc.record(
      {
        kind: fc.constant('gap' as const),
        id: fc.string({ minLength: 1 }),
        channel: fc.constantFrom(...CHANNELS),
        startSequence: sequence,
        endSequence: sequence,
        missingCount: count,
        cause: fc.string({ unit: 'binary' }),
        recovered: count,
        repairedBy: fc.constantFrom('snapshot' as const, 'backfill' as const),
      },
      { requiredKeys: ['kind', 'id', 'channel', 'cause', 'recovered'] },
    ),
  ).map((each) => ({ ...each, startTime: millis(each.exchangeTime - 5), endTime: each.exchangeTime }))
  return fc.oneof(trade, candle, book, bins, metrics, gap)
}
