import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../features/index.ts'
import { BarBits } from './bits.ts'
import { emaCross, sharedAverages } from './ema-cross.ts'
import { Extremes } from './extremes.ts'
import { type Costs, type Protection, simulate } from './simulate.ts'

const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN

interface Plain {
  readonly trades: readonly (readonly [
    side: 'buy' | 'sell',
    bar: number,
    price: number,
    quantity: number,
    fee: number,
    reason: string,
  ])[]
  readonly equity: number
}

/** The rule as one reads it: a bar at a time, no shared code with what it judges. */
function barByBar(
  bars: BarColumns,
  wanted: (index: number) => 'enter' | 'leave' | undefined,
  terms: { cash: number; costs: Costs; protection: Protection },
): Plain {
  const { costs, protection } = terms
  let { cash } = terms
  let quantity = 0
  let entry = 0
  const trades: Plain['trades'][number][] = []
  const sell = (bar: number, level: number, reason: string): void => {
    const price = level * (1 - costs.slippage)
    trades.push(['sell', bar, price, quantity, quantity * price * costs.fee, reason])
    cash = quantity * price * (1 - costs.fee)
    quantity = 0
  }
  for (let bar = 0; bar < bars.open.length; bar += 1) {
    const signal = bar === 0 ? undefined : wanted(bar - 1)
    if (quantity > 0 && signal === 'leave') sell(bar, at(bars.open, bar), 'signal')
    else if (quantity === 0 && signal === 'enter') {
      entry = at(bars.open, bar) * (1 + costs.slippage)
      quantity = cash / (entry * (1 + costs.fee))
      trades.push(['buy', bar, entry, quantity, quantity * entry * costs.fee, 'signal'])
      cash = 0
    }
    if (quantity === 0) continue
    const stop = entry * (1 - (protection.stop ?? Infinity))
    const target = entry * (1 + (protection.target ?? Infinity))
    if (at(bars.low, bar) <= stop) sell(bar, Math.min(at(bars.open, bar), stop), 'stop')
    else if (at(bars.high, bar) >= target) sell(bar, Math.max(at(bars.open, bar), target), 'target')
  }
  return { trades, equity: cash + quantity * at(bars.close, bars.close.length - 1) }
}

const bar = fc.record({
  move: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
  gap: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
  up: fc.double({ min: 0, max: 0.03, noNaN: true }),
  down: fc.double({ min: 0, max: 0.03, noNaN: true }),
})
const histories = fc.array(bar, { minLength: 1, maxLength: 300 }).map((moves): BarColumns => {
  const columns = {
    openTime: new Float64Array(moves.length),
    open: new Float64Array(moves.length),
    high: new Float64Array(moves.length),
    low: new Float64Array(moves.length),
    close: new Float64Array(moves.length),
    volume: new Float64Array(moves.length).fill(1),
  }
  let last = 100
  moves.forEach(({ move, gap, up, down }, index) => {
    const open = last * (1 + gap)
    const close = open * (1 + move)
    columns.openTime[index] = index * 60_000
    columns.open[index] = open
    columns.close[index] = close
    columns.high[index] = Math.max(open, close) * (1 + up)
    columns.low[index] = Math.min(open, close) * (1 - down)
    last = close
  })
  return columns
})
const terms = fc.record({
  cash: fc.constant(10_000),
  costs: fc.record({ fee: fc.constantFrom(0, 0.001, 0.01), slippage: fc.constantFrom(0, 0.0005) }),
  protection: fc.record(
    { stop: fc.constantFrom(0.001, 0.02, 0.2), target: fc.constantFrom(0.001, 0.04, 0.3) },
    { requiredKeys: [] },
  ),
})

const marketOf = (bars: BarColumns) => ({ bars, extremes: new Extremes(bars.low, bars.high) })

/** The ledger in the shape of the plain one. */
const plainly = ({ trades, equity }: ReturnType<typeof simulate>): Plain => ({
  equity,
  trades: trades.flatMap(({ entryBar, entryPrice, quantity, entryFee, exit }) => [
    ['buy', entryBar, entryPrice, quantity, entryFee, 'signal'] as const,
    ...(exit === undefined ? [] : [['sell', exit.bar, exit.price, quantity, exit.fee, exit.reason] as const]),
  ]),
})

describe('the column simulator', () => {
  it('trades exactly as a bar-by-bar reading of the rule does, whatever the signals, costs and exits', () => {
    fc.assert(
      fc.property(histories, terms, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (bars, given, dice) => {
        const enter = new BarBits(bars.open.length)
        const leave = new BarBits(bars.open.length)
        const wanted: ('enter' | 'leave' | undefined)[] = []
        for (let index = 0; index < bars.open.length; index += 1) {
          const roll = dice.next().value
          const want = roll === 0 ? 'enter' : roll === 1 ? 'leave' : undefined
          wanted.push(want)
          if (want === 'enter') enter.set(index)
          if (want === 'leave') leave.set(index)
        }
        expect(plainly(simulate(marketOf(bars), { enter, leave }, given))).toEqual(
          barByBar(bars, (index) => wanted[index], given),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('trades crossovers of averages as a loop over both averages does', () => {
    const pairs = fc.record({ fast: fc.integer({ min: 1, max: 12 }), slow: fc.integer({ min: 13, max: 70 }) })
    fc.assert(
      fc.property(histories, terms, pairs, (bars, given, { fast, slow }) => {
        const averages = { fast: at(bars.close, 0), slow: at(bars.close, 0) }
        let was = false
        const wanted = Array.from(bars.close, (close, index) => {
          averages.fast += (close - averages.fast) * (2 / (fast + 1))
          averages.slow += (close - averages.slow) * (2 / (slow + 1))
          const is = averages.fast > averages.slow
          const changed = index >= slow && is !== was
          was = is
          return changed ? (is ? ('enter' as const) : ('leave' as const)) : undefined
        })
        const found = emaCross(marketOf(bars), sharedAverages(bars), { fast, slow }, given)
        expect(plainly(found)).toEqual(barByBar(bars, (index) => wanted[index], given))
      }),
      { numRuns: 500 },
    )
  })

  it('never earns more by paying more', () => {
    fc.assert(
      fc.property(histories, terms, (bars, given) => {
        const trade = (fee: number): number =>
          emaCross(marketOf(bars), sharedAverages(bars), { fast: 2, slow: 5 }, { ...given, costs: { ...given.costs, fee } })
            .equity
        expect(trade(0.002)).toBeLessThanOrEqual(trade(0.001))
      }),
    )
  })
})
