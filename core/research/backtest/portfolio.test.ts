import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { add, type Candle, formatQuantity, InputError, millis, money, notional, rate, toJson } from '../../domain/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { histories, pairs } from '../../testing/bar-by-bar.ts'
import {
  candlesFrom,
  candlesOf,
  crossStrategy,
  fileInstrument,
  runBacktest,
  scriptedStrategy,
} from '../../testing/bar-markets.ts'
import {
  booksOf,
  candlesOfMarket,
  fundingSchedules,
  marketNamed,
  realisticTerms,
  withVolumes,
} from '../../testing/realistic-terms.ts'
import { backtestPortfolio, type Portfolio, type PortfolioResult } from './backtest.ts'
import type { BacktestMarket } from './market-run.ts'
import { noJournal } from './no-journal.ts'
import type { BacktestTerms } from './terms.ts'

const CROSS = crossStrategy(strategyById('ema-trend'))
const SYMBOLS = ['ADA/USDT', 'BTC/USDT', 'ETH/USDT'] as const
const run = (portfolio: Portfolio): PortfolioResult =>
  backtestPortfolio(portfolio, { ids: countedIds(), journal: noJournal(), logger: silentLogger() })

const marketOf = (symbol: string) =>
  fc.tuple(histories, pairs, fundingSchedules).map(([bars, pair, funding]): BacktestMarket => {
    const instrument = marketNamed(symbol, 0.001)
    return {
      instrument,
      bars: candlesOfMarket(withVolumes(candlesOf(bars)), instrument),
      strategy: { id: 'test-cross', params: pair, known: [CROSS] },
      funding,
    }
  })
const three = fc.tuple(...SYMBOLS.map(marketOf))
const fixed = (fraction: number): BacktestTerms => ({
  cash: money('1000'),
  slippage: rate('0'),
  size: { mode: 'fixed', fraction },
})
const silent = (symbol: string, bars: readonly Candle[]): BacktestMarket => {
  const instrument = marketNamed(symbol, 0)
  const known = [scriptedStrategy(strategyById('ema-trend'), '')]
  return { instrument, bars: candlesOfMarket(bars, instrument), strategy: { id: 'scripted', params: {}, known } }
}
const scripted = (symbol: string, script: string, bars: readonly Candle[]): BacktestMarket => ({
  ...silent(symbol, bars),
  strategy: { id: 'scripted', params: {}, known: [scriptedStrategy(strategyById('ema-trend'), script)] },
})

describe('a portfolio', () => {
  it('of one market is the backtest of that market, also beside a market that says nothing', () => {
    fc.assert(
      fc.property(marketOf('BTC/USDT'), realisticTerms, histories, (market, terms, others) => {
        const alone = runBacktest({ ...market, terms })
        const shown = (found: PortfolioResult): string =>
          toJson({ cash: found.cash, equity: found.equity, entries: found.entries, signals: found.markets.at(-1)?.signals })
        const wanted = toJson({ cash: alone.cash, equity: alone.equity, entries: alone.entries, signals: alone.signals })
        expect(shown(run({ markets: [market], terms }))).toBe(wanted)
        // With live limits the clock of the other market is heard too.
        if (terms.size.mode === 'risk') return
        expect(shown(run({ markets: [silent('ADA/USDT', candlesOf(others)), market], terms }))).toBe(wanted)
      }),
      { numRuns: 16 },
    )
  })

  it('keeps its books to the last digit and does not depend on the order of its markets', () => {
    let [entries, traded] = [0, 0]
    fc.assert(
      fc.property(three, realisticTerms, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (markets, terms, order) => {
        const found = run({ markets, terms })
        const books = booksOf(found.entries, terms.cash)
        expect(found.cash).toBe(books.cash)
        expect(found.entries.every((entry) => !('fill' in entry) || entry.fill.side === 'sell' || entry.after.cash >= 0n)).toBe(
          true,
        )
        let equity = found.cash
        found.markets.forEach(({ instrument, quantity }, index) => {
          expect(quantity).toBe(books.held.get(instrument) ?? 0n)
          equity = add(equity, notional(markets[index]?.bars.at(-1)?.close ?? (0n as Candle['close']), quantity))
        })
        expect(found.equity).toBe(equity)
        const shuffled = order.map((index) => markets[index]).filter((market) => market !== undefined)
        expect(toJson(run({ markets: shuffled, terms }))).toBe(toJson(found))
        entries += found.entries.length
        traded += found.markets.filter(({ fills }) => fills.length > 0).length
      }),
      { numRuns: 16 },
    )
    expect([entries > 100, traded > 15]).toEqual([true, true])
  })

  it('knows nothing of the bars to come in any of its markets', () => {
    fc.assert(
      fc.property(three, realisticTerms, fc.nat(600), (markets, terms, minutes) => {
        const end = 1_700_000_040_000 + minutes * 60_000
        const cut = markets
          .map((market) => ({ ...market, bars: market.bars.filter(({ openTime }) => openTime < end) }))
          .filter(({ bars }) => bars.length > 0)
        if (cut.length < 3) return
        const before = ({ entries }: PortfolioResult): string =>
          toJson(entries.flatMap((entry) => ('fill' in entry && entry.fill.at < end ? [entry.fill] : [])))
        expect(before(run({ markets: cut, terms }))).toBe(before(run({ markets, terms })))
      }),
      { numRuns: 12 },
    )
  })

  const FLAT = [100, 100, 100, 100] as const
  const told = ({ entries }: PortfolioResult): readonly string[] =>
    entries.flatMap((entry) => ('fill' in entry ? [`${String(entry.bar)} ${entry.fill.instrument} ${entry.fill.side}`] : []))

  it('gives the cash of one open to the markets in the order of their names', () => {
    const bars = candlesFrom([FLAT, FLAT, FLAT])
    const markets = [scripted('ETH/USDT', 'L', bars), scripted('BTC/USDT', 'L', bars)]
    const found = run({ markets, terms: fixed(0.6) })
    expect(told(found)).toEqual(['1 file:BTC/USDT buy'])
    expect(found.markets.map(({ signals }) => signals.blocked)).toEqual([0, 1])
    expect(told(run({ markets, terms: fixed(0.5) }))).toEqual(['1 file:BTC/USDT buy', '1 file:ETH/USDT buy'])
  })

  it('goes on where one market has no bars, and sizes by what all of it is worth at the last closes', () => {
    const rows = [FLAT, FLAT, [200, 200, 200, 200], [200, 200, 200, 200]] as const
    const markets = [
      scripted('BTC/USDT', 'L', candlesFrom([...rows])),
      scripted('ETH/USDT', '-L', candlesFrom([FLAT, FLAT, FLAT, FLAT], [1])),
    ]
    const found = run({ markets, terms: fixed(0.25) })
    expect(told(found)).toEqual(['1 file:BTC/USDT buy', '2 file:ETH/USDT buy'])
    // The first 250 became 500 by the close before: a quarter of 1250 buys 3.125.
    expect(found.entries.map((entry) => ('fill' in entry ? formatQuantity(entry.fill.quantity) : ''))).toEqual(['2.5', '3.125'])
    // Half of 1500 is more than the 500 of cash that are left.
    expect(told(run({ markets, terms: fixed(0.5) }))).toEqual(['1 file:BTC/USDT buy'])
  })

  it('gives no delayed purchase the cash that another market frees inside the same bar', () => {
    const bars = candlesFrom([FLAT, FLAT, FLAT, FLAT])
    const falling = candlesFrom([FLAT, FLAT, [100, 100, 90, 100], FLAT])
    const markets = [scripted('BTC/USDT', 'L', falling), scripted('ETH/USDT', '-L', bars)]
    const terms: BacktestTerms = { ...fixed(0.9), stop: rate('0.05'), latency: 1_000 }
    const found = run({ markets, terms })
    expect(told(found)).toEqual(['1 file:BTC/USDT buy', '2 file:BTC/USDT sell'])
    expect(found.markets[1]?.signals.blocked).toBe(1)
  })

  it('is refused where its markets do not go together', () => {
    const bars = candlesFrom([FLAT, FLAT])
    const with_ = (other: BacktestMarket) => () => run({ markets: [silent('BTC/USDT', bars), other], terms: fixed(0.5) })
    const shifted = bars.map((bar) => ({ ...bar, openTime: millis(bar.openTime + 30_000) }))
    expect(with_(silent('BTC/USDT', bars))).toThrow(InputError)
    expect(with_(silent('ETH/EUR', bars))).toThrow(/file:ETH\/EUR: one account trades one quote currency, USDT/)
    expect(with_(silent('ETH/USDT', shifted))).toThrow(/do not open together/)
    expect(
      with_(
        silent(
          'ETH/USDT',
          bars.map((bar) => ({ ...bar, timeframe: '5m' as const })),
        ),
      ),
    ).toThrow(/its candles are 5m/)
    expect(fileInstrument(0).id).toBe('file:BTC/USDT')
  })
})
