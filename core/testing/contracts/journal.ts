import { describe, expect, it } from 'vitest'
import {
  type Circumstances,
  commandId,
  type EngineEvent,
  type EngineInput,
  exchangeId,
  instrumentId,
  type JournalEntry,
  millis,
  money,
} from '../../domain/index.ts'
import type { Journal } from '../../ports/index.ts'

const input: EngineInput = { type: 'CommandReceived', command: { type: 'Rearm', id: commandId('c-1') }, by: 'user' }
const event: EngineEvent = {
  type: 'AccountOpened',
  environment: 'paper',
  currency: 'USDT',
  cash: money('0.000000000000000000000001'),
}
const rearmed: EngineEvent = { type: 'TradingRearmed', by: 'usér' }

/** What every journal must do. `reopen` closes the journal and opens its record again, where it is durable. */
export function journalContract(name: string, open: () => Journal, reopen?: (journal: Journal) => Journal): void {
  describe(`${name} is a journal`, () => {
    it('numbers rows from one, an input before the events it caused', () => {
      const journal = open()
      expect(journal.lastSequence()).toBe(0)
      expect(journal.append(millis(5), input, [event, rearmed])).toBe(1)
      expect(journal.append(millis(6), input, [])).toBe(4)
      expect(journal.lastSequence()).toBe(4)
      expect(journal.read(0, 10).map(({ sequence, at, cause, entry }) => [sequence, at, cause, entry.kind])).toEqual([
        [1, 5, 1, 'input'],
        [2, 5, 1, 'event'],
        [3, 5, 1, 'event'],
        [4, 6, 4, 'input'],
      ])
      journal.close()
    })

    it('gives back what it was given, to the last digit', () => {
      const journal = open()
      journal.append(millis(5), input, [event, rearmed])
      const entries = journal.read(0, 10).map(({ entry }) => (entry.kind === 'input' ? entry.input : entry.event))
      expect(entries).toEqual([input, event, rearmed])
      journal.close()
    })

    it('pages, replays in order and finds by text', () => {
      const journal = open()
      for (let i = 0; i < 5; i += 1) journal.append(millis(i), input, [event])
      expect(journal.read(3, 2).map((row) => row.sequence)).toEqual([4, 5])
      expect(journal.read(10, 5)).toEqual([])
      const seen: JournalEntry[] = []
      journal.replay((row) => seen.push(row))
      expect(seen.map((row) => row.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      const some: JournalEntry[] = []
      journal.append(millis(9), input, [rearmed])
      journal.replay((row) => some.push(row), ['TradingRearmed', 'CommandReceived'])
      expect(some.map((row) => row.sequence)).toEqual([1, 3, 5, 7, 9, 11, 12])
      expect(journal.find('"c-1"', 2).map((row) => row.sequence)).toEqual([9, 11])
      expect(journal.find('nowhere', 2)).toEqual([])
      journal.close()
    })

    it('keeps what a decision was made of with its input', () => {
      const journal = open()
      const seen: Circumstances = {
        quotes: [],
        facts: { booksSeen: { entries: [[instrumentId(exchangeId('x'), 'A/B'), 4]] } },
        comovements: [],
        ids: ['ord-1'],
        session: '{"$map":[]}',
      }
      journal.append(millis(5), input, [event], seen)
      journal.append(millis(6), input, [])
      expect(journal.read(0, 10).map((row) => row.circumstances)).toEqual([seen, undefined, undefined])
      journal.close()
    })

    it('replays the rows between two sequences alone', () => {
      const journal = open()
      for (let i = 0; i < 3; i += 1) journal.append(millis(i), input, [event])
      const seen: number[] = []
      journal.replay((row) => seen.push(row.sequence), undefined, 3)
      journal.replay((row) => seen.push(row.sequence), ['AccountOpened'], 2)
      journal.replay((row) => seen.push(row.sequence), { not: ['AccountOpened'] }, 2)
      expect(seen).toEqual([4, 5, 6, 4, 6, 3, 5])
      seen.length = 0
      journal.replay((row) => seen.push(row.sequence), undefined, 3, 5)
      journal.replay((row) => seen.push(row.sequence), ['AccountOpened'], 0, 4)
      journal.replay((row) => seen.push(row.sequence), { not: ['AccountOpened'] }, 1, 4)
      expect(seen).toEqual([4, 5, 2, 4, 3])
      journal.close()
    })

    it('has the newest snapshot that was finished', () => {
      const journal = open()
      const { snapshots } = journal
      const write = (sequence: number, parts: readonly string[]): void => {
        snapshots?.begin(sequence, `v${String(sequence)}`)
        for (const part of parts) snapshots?.put(part)
      }
      expect(snapshots?.newest()).toBeUndefined()
      write(4, ['given up'])
      expect(snapshots?.newest()).toBeUndefined()
      write(5, ['one', 'zwölf'])
      snapshots?.finish()
      write(9, ['half'])
      expect(snapshots?.newest()).toEqual({ sequence: 5, version: 'v5', parts: ['one', 'zwölf'] })
      write(9, ['half', 'and the rest'])
      snapshots?.finish()
      expect(snapshots?.newest()).toEqual({ sequence: 9, version: 'v9', parts: ['half', 'and the rest'] })
      journal.close()
    })

    if (reopen === undefined) return
    it('still has every row after it was closed', () => {
      const journal = open()
      journal.append(millis(5), input, [event])
      const again = reopen(journal)
      expect(again.lastSequence()).toBe(2)
      expect(again.append(millis(6), input, [event])).toBe(3)
      expect(again.read(0, 10)).toHaveLength(4)
      again.close()
    })
  })
}
