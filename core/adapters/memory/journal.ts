import type { EngineEvent, EngineInput, JournalEntry, Millis } from '../../domain/index.ts'
import { fromJson, toJson } from '../../domain/index.ts'
import type { Journal } from '../../ports/index.ts'

/** A journal that forgets at exit: for replay and tests. It stores text, as the durable one does. */
export function memoryJournal(): Journal & { lines(): readonly string[] } {
  const lines: string[] = []
  const push = (at: Millis, cause: number, entry: JournalEntry['entry']): number => {
    const row: JournalEntry = { sequence: lines.length + 1, at, cause: cause === 0 ? lines.length + 1 : cause, entry }
    lines.push(toJson(row))
    return row.sequence
  }
  const read = (line: string): JournalEntry => fromJson<JournalEntry>(line)
  return {
    append(at: Millis, input: EngineInput, events: readonly EngineEvent[]) {
      const cause = push(at, 0, { kind: 'input', input })
      for (const event of events) push(at, cause, { kind: 'event', event })
      return cause
    },
    read: (after, limit) => lines.slice(after, after + limit).map(read),
    replay(visit, types) {
      for (const line of lines) {
        const row = read(line)
        const { type } = row.entry.kind === 'input' ? row.entry.input : row.entry.event
        if (types === undefined || types.includes(type)) visit(row)
      }
    },
    find: (text, limit) =>
      lines
        .filter((line) => line.includes(text))
        .slice(-limit)
        .map(read),
    lastSequence: () => lines.length,
    close: () => undefined,
    lines: () => lines,
  }
}
