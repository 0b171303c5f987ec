/**
 * Kills a live trader at every named moment of its script, takes up what is left and compares it with the exchange.
 * One JSON line for each point and one for all; exit code 1 when anything was lost, doubled or differs.
 *
 *   node core/testing/crash/crash.long.ts [--step "kill and sell"]     # minutes
 */
import { parseArgs } from 'node:util'
import { enumerateCrashes } from './enumerate.ts'

const { values } = parseArgs({ options: { step: { type: 'string', default: '' } } })
const print = (row: unknown): void => {
  process.stdout.write(`${JSON.stringify(row)}\n`)
}

const started = performance.now()
const { points, results } = await enumerateCrashes((point) => point.startsWith(values.step), print)
const broken = results.filter(({ breaches }) => breaches.length > 0)
const seconds = Math.round((performance.now() - started) / 1_000)
print({
  points: points.length,
  killed: results.filter(({ killed }) => killed).length,
  broken: broken.map(({ point }) => point),
  seconds,
})
process.exitCode = broken.length === 0 ? 0 : 1
