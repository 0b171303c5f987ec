import { DAY } from '../../../domain/index.ts'
import { checkColumns, indicatorById, type BarColumns } from '../../../features/index.ts'
import type { Operand, Rule } from '../../../strategies/index.ts'
import { isGroup } from '../genes/tree.ts'
import type { RuleOutcome, RuleRunner, RuleTask } from '../../rules/run.ts'

/** Reads rules bar by bar. */
export function plainRunner(given: BarColumns): RuleRunner {
  const bars = checkColumns(given)
  const n = bars.close.length
  const columns = new Map<string, Float64Array>()
  const column = (operand: Operand): Float64Array => {
    const key = JSON.stringify(operand)
    let found = columns.get(key)
    if (found === undefined) {
      if ('constant' in operand) found = new Float64Array(n).fill(operand.constant)
      else if ('price' in operand) found = bars.close
      else {
        const indicator = indicatorById(operand.feature)
        if (indicator.input !== 'bar' && indicator.input !== 'close') throw new Error('no')
        found = indicator.columns(operand.parameters, bars, [operand.output ?? indicator.descriptor.outputs[0] ?? ''])[0]!
      }
      columns.set(key, found)
    }
    return found
  }
  const held = new Map<string, Uint8Array>()
  const evaluate = (rule: Rule): Uint8Array => {
    const key = JSON.stringify(rule)
    const known = held.get(key)
    if (known !== undefined) return known
    const out = new Uint8Array(n)
    if (isGroup(rule)) {
      const inner = rule.rules.map(evaluate)
      for (let i = 0; i < n; i++) out[i] = (rule.is === 'all' ? inner.every((e) => e[i] === 1) : inner.some((e) => e[i] === 1)) ? 1 : 0
      return out
    }
    const [a, b] = [column(rule.left), column(rule.right)]
    if (rule.is === 'above') for (let i = 0; i < n; i++) out[i] = a[i]! > b[i]! ? 1 : 0
    else for (let i = 0; i < n; i++) out[i] = a[i]! < b[i]! ? 1 : 0
    held.set(key, out)
    return out
  }
  const one = ({ rule, range, cash: start, costs }: RuleTask): RuleOutcome => {
    const [entry, exit] = [evaluate(rule.entry), evaluate(rule.exit)]
    let cash = start, quantity = 0, paid = 0, entryPrice = 0
    let fees = 0, closed = 0, wins = 0, grossProfit = 0, grossLoss = 0, turnover = 0, exposure = 0, maxDrawdown = 0, peak = start
    const daily: number[] = []
    let dayStart = start, equity = start, day = Math.floor(bars.openTime[range.from]! / DAY)
    const sell = (level: number): void => {
      const price = level * (1 - costs.slippage)
      const fee = quantity * price * costs.fee
      fees += fee; turnover += quantity * price
      const got = quantity * price - fee
      cash += got; closed += 1
      if (got > paid) { wins += 1; grossProfit += got - paid } else grossLoss += paid - got
      quantity = 0
    }
    for (let i = range.from; i < range.to; i++) {
      const d = Math.floor(bars.openTime[i]! / DAY)
      if (d !== day) { daily.push(equity / dayStart - 1); dayStart = equity; day = d }
      if (i > range.from) {
        const s = i - 1
        if (quantity > 0 && exit[s] === 1) sell(bars.open[i]!)
        else if (quantity === 0 && entry[s] === 1 && exit[s] === 0 ) {
          // edge of the stance
          if (!(s > range.from && entry[s - 1] === 1 && exit[s - 1] === 0)) {
            entryPrice = bars.open[i]! * (1 + costs.slippage)
            const spend = cash * rule.fraction
            quantity = spend / (entryPrice * (1 + costs.fee))
            paid = spend; cash -= spend
            fees += quantity * entryPrice * costs.fee; turnover += quantity * entryPrice
          }
        }
        if (quantity > 0) {
          const stop = rule.stop === undefined ? -Infinity : entryPrice * (1 - rule.stop)
          const target = rule.target === undefined ? Infinity : entryPrice * (1 + rule.target)
          if (bars.low[i]! <= stop) sell(Math.min(bars.open[i]!, stop))
          else if (bars.high[i]! >= target) sell(Math.max(bars.open[i]!, target))
        }
      }
      equity = cash + quantity * bars.close[i]!
      if (quantity > 0) exposure += 1
      peak = Math.max(peak, equity); maxDrawdown = Math.max(maxDrawdown, 1 - equity / peak)
    }
    daily.push(equity / dayStart - 1)
    return { equity, fees, closed, wins, grossProfit, grossLoss, turnover: turnover / start, exposure: exposure / (range.to - range.from), maxDrawdown, daily: Float64Array.from(daily) }
  }
  return { run: (tasks) => Promise.resolve(tasks.map(one)) }
}
