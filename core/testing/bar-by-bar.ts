import fc from 'fast-check'
import type { BarColumns } from '../features/index.ts'
import type { Costs, Ledger, Protection } from '../research/index.ts'

const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN

export interface PlainLedger {
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

export interface PlainTerms {
  readonly cash: number
  readonly costs: Costs
  readonly protection: Protection
}

export type Wanted = 'enter' | 'leave' | undefined

/** The rule of a backtest as one reads it: a bar at a time, no shared code with what it judges. */
export function barByBar(bars: BarColumns, wanted: (index: number) => Wanted, terms: PlainTerms): PlainLedger {
  const { costs, protection } = terms
  let { cash } = terms
  let quantity = 0
  let entry = 0
  const trades: PlainLedger['trades'][number][] = []
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
    // Equal decimals may be doubles that differ in the last bits: a bar that touches a level reaches it.
    if (at(bars.low, bar) <= stop * (1 + 1e-15)) sell(bar, Math.min(at(bars.open, bar), stop), 'stop')
    else if (at(bars.high, bar) >= target * (1 - 1e-15)) sell(bar, Math.max(at(bars.open, bar), target), 'target')
  }
  return { trades, equity: cash + quantity * at(bars.close, bars.close.length - 1) }
}

/** A ledger of the fast tier in the shape of the plain one. */
export const plainLedger = ({ trades, equity }: Ledger): PlainLedger => ({
  equity,
  trades: trades.flatMap(({ entryBar, entryPrice, quantity, entryFee, exit }) => [
    ['buy', entryBar, entryPrice, quantity, entryFee, 'signal'] as const,
    ...(exit === undefined ? [] : [['sell', exit.bar, exit.price, quantity, exit.fee, exit.reason] as const]),
  ]),
})

/** Where the fast average crosses the slow one, from bar `slow` on; averages start at the first close. */
export function crossings(close: Float64Array, fast: number, slow: number): readonly Wanted[] {
  const averages = { fast: at(close, 0), slow: at(close, 0) }
  let was = false
  return Array.from(close, (value, index) => {
    averages.fast += (value - averages.fast) * (2 / (fast + 1))
    averages.slow += (value - averages.slow) * (2 / (slow + 1))
    const is = averages.fast > averages.slow
    const changed = index >= slow && is !== was
    was = is
    return changed ? (is ? 'enter' : 'leave') : undefined
  })
}

const MOVE = fc.record({
  move: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
  gap: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
  up: fc.double({ min: 0, max: 0.03, noNaN: true }),
  down: fc.double({ min: 0, max: 0.03, noNaN: true }),
  /** Bars that are missing before this one. */
  missing: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) }),
})

/** Random histories of one-minute bars around 100 with jumps between bars and holes in time; prices have 8 decimals. */
export const histories = fc.array(MOVE, { minLength: 1, maxLength: 300, size: 'max' }).map((moves): BarColumns => {
  const column = (): Float64Array => new Float64Array(moves.length)
  const columns = { openTime: column(), open: column(), high: column(), low: column(), close: column(), volume: column().fill(1) }
  const grid = (value: number): number => Number(value.toFixed(8))
  let last = 100
  let time = 1_700_000_040_000
  moves.forEach(({ move, gap, up, down, missing }, index) => {
    const open = grid(last * (1 + gap))
    const close = grid(open * (1 + move))
    time += missing * 60_000
    columns.openTime[index] = time
    columns.open[index] = open
    columns.close[index] = close
    columns.high[index] = grid(Math.max(open, close) * (1 + up))
    columns.low[index] = grid(Math.min(open, close) * (1 - down))
    last = close
    time += 60_000
  })
  return columns
})

export const plainTerms = fc.record({
  cash: fc.constant(10_000),
  costs: fc.record({ fee: fc.constantFrom(0, 0.001, 0.01), slippage: fc.constantFrom(0, 0.0005) }),
  protection: fc.record(
    { stop: fc.constantFrom(0.001, 0.02, 0.2), target: fc.constantFrom(0.001, 0.04, 0.3) },
    { requiredKeys: [] },
  ),
})

export const pairs = fc.record({ fast: fc.integer({ min: 1, max: 8 }), slow: fc.integer({ min: 9, max: 40 }) })
