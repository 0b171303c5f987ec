import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type EngineInput, millis, money } from '../../domain/index.ts'
import { sqliteJournal, sqliteJournalReader } from './journal.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-settle-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const input: EngineInput = { type: 'SessionOpened', environment: 'paper', startingCash: money('1'), currency: 'U'.repeat(20_000) }

it('an append never moves the log into the file; a quiet moment does, and nothing is lost', async () => {
  const file = join(folder, 'journal.db')
  const journal = sqliteJournal(file)
  const empty = statSync(file).size
  for (let row = 0; row < 300; row += 1) journal.append(millis(row), input, [])
  // Six million characters, and still only in the log: appends came one after the other.
  journal.settle()
  expect(statSync(file).size).toBe(empty)
  await new Promise((resolve) => setTimeout(resolve, 300))
  journal.settle()
  expect(statSync(file).size).toBeGreaterThan(6_000_000)
  journal.append(millis(300), input, [])
  const reader = sqliteJournalReader(file)
  const seen: number[] = []
  reader.replay(({ sequence }) => seen.push(sequence))
  reader.close()
  expect(seen).toEqual(Array.from({ length: 301 }, (_, index) => index + 1))
  journal.close()
})
