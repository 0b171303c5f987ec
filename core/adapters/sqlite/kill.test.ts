import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { seededRandom } from '../../simulation/paper/index.ts'
import { ALL, all, type MarketDatabase, marketDatabase } from '../../testing/market-database.ts'

const WRITER = fileURLToPath(new URL('./testing/mortal-writer.ts', import.meta.url))
/** A file is killed so many times in a row; the files take their turns side by side. */
const KILLS = 13
const FILES = 4
const LONGEST_LIFE = 25

/** Lets a writer live for `life` ms after its first acknowledgement; returns the last number it acknowledged. */
async function killedWriter(file: string, first: number, life: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, file, String(first)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let problem = ''
  child.stderr.on('data', (text: Buffer) => {
    problem += text.toString()
  })
  child.stdout.on('data', (text: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), life)
    said += text.toString()
  })
  await once(child, 'close')
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${problem}`)
  // The last line may be cut off in the middle of its digits.
  return Number(said.split('\n').at(-2) ?? 0)
}

async function survives(database: MarketDatabase, lives: readonly number[]): Promise<void> {
  let newest = 0
  for (const life of lives) {
    const acknowledged = await killedWriter(database.file, newest + 1, life)
    expect(acknowledged).toBeGreaterThan(newest)
    expect(database.sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    const reader = database.reader()
    const spans = await reader.spans()
    newest = spans.find(({ kind }) => kind === 'trades')?.to ?? 0
    expect(newest).toBeGreaterThanOrEqual(acknowledged)
    expect(spans).toMatchObject([{ kind: 'trades' }, { kind: 'books' }])
    // Numbers are times too, from one on without a hole: as many rows as the newest number says.
    for (const span of spans) expect([span.from, span.to, span.rows]).toEqual([1, newest, newest])
    await reader.close()
  }
  const reader = database.reader()
  const numbers = Array.from({ length: newest }, (_, index) => index + 1)
  expect((await all(reader.trades(ALL))).map(({ id }) => Number(id))).toEqual(numbers)
  expect((await all(reader.books(ALL))).map(({ sequence }) => sequence)).toEqual(numbers)
}

it(`a writer killed with SIGKILL at ${String(KILLS * FILES)} random moments loses nothing that it acknowledged and leaves the file whole`, {
  timeout: 120_000,
}, async () => {
  const random = seededRandom(20_240_808)
  const databases = Array.from({ length: FILES }, () => marketDatabase())
  try {
    const lives = databases.map(() => Array.from({ length: KILLS }, () => random.next() * LONGEST_LIFE))
    await Promise.all(databases.map((database, index) => survives(database, lives[index] ?? [])))
  } finally {
    for (const database of databases) database.remove()
  }
})
