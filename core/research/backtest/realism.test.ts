import { describe, expect, it } from 'vitest'
import { type Candle, formatMoney, formatPrice, formatQuantity, millis, money, quantity, rate } from '../../domain/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { candlesFrom, fileInstrument, type Prices, runBacktest, scriptedStrategy } from '../../testing/bar-markets.ts'
import type { BacktestResult } from './backtest.ts'
import type { FundingRate } from './funding.ts'
import type { BacktestTerms } from './terms.ts'

const FLAT: Prices = [100, 100, 100, 100]
const START = 1_700_000_040_000

interface Case {
  readonly script: string
  readonly rows: readonly Prices[]
  readonly terms?: Partial<BacktestTerms>
  readonly fee?: number
  readonly skip?: readonly number[]
  readonly levels?: { stop?: number; target?: number; trail?: number }
  /** Units that each bar trades. */
  readonly volumes?: readonly number[]
  /** Prices of the bar with this number, by spans of 10 s. */
  readonly inside?: Readonly<Record<number, readonly Prices[]>>
  readonly funding?: readonly FundingRate[]
}

const finerOf = (inside: Readonly<Record<number, readonly Prices[]>>): readonly Candle[] =>
  Object.entries(inside).flatMap(([bar, rows]) =>
    candlesFrom(rows).map((candle, index) => {
      const openTime = millis(START + Number(bar) * 60_000 + index * 10_000)
      return { ...candle, timeframe: '1s' as const, openTime, receivedTime: millis(openTime + 1_000) }
    }),
  )

const run = ({ script, rows, terms, fee = 0, skip, levels, volumes, inside, funding }: Case): BacktestResult =>
  runBacktest({
    instrument: fileInstrument(fee),
    bars: candlesFrom(rows, skip).map((bar, index) => ({ ...bar, volume: quantity(String(volumes?.[index] ?? 1)) })),
    strategy: { id: 'scripted', params: {}, known: [scriptedStrategy(strategyById('ema-trend'), script, levels)] },
    terms: { cash: money('1000'), slippage: rate('0'), size: { mode: 'all-in' }, ...terms },
    ...(inside === undefined ? {} : { finer: finerOf(inside) }),
    ...(funding === undefined ? {} : { funding }),
  })

const told = (given: Case): readonly string[] =>
  run(given).fills.map(({ bar, fill, purpose }) => `${String(bar)} ${fill.side} ${formatPrice(fill.price)} ${purpose}`)
const amounts = (given: Case): readonly string[] =>
  run(given).fills.map(
    ({ bar, fill }) => `${String(bar)} ${fill.side} ${formatQuantity(fill.quantity)} at ${formatPrice(fill.price)}`,
  )

describe('latency', () => {
  const rows: Prices[] = [FLAT, [100, 110, 90, 104], [107, 108, 101, 103], [95, 96, 94, 95]]
  it('of nothing is the next open', () => {
    expect(told({ script: 'LF', rows, terms: { latency: 0 } })).toEqual(told({ script: 'LF', rows }))
  })

  it('within a bar meets the worse of its open and close', () => {
    expect(told({ script: 'LF', rows, terms: { latency: 1 } })).toEqual(['1 buy 104 entry', '2 sell 103 exit-signal'])
    expect(told({ script: 'LF', rows, terms: { latency: 59_999 } })).toEqual(['1 buy 104 entry', '2 sell 103 exit-signal'])
    expect(told({ script: 'L', rows: [FLAT, [100, 110, 90, 96]], terms: { latency: 1 } })).toEqual(['1 buy 100 entry'])
  })

  it('up to an open meets that open, and after a hole the first one there is', () => {
    expect(told({ script: 'L', rows, terms: { latency: 60_000 } })).toEqual(['2 buy 107 entry'])
    expect(told({ script: 'L', rows, terms: { latency: 60_001 } })).toEqual(['2 buy 107 entry'])
    expect(told({ script: 'L', rows, skip: [1], terms: { latency: 30_000 } })).toEqual(['1 buy 107 entry'])
  })

  it('is told apart by finer candles, by the same rule within one of them', () => {
    const inside = {
      1: [
        [100, 110, 90, 91],
        [92, 93, 91, 93],
        [99, 104, 99, 104],
      ] as const,
    }
    expect(told({ script: 'L', rows, inside, terms: { latency: 10_000 } })).toEqual(['1 buy 92 entry'])
    expect(told({ script: 'L', rows, inside, terms: { latency: 10_500 } })).toEqual(['1 buy 93 entry'])
    expect(told({ script: 'L', rows, inside, terms: { latency: 15_000 } })).toEqual(['1 buy 99 entry'])
  })

  it('lets the low of the bar stop the entry out and its high not take the target', () => {
    const bar: Prices = [100, 120, 97, 101]
    const terms = { latency: 1, stop: rate('0.03'), target: rate('0.05') }
    // Bought at the close, 101: a stop at 97.97, a target at 106.05 that was reached before or after, nobody knows.
    expect(told({ script: 'L', rows: [FLAT, bar], terms })).toEqual(['1 buy 101 entry', '1 sell 97.97 exit-stop'])
    expect(told({ script: 'L', rows: [FLAT, [100, 120, 99, 101]], terms })).toEqual(['1 buy 101 entry'])
  })

  it('of a sale lets the stop come first', () => {
    const terms = { latency: 1, stop: rate('0.02') }
    const found = told({ script: 'LF', rows: [FLAT, FLAT, [100, 101, 97, 101]], terms })
    expect(found).toEqual(['1 buy 100 entry', '2 sell 98 exit-stop'])
  })
})

describe('partial fills', () => {
  const terms = { participation: rate('0.1') }
  it('take their share of each bar at its open until the order is whole', () => {
    const volumes = [0, 40, 20, 0, 70]
    const rows: Prices[] = [FLAT, FLAT, [110, 110, 110, 110], FLAT, FLAT]
    // 1000 buys 10: 4 of 40, 2 of 20, none of 0; then the cash pays 3.8.
    expect(amounts({ script: 'L', rows, volumes, terms })).toEqual(['1 buy 4 at 100', '2 buy 2 at 110', '4 buy 3.8 at 100'])
    expect(run({ script: 'L', rows, volumes, terms }).cancelled).toBe(1)
  })

  it('are cancelled after the bars that an entry has', () => {
    const rows = [FLAT, FLAT, FLAT, FLAT, FLAT]
    const volumes = [0, 10, 10, 10, 10]
    const found = run({ script: 'L', rows, volumes, terms: { ...terms, fillBars: 2 } })
    expect(found.fills.map(({ bar }) => bar)).toEqual([1, 2])
    expect([formatQuantity(found.quantity), found.cancelled]).toEqual(['2', 1])
  })

  it('protect what was filled, and an exit ends the rest of the entry', () => {
    const rows: Prices[] = [FLAT, FLAT, [100, 100, 97, 97], FLAT, FLAT]
    const found = amounts({ script: 'L', rows, volumes: [0, 10, 50, 50, 50], terms: { ...terms, stop: rate('0.02') } })
    // The second bar gives the entry all of its 5 units first; what it holds, 6, is sold in the bars that follow.
    expect(found).toEqual(['1 buy 1 at 100', '2 buy 5 at 100', '3 sell 5 at 98', '4 sell 1 at 98'])
  })

  it('of a stop are never better than its level, nor than the open', () => {
    const rows: Prices[] = [FLAT, FLAT, [100, 100, 97, 97], [120, 120, 120, 120], [90, 90, 90, 90]]
    const found = amounts({ script: 'L', rows, volumes: [0, 100, 40, 40, 40], terms: { ...terms, stop: rate('0.02') } })
    expect(found).toEqual(['1 buy 10 at 100', '2 sell 4 at 98', '3 sell 4 at 98', '4 sell 2 at 90'])
  })

  it('of an exit by signal go on until nothing is left', () => {
    const rows = [FLAT, FLAT, FLAT, FLAT, FLAT]
    const volumes = [0, 100, 30, 30, 100]
    const given = { script: 'LF', rows, volumes, terms: { ...terms, fillBars: 1 } }
    expect(amounts(given)).toEqual(['1 buy 10 at 100', '2 sell 3 at 100', '3 sell 3 at 100', '4 sell 4 at 100'])
  })

  it('that have not begun end with the view that led to them', () => {
    const found = run({ script: 'LF', rows: [FLAT, FLAT, FLAT, FLAT], volumes: [0, 0, 100, 100], terms })
    // The bar that hears the sale gives the entry its fill first, at the same open.
    expect(found.fills.map(({ bar, fill }) => [bar, fill.side])).toEqual([
      [2, 'buy'],
      [3, 'sell'],
    ])
    const empty = run({ script: 'LF', rows: [FLAT, FLAT, FLAT, FLAT], volumes: [0, 0, 0, 100], terms })
    expect([empty.fills.length, empty.cancelled]).toEqual([0, 1])
  })
})

describe('an entry that waits', () => {
  it('is not doubled by a view that is proposed again', () => {
    const rows = [FLAT, FLAT, FLAT, FLAT, FLAT]
    const terms = { participation: rate('0.1'), size: { mode: 'fixed', fraction: 0.3 }, repeatAfter: 60_000 } as const
    const found = run({ script: 'LLLLL', rows, volumes: [0, 0, 0, 0, 100], terms })
    expect(found.fills.map(({ fill }) => formatQuantity(fill.quantity))).toEqual(['3'])
    expect(found.signals).toMatchObject({ created: 1, filtered: 3 })
  })
})

describe('a trailing stop over bars', () => {
  const trail = { trail: rate('0.05') }
  it('follows the high only after the low met the stop as it was', () => {
    // High 120 asks for 114, which the low of 110 is below; nobody knows which came first, and the close is above it.
    const rows: Prices[] = [FLAT, FLAT, [110, 120, 110, 118], [118, 118, 113, 115]]
    expect(told({ script: 'L', rows, terms: trail })).toEqual(['1 buy 100 entry', '3 sell 114 exit-stop'])
  })

  it('stands at its distance below the entry at once, touched exactly', () => {
    expect(told({ script: 'L', rows: [FLAT, [100, 100, 95, 100]], terms: trail })[1]).toBe('1 sell 95 exit-stop')
    expect(told({ script: 'L', rows: [FLAT, [100, 100, 95.01, 100]], terms: trail })).toHaveLength(1)
  })

  it('has followed the open before the low, and sells at an open below it', () => {
    expect(told({ script: 'L', rows: [FLAT, FLAT, [110, 110, 104, 110]], terms: trail })[1]).toBe('2 sell 104.5 exit-stop')
    expect(told({ script: 'L', rows: [FLAT, FLAT, [90, 90, 90, 90]], terms: trail })[1]).toBe('2 sell 90 exit-stop')
  })

  it('was surely reached where the bar closes at or below it after its high: at the close', () => {
    expect(told({ script: 'L', rows: [FLAT, FLAT, [100, 120, 100, 113]], terms: trail })[1]).toBe('2 sell 113 exit-stop')
    expect(told({ script: 'L', rows: [FLAT, FLAT, [100, 120, 100, 114]], terms: trail })[1]).toBe('2 sell 114 exit-stop')
    expect(told({ script: 'L', rows: [FLAT, FLAT, [100, 120, 100, 114.01]], terms: trail })).toHaveLength(1)
  })

  it('never falls, whatever is named beside it: the nearer of two holds', () => {
    const rows: Prices[] = [FLAT, [100, 110, 100, 110], [105, 106, 105, 105], [105, 105, 100, 100]]
    expect(told({ script: 'L', rows, terms: trail })[1]).toBe('3 sell 104.5 exit-stop')
    const near = { ...trail, stop: rate('0.01') }
    expect(told({ script: 'L', rows: [FLAT, [100, 100, 98, 98]], terms: near })[1]).toBe('1 sell 99 exit-stop')
  })

  it('may be named by the strategy, and the terms replace it', () => {
    const rows: Prices[] = [FLAT, [100, 100, 89, 100]]
    expect(told({ script: 'L', rows, levels: { trail: 0.1 } })[1]).toBe('1 sell 90 exit-stop')
    expect(told({ script: 'L', rows, levels: { trail: 0.1 }, terms: trail })[1]).toBe('1 sell 95 exit-stop')
  })
})

describe('finer candles', () => {
  const terms = { stop: rate('0.02'), target: rate('0.04') }
  const rows: Prices[] = [FLAT, FLAT, [100, 105, 97, 99]]
  const up: readonly Prices[] = [
    [100, 105, 100, 105],
    [105, 105, 97, 99],
  ]
  const down: readonly Prices[] = [
    [100, 100, 97, 99],
    [99, 105, 99, 99],
  ]
  it('decide which of stop and target came first; without them it is the stop', () => {
    expect(told({ script: 'L', rows, terms })[1]).toBe('2 sell 98 exit-stop')
    expect(told({ script: 'L', rows, terms, inside: { 2: up } })[1]).toBe('2 sell 104 exit-target')
    expect(told({ script: 'L', rows, terms, inside: { 2: down } })[1]).toBe('2 sell 98 exit-stop')
  })

  it('are counted where they told and where they are missing or of another market', () => {
    const counts = (inside: Readonly<Record<number, readonly Prices[]>>) => run({ script: 'L', rows, terms, inside }).inside
    expect(counts({ 2: up })).toEqual({ finer: 1, pessimistic: 0 })
    expect(counts({ 1: [FLAT] })).toEqual({ finer: 0, pessimistic: 1 })
    expect(counts({ 2: [[100, 105, 98, 99]] })).toEqual({ finer: 0, pessimistic: 1 })
    expect(run({ script: 'L', rows, terms }).inside).toEqual({ finer: 0, pessimistic: 0 })
  })

  it('let a trailing stop follow what came before', () => {
    const trail = { trail: rate('0.05') }
    const bars: Prices[] = [FLAT, FLAT, [110, 120, 110, 118]]
    const inside = {
      2: [
        [110, 120, 110, 120],
        [120, 120, 113, 118],
      ] as const,
    }
    expect(told({ script: 'L', rows: bars, terms: trail })).toHaveLength(1)
    // Its low is 113, not the 110 of the bar, which came before the high.
    expect(told({ script: 'L', rows: bars, terms: trail, inside })[1]).toBe('2 sell 114 exit-stop')
  })

  it('show a jump over the stop that the bar hides', () => {
    const inside = {
      2: [
        [100, 105, 100, 103],
        [97, 99, 97, 99],
      ] as const,
    }
    expect(told({ script: 'L', rows, terms: { stop: rate('0.02') }, inside })[1]).toBe('2 sell 97 exit-stop')
  })
})

describe('funding', () => {
  const due = (bar: number, within: number, fraction: string): FundingRate => ({
    dueAt: millis(START + bar * 60_000 + within),
    fundingRate: rate(fraction),
  })
  const paid = (given: Case) =>
    run(given).entries.flatMap((entry) =>
      'settled' in entry ? [`${String(entry.bar)} ${formatMoney(entry.settled.funding)}`] : [],
    )
  const rows: Prices[] = [FLAT, FLAT, [100, 100, 100, 110], [110, 110, 110, 110], FLAT]

  it('is paid by who holds at the time, on the last price known, and received where the rate is negative', () => {
    expect(paid({ script: 'L', rows, funding: [due(3, 0, '0.001'), due(4, 0, '-0.002')] })).toEqual(['3 -1.1', '4 2.2'])
  })

  it('at an open comes before what the open brings', () => {
    expect(paid({ script: 'L-F', rows, funding: [due(1, 0, '0.001'), due(3, 0, '0.001')] })).toEqual(['3 -1.1'])
    expect(paid({ script: 'L-F', rows, funding: [due(1, 1, '0.001'), due(3, 1, '0.001')] })).toEqual(['1 -1'])
  })

  it('inside a bar that stops out is paid, and not received', () => {
    const stopped: Prices[] = [FLAT, FLAT, [100, 100, 97, 97], FLAT]
    const terms = { stop: rate('0.02') }
    expect(paid({ script: 'L', rows: stopped, terms, funding: [due(2, 30_000, '0.001')] })).toEqual(['2 -1'])
    expect(paid({ script: 'L', rows: stopped, terms, funding: [due(2, 30_000, '-0.001')] })).toEqual([])
    expect(paid({ script: 'L', rows, terms, funding: [due(2, 30_000, '-0.001')] })).toEqual(['2 1'])
  })

  it('in a hole is settled when the market is back', () => {
    expect(paid({ script: 'L', rows, skip: [2, 3], funding: [due(2, 5, '0.001'), due(3, 5, '0.001')] })).toEqual(['2 -1', '2 -1'])
  })
})
