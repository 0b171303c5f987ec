import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryMarketReader } from '../../adapters/memory/index.ts'
import { DAY, millis, TIMEFRAMES } from '../../domain/index.ts'
import { RECORDED_KINDS, type RecordedFact } from '../../ports/index.ts'
import { BTC, candleAt, gapAt, instrumentOf, tradeAt } from '../../testing/market-facts.ts'
import { anyFact, FIRST_DAY, gathered } from '../../testing/recorded-facts.ts'
import { combinedMarketReader } from './combined-reader.ts'
import { compareFacts, identityOf } from './fact-order.ts'
import { factsOf } from './facts-of.ts'

const range = { instrument: BTC.id, from: millis(FIRST_DAY - DAY), to: millis(FIRST_DAY + 9 * DAY) }

/** The first of each identity, as a database with a key would keep them. */
function distinct(facts: readonly RecordedFact[]): readonly RecordedFact[] {
  const seen = new Map<string, RecordedFact>()
  for (const fact of facts) {
    const key = `${fact.kind}|${identityOf(fact)}`
    if (!seen.has(key)) seen.set(key, fact)
  }
  return [...seen.values()]
}

const stored = fc.array(anyFact(), { maxLength: 80 }).map(distinct)
/** For each fact the places where a copy rests: one to three of three. */
const places = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 80, maxLength: 80 })

describe('combined reader', () => {
  it('reads the same sequence however the facts are split over places, copies included', async () => {
    await fc.assert(
      fc.asyncProperty(stored, places, fc.integer({ min: 1, max: 5 }), async (facts, where, batch) => {
        const whole = combinedMarketReader([memoryMarketReader(facts, 7)])
        const parts = [1, 2, 4].map((bit) => facts.filter((_, index) => ((where[index] ?? 1) & bit) !== 0))
        const split = combinedMarketReader(parts.map((part) => memoryMarketReader(part, batch)))
        for (const kind of RECORDED_KINDS) {
          const before = await gathered(factsOf(whole, kind, range))
          expect(await gathered(factsOf(split, kind, range))).toEqual(before)
          if (kind !== 'candles') expect([...before].sort(compareFacts)).toEqual(before)
        }
        for (const timeframe of TIMEFRAMES) {
          const bars = await gathered(split.candles(range, timeframe))
          expect([...bars].sort(compareFacts)).toEqual(bars)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('gives of two tellings of a gap the one of the earlier place, and calls it open by that', async () => {
    const told = gapAt(FIRST_DAY, 'trades')
    const live = memoryMarketReader([{ ...told, repairedBy: 'backfill', recovered: 1 }])
    const reader = combinedMarketReader([live, memoryMarketReader([told, gapAt(FIRST_DAY + 1, 'book')])])
    expect((await reader.gaps({ limit: 10 })).map(({ recovered }) => recovered)).toEqual([1, 0])
    expect((await reader.gaps({ open: true, limit: 10 })).map(({ channel }) => channel)).toEqual(['book'])
    expect((await reader.gaps({ limit: 1 })).map(({ channel }) => channel)).toEqual(['book'])
  })

  it('gives of two tellings of a bar the fuller, wherever it rests', async () => {
    const prices = { open: 1, high: 2, low: 1, close: 2, volume: 1 }
    const [thin, full] = [candleAt(FIRST_DAY, prices), candleAt(FIRST_DAY, { ...prices, volume: 5 })]
    for (const places of [
      [thin, full],
      [full, thin],
    ]) {
      const reader = combinedMarketReader(places.map((each) => memoryMarketReader([each])))
      expect(await gathered(reader.candles(range, '1m'))).toEqual([full])
    }
  })

  it('adds the spans of its places together', async () => {
    const ether = instrumentOf('ETH/USDT').id
    const reader = combinedMarketReader([
      memoryMarketReader([tradeAt(FIRST_DAY + 5, 1, 'buy'), tradeAt(FIRST_DAY, 1, 'buy', ether)]),
      memoryMarketReader([tradeAt(FIRST_DAY + 1, 1, 'buy')]),
    ])
    const spans = await reader.spans()
    expect(spans).toHaveLength(2)
    expect(spans).toContainEqual({ kind: 'trades', instrument: BTC.id, from: FIRST_DAY + 1, to: FIRST_DAY + 5, rows: 2 })
    expect(spans).toContainEqual({ kind: 'trades', instrument: ether, from: FIRST_DAY, to: FIRST_DAY, rows: 1 })
  })

  it('lets go of its places when a consumer stops early', async () => {
    let ended = 0
    const counting = memoryMarketReader([tradeAt(FIRST_DAY, 1, 'buy')])
    const trades: typeof counting.trades = async function* (asked) {
      try {
        for await (const batch of counting.trades(asked))
          for (let i = 0; i < 5_000; i += 1) yield batch.map((t) => ({ ...t, id: String(i) }))
      } finally {
        ended += 1
      }
    }
    for await (const batch of combinedMarketReader([{ ...counting, trades }]).trades(range)) {
      expect(batch.length).toBeGreaterThan(0)
      break
    }
    expect(ended).toBe(1)
  })
})
