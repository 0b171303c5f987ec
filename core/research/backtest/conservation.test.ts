import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedIds, memoryJournal, silentLogger } from '../../adapters/memory/index.ts'
import { add, applyRate, type Candle, money, notional, quantity, subtract, timeframeLength, toJson } from '../../domain/index.ts'
import { emptyState, evolve } from '../../engine/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { histories, pairs } from '../../testing/bar-by-bar.ts'
import { candlesOf, crossStrategy, fileInstrument, runBacktest } from '../../testing/bar-markets.ts'
import { booksOf, fundingSchedules, realisticTerms, withVolumes } from '../../testing/realistic-terms.ts'
import { type BacktestResult, backtest } from './backtest.ts'
import type { FundingRate } from './funding.ts'
import type { BacktestTerms } from './terms.ts'

const CROSS = crossStrategy(strategyById('ema-trend'))
const FEE = 0.001

interface Given {
  readonly bars: readonly Candle[]
  readonly terms: BacktestTerms
  readonly pair: { readonly fast: number; readonly slow: number }
  readonly funding: readonly FundingRate[]
  readonly fee?: number
  readonly finer?: readonly Candle[]
}

const input = ({ bars, terms, pair, funding, fee = FEE, finer }: Given) => ({
  instrument: fileInstrument(fee),
  bars,
  strategy: { id: 'test-cross', params: pair, known: [CROSS] },
  terms,
  funding,
  ...(finer === undefined ? {} : { finer }),
})
const run = (given: Given): BacktestResult => runBacktest(input(given))

const markets = fc.record({
  bars: histories.map((bars) => withVolumes(candlesOf(bars))),
  terms: realisticTerms,
  pair: pairs,
  funding: fundingSchedules,
})

/** Each bar as three candles of a second: open, one extreme, the other, close. */
function finerOf(bars: readonly Candle[]): readonly Candle[] {
  return bars.flatMap((bar, index) => {
    const [first, second] = index % 2 === 0 ? [bar.low, bar.high] : [bar.high, bar.low]
    const at = (offset: number, from: Candle['open'], to: Candle['open']): Candle => ({
      ...bar,
      timeframe: '1s',
      openTime: (bar.openTime + offset) as Candle['openTime'],
      open: from,
      close: to,
      high: from > to ? from : to,
      low: from > to ? to : from,
    })
    return [at(0, bar.open, first), at(20_000, first, second), at(40_000, second, bar.close)]
  })
}

describe('a backtest under terms of any kind', () => {
  it('keeps its books to the last digit', () => {
    let [fills, parts, payments] = [0, 0, 0]
    fc.assert(
      fc.property(markets, fc.boolean(), (given, fine) => {
        const found = run(fine ? { ...given, finer: finerOf(given.bars) } : given)
        const books = booksOf(found.entries, given.terms.cash)
        const last = given.bars.at(-1)?.close ?? 0n
        expect(found.cash).toBe(books.cash)
        expect(found.quantity).toBe(books.held.get(fileInstrument(0).id) ?? 0n)
        expect(found.equity).toBe(add(books.cash, notional(last as Candle['close'], found.quantity)))
        expect(found.quantity >= 0n).toBe(true)
        // Funding may take more cash than a fully invested account has; a purchase never does.
        expect(found.entries.every((entry) => !('fill' in entry) || entry.fill.side === 'sell' || entry.after.cash >= 0n)).toBe(
          true,
        )
        found.entries.forEach((entry, index) => {
          const before = booksOf(found.entries.slice(0, index + 1), given.terms.cash)
          if (index % 7 === 0) expect(entry.after.cash).toBe(before.cash)
        })
        fills += found.fills.length
        payments += found.entries.length - found.fills.length
        parts += found.fills.length - new Set(found.fills.map(({ fill }) => fill.orderId)).size
      }),
      { numRuns: 60 },
    )
    expect([fills > 60, parts > 10, payments > 50]).toEqual([true, true, true])
  })

  it('never takes more of a bar than its share, never buys below or sells above what the bar offers', () => {
    let partial = 0
    fc.assert(
      fc.property(markets, (given) => {
        const { participation, slippage } = given.terms
        const found = run(given)
        const taken = new Map<number, bigint>()
        for (const { fill, bar: number } of found.fills) {
          const bar = given.bars[number]
          if (bar === undefined) throw new Error('a fill has its bar')
          taken.set(number, (taken.get(number) ?? 0n) + fill.quantity)
          if (fill.side === 'buy') expect(fill.price >= bar.open + (bar.open * slippage) / 10n ** 12n).toBe(true)
          else expect(fill.price <= bar.high - (bar.high * slippage) / 10n ** 12n).toBe(true)
        }
        if (participation === undefined) return
        for (const [number, amount] of taken) {
          const volume = given.bars[number]?.volume ?? quantity('0')
          expect(amount <= (volume * participation) / 10n ** 12n).toBe(true)
          partial += 1
        }
      }),
      { numRuns: 50 },
    )
    expect(partial).toBeGreaterThan(20)
  })

  it('knows nothing of the bars to come', () => {
    fc.assert(
      fc.property(markets, histories, fc.nat(300), fc.boolean(), (given, future, cut, fine) => {
        const known = given.bars.slice(0, cut)
        const end = known.at(-1)
        if (end === undefined) return
        const shift = end.openTime + timeframeLength(end.timeframe) - (future.openTime[0] ?? 0)
        const later = candlesOf({ ...future, openTime: future.openTime.map((time) => time + shift) })
        const before = (bars: readonly Candle[]): string => {
          const found = run({ ...given, bars, ...(fine ? { finer: finerOf(bars) } : {}) })
          return toJson(
            found.entries.filter(({ bar }) => bar < known.length).map((entry) => ('fill' in entry ? entry.fill : entry.settled)),
          )
        }
        expect(before([...known, ...withVolumes(later)])).toBe(before(known))
      }),
      { numRuns: 40 },
    )
  })

  it('earns no more from the same trades at twice the fee', () => {
    fc.assert(
      fc.property(markets, (given) => {
        const [once, twice] = [run(given), run({ ...given, fee: 2 * FEE })]
        // The trades are the same where every fill is whole and no limit of risk speaks; then the fee is all that differs.
        if (given.terms.participation === undefined && given.terms.size.mode === 'all-in')
          expect(twice.equity <= once.equity).toBe(true)
        const paid = once.fills.reduce(
          (sum, { fill }) => add(sum, applyRate(notional(fill.price, fill.quantity), fileInstrument(FEE).takerFee, 'up')),
          money('0'),
        )
        expect(booksOf(once.entries, given.terms.cash).fees).toBe(paid)
        expect(subtract(once.equity, paid) <= once.equity).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same bytes twice, and its journal folds to the same account', () => {
    fc.assert(
      fc.property(markets, (given) => {
        const journal = memoryJournal()
        const found = backtest(input(given), { ids: countedIds(), journal, logger: silentLogger() })
        expect(toJson(run(given).entries)).toBe(toJson(found.entries))
        const state = emptyState('paper', 'auto')
        journal.replay(({ entry, at }) => {
          if (entry.kind === 'event') evolve(state, entry.event, at)
        })
        expect(state.cash).toBe(found.cash)
        const position = [...state.positions.values()][0]
        expect(position?.quantity ?? 0n).toBe(found.quantity)
        expect(position?.funding ?? 0n).toBe(booksOf(found.entries, given.terms.cash).funding)
        if (found.quantity === 0n) expect(position?.trail).toBeUndefined()
      }),
      { numRuns: 25 },
    )
  })
})
