import type { Circumstances, EngineEvent, EngineInput, JournalEntry, Millis } from '../../domain/index.ts'
import { fromJson, toJson } from '../../domain/index.ts'
import type { Journal, Snapshot } from '../../ports/index.ts'

/** A journal that forgets at exit: for replay and tests. It stores text, as the durable one does. */
export function memoryJournal(): Journal & { lines(): readonly string[] } {
  const lines: string[] = []
  let whole: Snapshot | undefined
  let begun: (Snapshot & { readonly parts: string[] }) | undefined
  const push = (at: Millis, cause: number, entry: JournalEntry['entry'], circumstances?: Circumstances): number => {
    const row: JournalEntry = {
      sequence: lines.length + 1,
      at,
      cause: cause === 0 ? lines.length + 1 : cause,
      entry,
      ...(circumstances === undefined ? {} : { circumstances }),
    }
    lines.push(toJson(row))
    return row.sequence
  }
  const read = (line: string): JournalEntry => fromJson<JournalEntry>(line)
  return {
    append(at, input: EngineInput, events: readonly EngineEvent[], circumstances) {
      const cause = push(at, 0, { kind: 'input', input }, circumstances)
      for (const event of events) push(at, cause, { kind: 'event', event })
      return cause
    },
    read: (after, limit) => lines.slice(after, after + limit).map(read),
    replay(visit, types, after = 0, to = lines.length) {
      for (const line of lines.slice(after, to)) {
        const row = read(line)
        const { type } = row.entry.kind === 'input' ? row.entry.input : row.entry.event
        if (types === undefined || ('not' in types ? !types.not.includes(type) : types.includes(type))) visit(row)
      }
    },
    find: (text, limit) =>
      lines
        .filter((line) => line.includes(text))
        .slice(-limit)
        .map(read),
    lastSequence: () => lines.length,
    snapshots: {
      newest: () => whole,
      begin(sequence, version) {
        begun = { sequence, version, parts: [] }
      },
      put(part) {
        begun?.parts.push(part)
      },
      finish() {
        whole = begun
        begun = undefined
      },
    },
    close: () => undefined,
    lines: () => lines,
  }
}
