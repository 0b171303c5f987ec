import type { BarColumns } from '../../features/index.ts'
import type { BarBits } from './bits.ts'
import type { Extremes } from './extremes.ts'

/** Fractions of 1: a fee of 10 bps is 0.001. */
export interface Costs {
  readonly fee: number
  /** Every fill is worse than its price by this much. */
  readonly slippage: number
}

/** Distances from the fill price as fractions of it; absent where there is no such exit. */
export interface Protection {
  readonly stop?: number
  readonly target?: number
}

export const EXIT_REASONS = ['signal', 'stop', 'target'] as const
export type ExitReason = (typeof EXIT_REASONS)[number]

/** One round trip, or a position that is still open. Prices include slippage. */
export interface Trade {
  readonly entryBar: number
  readonly entryPrice: number
  readonly quantity: number
  readonly entryFee: number
  /** Absent while the position is open at the end. */
  readonly exit?: { readonly bar: number; readonly price: number; readonly fee: number; readonly reason: ExitReason }
}

export interface Ledger {
  readonly trades: readonly Trade[]
  /** Cash, plus a last open position at the last close, in quote currency. */
  readonly equity: number
  readonly fees: number
}

export interface Market {
  readonly bars: BarColumns
  readonly extremes: Extremes
}

const at = (column: Float64Array, index: number): number => column[index] as number

/**
 * Trades one market long or flat with all its cash. A bar that holds in `enter` or `leave` is known at
 * its close and fills at the next bar's open. In a bar the exit by signal comes first, at the open;
 * then the stop, at the worse of stop and open; then the target, at the better of target and open:
 * where a bar reaches both, the worse happened. A signal on the last bar has no next open and does nothing.
 */
export function simulate(
  market: Market,
  signals: { readonly enter: BarBits; readonly leave: BarBits },
  terms: { readonly cash: number; readonly costs: Costs; readonly protection: Protection },
): Ledger {
  const { bars, extremes } = market
  const { costs, protection } = terms
  const length = bars.open.length
  const protect = protection.stop !== undefined || protection.target !== undefined
  const trades: Trade[] = []
  let { cash } = terms
  let fees = 0
  let quantity = 0
  for (let signal = signals.enter.next(0); signal >= 0 && signal + 1 < length; ) {
    const entryBar = signal + 1
    const entryPrice = at(bars.open, entryBar) * (1 + costs.slippage)
    quantity = cash / (entryPrice * (1 + costs.fee))
    const entryFee = quantity * entryPrice * costs.fee
    fees += entryFee
    cash = 0
    const left = signals.leave.next(entryBar)
    const signalBar = left < 0 || left + 1 >= length ? length : left + 1
    const stop = protection.stop === undefined ? -Infinity : entryPrice * (1 - protection.stop)
    const target = protection.target === undefined ? Infinity : entryPrice * (1 + protection.target)
    const exitBar = protect ? extremes.firstHit(entryBar, signalBar, stop, target) : signalBar
    if (exitBar === length) {
      trades.push({ entryBar, entryPrice, quantity, entryFee })
      break
    }
    const open = at(bars.open, exitBar)
    const reason = exitBar === signalBar ? 'signal' : at(bars.low, exitBar) <= stop ? 'stop' : 'target'
    const level = reason === 'signal' ? open : reason === 'stop' ? Math.min(open, stop) : Math.max(open, target)
    const price = level * (1 - costs.slippage)
    const fee = quantity * price * costs.fee
    cash = quantity * price * (1 - costs.fee)
    fees += fee
    trades.push({ entryBar, entryPrice, quantity, entryFee, exit: { bar: exitBar, price, fee, reason } })
    quantity = 0
    signal = signals.enter.next(exitBar)
  }
  const last = length === 0 ? 0 : at(bars.close, length - 1)
  return { trades, equity: cash + quantity * last, fees }
}
