import type { BarRange, SimulationResult } from '../columns/simulate.ts'
import { STILL_OPEN, type TradeTape } from '../columns/trade-tape.ts'
import type { RuleHistory } from './history.ts'
import type { RuleOutcome } from './run.ts'

const at = (column: Float64Array | Int32Array | Uint8Array, index: number): number => column[index] as number

interface Measured {
  readonly history: RuleHistory
  readonly range: BarRange
  readonly cash: number
}

interface Trips {
  readonly closed: number
  readonly wins: number
  readonly grossProfit: number
  readonly grossLoss: number
  readonly turnover: number
}

function tripsOf(tape: TradeTape, cash: number): Trips {
  let [closed, wins, grossProfit, grossLoss, turnover] = [0, 0, 0, 0, 0]
  for (let trade = 0; trade < tape.count; trade += 1) {
    const spent = at(tape.quantity, trade) * at(tape.entryPrice, trade)
    turnover += spent
    if (at(tape.reason, trade) === STILL_OPEN) continue
    const received = at(tape.quantity, trade) * at(tape.exitPrice, trade)
    const profit = received - at(tape.exitFee, trade) - spent - at(tape.entryFee, trade)
    turnover += received
    closed += 1
    if (profit > 0) {
      wins += 1
      grossProfit += profit
    } else grossLoss -= profit
  }
  return { closed, wins, grossProfit, grossLoss, turnover: turnover / cash }
}

/** Share of bars held, and the deepest fall at closes: only bars with a position are looked at. */
function heldOf(tape: TradeTape, { history, range, cash }: Measured): Pick<RuleOutcome, 'exposure' | 'maxDrawdown'> {
  const { close } = history.bars
  let held = 0
  let peak = cash
  let deepest = 0
  for (let trade = 0; trade < tape.count; trade += 1) {
    const [from, to] = [at(tape.entryBar, trade), at(tape.exitBar, trade)]
    const [idle, quantity] = [at(tape.heldCash, trade), at(tape.quantity, trade)]
    held += to - from
    for (let bar = from; bar < to; bar += 1) {
      const equity = idle + quantity * at(close, bar)
      if (equity > peak) peak = equity
      else if (peak - equity > deepest * peak) deepest = 1 - equity / peak
    }
    if (at(tape.reason, trade) === STILL_OPEN) break
    const after = idle + quantity * at(tape.exitPrice, trade) - at(tape.exitFee, trade)
    if (after > peak) peak = after
    else if (peak - after > deepest * peak) deepest = 1 - after / peak
  }
  const bars = range.to - range.from
  return { exposure: bars === 0 ? 0 : held / bars, maxDrawdown: deepest }
}

/** Returns of the UTC days that have a bar in the range, each marked at its last close. */
function dailyOf(tape: TradeTape, { history, range, cash }: Measured): Float64Array {
  const { bars, dayEnds } = history
  const returns: number[] = []
  let before = cash
  /** Cash after every trade that ended by then. */
  let flat = cash
  let trade = 0
  const mark = (bar: number): void => {
    for (; trade < tape.count && at(tape.reason, trade) !== STILL_OPEN && at(tape.exitBar, trade) <= bar; trade += 1)
      flat = at(tape.heldCash, trade) + at(tape.quantity, trade) * at(tape.exitPrice, trade) - at(tape.exitFee, trade)
    const holding = trade < tape.count && at(tape.entryBar, trade) <= bar
    const equity = holding ? at(tape.heldCash, trade) + at(tape.quantity, trade) * at(bars.close, bar) : flat
    returns.push(equity / before - 1)
    before = equity
  }
  for (const end of dayEnds) {
    if (end < range.from) continue
    if (end >= range.to - 1) break
    mark(end)
  }
  if (range.to > range.from) mark(range.to - 1)
  return Float64Array.from(returns)
}

/** What the trades on the tape amount to. */
export function outcomeOf(tape: TradeTape, { equity, fees }: SimulationResult, measured: Measured): RuleOutcome {
  return { equity, fees, ...tripsOf(tape, measured.cash), ...heldOf(tape, measured), daily: dailyOf(tape, measured) }
}
