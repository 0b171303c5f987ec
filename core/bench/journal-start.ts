/**
 * How long a trader's start takes on a long journal, with and without its snapshot, and what a part of a snapshot
 * costs while it is written. The journal is that of a trader that trades all the time: a proposal approved, filled,
 * sold, and a sample of the equity, over and over. JSON lines.
 *
 *   node core/bench/journal-start.ts [--rows 1000000] [--dir DIR]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sqliteJournal } from '../adapters/sqlite/index.ts'
import { money, quantity } from '../domain/index.ts'
import { Snapshots } from '../services/trader/index.ts'
import { percentile } from '../telemetry/index.ts'
import { tradingHarness } from '../testing/trading-harness.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, dir: { type: 'string' } } })
const wanted = Number(values.rows)
const folder = mkdtempSync(join(values.dir ?? tmpdir(), 'sentinel-bench-start-'))
const file = join(folder, 'journal.db')
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
}

/** Spare: nobody waits for a disk while the journal is made. */
function write(): void {
  const journal = sqliteJournal(file, { spare: true })
  const h = tradingHarness({ journal, books: true })
  h.open()
  for (let round = 0; journal.lastSequence() < wanted; round += 1) {
    h.market('100.00', '100.01', '50')
    const { id } = h.propose()
    h.command({ type: 'ApproveSignal', signalId: id, quantity: quantity('1') }, `a${String(round)}`)
    h.clock.advance(20)
    h.tick(5_000)
    h.command({ type: 'Flatten' }, `f${String(round)}`)
    h.clock.advance(20)
    h.tick(61_000)
    if (round % 40 === 0) h.command({ type: 'Rearm' }, `r${String(round)}`)
  }
  journal.close()
}

interface Start {
  readonly ms: number
  readonly cpuMs: number
  readonly orders: number
}

function start(): Start {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const journal = sqliteJournal(file)
  const opened = { ...journal, append: () => journal.lastSequence() }
  const { engine } = tradingHarness({ journal: opened })
  engine.open({ currency: 'USDT', cash: money('10000') })
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  const orders = engine.state.orders.size
  journal.close()
  return { ms: Math.round(ms), cpuMs: Math.round((user + system) / 1_000), orders }
}

/** Parts as a trader writes them, one at a time; what each took. */
function snapshot(): { readonly parts: number; readonly p50: number; readonly p99: number; readonly most: number } {
  const journal = sqliteJournal(file)
  const { engine } = tradingHarness({ journal: { ...journal, append: () => journal.lastSequence() } })
  engine.open({ currency: 'USDT', cash: money('10000') })
  const snapshots = new Snapshots({ engine, journal, logger: silent, every: 1 })
  const took: number[] = []
  const last = journal.lastSequence()
  while (journal.snapshots?.newest()?.sequence !== last) {
    for (let part = 0; part < 50; part += 1) {
      const began = performance.now()
      snapshots.work()
      took.push(performance.now() - began)
    }
  }
  journal.close()
  const at = (share: number): number => Number(percentile(took, share).toFixed(3))
  return { parts: took.length, p50: at(0.5), p99: at(0.99), most: Number(Math.max(...took).toFixed(3)) }
}

try {
  write()
  const bytes = statSync(file).size
  console.log(JSON.stringify({ what: 'journal', rows: wanted, bytes }))
  console.log(JSON.stringify({ what: 'start from all rows', ...start() }))
  console.log(JSON.stringify({ what: 'a snapshot, ms a part', ...snapshot() }))
  console.log(JSON.stringify({ what: 'snapshot in the file', bytes: statSync(file).size - bytes }))
  console.log(JSON.stringify({ what: 'start from the snapshot', ...start() }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
