import type { BarColumns } from '../../features/index.ts'
import type { BarBits } from './bits.ts'
import type { Extremes } from './extremes.ts'
import { EXIT_REASONS, type ExitReason, STILL_OPEN, TradeTape } from './trade-tape.ts'

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

/** Bars [from, to) of a history; what came before them only warms features up. */
export interface BarRange {
  readonly from: number
  readonly to: number
}

export interface SimulationTerms {
  readonly cash: number
  readonly costs: Costs
  readonly protection: Protection
  /** Part of the equity that an entry spends, above 0 to 1, at most what can be paid with its fee. All of it if absent. */
  readonly fraction?: number
  /** Where it trades and ends; the whole history if absent. */
  readonly range?: BarRange
}

export interface Signals {
  readonly enter: BarBits
  readonly leave: BarBits
}

/** Cash, plus a last open position at the last close, and all fees, in quote currency. */
export type SimulationResult = Pick<Ledger, 'equity' | 'fees'>

const at = (column: Float64Array, index: number): number => column[index] as number

/**
 * The rounding of a level's product is not a reason to miss a bar that touches it: prices lie on a grid of decimals,
 * levels do too, and the doubles nearest to equal decimals may differ in the last bits.
 */
const TOUCH = 2 ** -50

/**
 * Trades one market long or flat. A bar that holds in `enter` or `leave` is known at its close and fills at the next
 * bar's open. In a bar the exit by signal comes first, at the open; then the stop, at the worse of stop and open; then
 * the target, at the better of target and open: where a bar reaches both, the worse happened. A signal on the last bar
 * has no next open and does nothing.
 */
export function simulate(market: Market, signals: Signals, terms: SimulationTerms): Ledger {
  const tape = new TradeTape()
  const { equity, fees } = simulateOnto(tape, market, signals, terms)
  return { trades: tradesOf(tape), equity, fees }
}

/** As {@link simulate}, with the trades on a tape that is written over. */
export function simulateOnto(
  tape: TradeTape,
  { bars, extremes }: Market,
  { enter, leave }: Signals,
  { cash: start, costs, protection, fraction = 1, range }: SimulationTerms,
): SimulationResult {
  const { open, low, close } = bars
  const [from, to] = range === undefined ? [0, open.length] : [range.from, range.to]
  const protect = protection.stop !== undefined || protection.target !== undefined
  const allIn = fraction * (1 + costs.fee) >= 1
  let cash = start
  let fees = 0
  let quantity = 0
  tape.count = 0
  for (let signal = enter.next(from); signal >= 0 && signal + 1 < to; ) {
    const entryBar = signal + 1
    const entryPrice = at(open, entryBar) * (1 + costs.slippage)
    quantity = allIn ? cash / (entryPrice * (1 + costs.fee)) : (cash * fraction) / entryPrice
    const entryFee = quantity * entryPrice * costs.fee
    fees += entryFee
    cash = allIn ? 0 : cash - quantity * entryPrice - entryFee
    const left = leave.next(entryBar)
    const signalBar = left < 0 || left + 1 >= to ? to : left + 1
    const stop = protection.stop === undefined ? -Infinity : entryPrice * (1 - protection.stop)
    const target = protection.target === undefined ? Infinity : entryPrice * (1 + protection.target)
    const touchedStop = stop * (1 + TOUCH)
    const exitBar = protect ? extremes.firstHit(entryBar, signalBar, touchedStop, target * (1 - TOUCH)) : signalBar
    tape.reserve()
    const trade = tape.count
    tape.count += 1
    tape.entryBar[trade] = entryBar
    tape.entryPrice[trade] = entryPrice
    tape.quantity[trade] = quantity
    tape.entryFee[trade] = entryFee
    tape.heldCash[trade] = cash
    tape.exitBar[trade] = exitBar
    if (exitBar === to) {
      tape.reason[trade] = STILL_OPEN
      break
    }
    const opened = at(open, exitBar)
    const reason = exitBar === signalBar ? 0 : at(low, exitBar) <= touchedStop ? 1 : 2
    const level = reason === 0 ? opened : reason === 1 ? Math.min(opened, stop) : Math.max(opened, target)
    const price = level * (1 - costs.slippage)
    const fee = quantity * price * costs.fee
    cash += quantity * price * (1 - costs.fee)
    fees += fee
    tape.exitPrice[trade] = price
    tape.exitFee[trade] = fee
    tape.reason[trade] = reason
    quantity = 0
    signal = enter.next(exitBar)
  }
  return { equity: cash + quantity * (to === 0 ? 0 : at(close, to - 1)), fees }
}

/** The tape as objects. */
export function tradesOf(tape: TradeTape): readonly Trade[] {
  return Array.from({ length: tape.count }, (_, trade): Trade => {
    const reason: ExitReason | undefined = EXIT_REASONS[tape.reason[trade] ?? STILL_OPEN]
    const entry = {
      entryBar: tape.entryBar[trade] ?? 0,
      entryPrice: at(tape.entryPrice, trade),
      quantity: at(tape.quantity, trade),
      entryFee: at(tape.entryFee, trade),
    }
    if (reason === undefined) return entry
    const exit = { bar: tape.exitBar[trade] ?? 0, price: at(tape.exitPrice, trade), fee: at(tape.exitFee, trade), reason }
    return { ...entry, exit }
  })
}
