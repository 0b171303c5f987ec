/**
 * Thousands of random rule trees over random markets, trade for trade the same over columns and in the live engine:
 * bars, sides, reasons exactly, prices, quantities, fees and equity to 1e-6. Prints the first differences with their
 * seeds and ends with an error where there is one.
 *
 *   node core/bench/rule-tiers.long.ts [--cases 5000] [--from 1000]
 */
import { parseArgs } from 'node:util'
import { ruleStrategyText } from '../strategies/index.ts'
import { drawnCase, fastTier, tierDifference } from '../testing/rule-tiers.ts'

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '5000' }, from: { type: 'string', default: '1000' } },
})
const [cases, from] = [Number(values.cases), Number(values.from)]

let trades = 0
let different = 0
let idle = 0
const reasons = new Map<string, number>()
for (let seed = from; seed < from + cases; seed += 1) {
  const given = drawnCase(seed)
  const difference = tierDifference(given)
  const { ledger } = fastTier(given)
  trades += ledger.trades.length
  if (ledger.trades.length === 0) idle += 1
  for (const [side, , , , , reason] of ledger.trades) if (side === 'sell') reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  if (difference === undefined) continue
  different += 1
  if (different <= 10) process.stderr.write(`seed ${String(seed)}: ${difference}; ${ruleStrategyText(given.rule)}\n`)
}
const line = { bench: 'rule tiers', cases, from, trades, idle, exits: Object.fromEntries(reasons), different }
process.stdout.write(`${JSON.stringify(line)}\n`)
if (different > 0) process.exitCode = 1
