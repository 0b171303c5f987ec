import { createHash, type Hash } from 'node:crypto'
import { type JournalEntry, toJson } from '../../domain/index.ts'
import type { Journal } from '../../ports/index.ts'

/**
 * A journal that keeps a running SHA-256 of every decision instead of the rows: two replays that
 * decide the same have the same digest, however long they are.
 */
export interface DecisionLog extends Journal {
  digest(): string
  readonly counts: { readonly signals: number; readonly orders: number; readonly fills: number; readonly filtered: number }
}

export function decisionLog(write?: (line: string) => void): DecisionLog {
  const hash: Hash = createHash('sha256')
  const counts = { signals: 0, orders: 0, fills: 0, filtered: 0 }
  let last = 0
  const put = (row: JournalEntry): void => {
    const line = toJson(row)
    hash.update(line).update('\n')
    write?.(line)
  }
  return {
    counts,
    append(at, input, events) {
      last += 1
      const cause = last
      put({ sequence: cause, at, cause, entry: { kind: 'input', input } })
      for (const event of events) {
        last += 1
        put({ sequence: last, at, cause, entry: { kind: 'event', event } })
        if (event.type === 'SignalCreated') counts.signals += 1
        else if (event.type === 'OrderCreated') counts.orders += 1
        else if (event.type === 'FillRecorded') counts.fills += 1
        else if (event.type === 'CandidateFiltered') counts.filtered += 1
      }
      return cause
    },
    read: () => [],
    find: () => [],
    replay: () => undefined,
    lastSequence: () => last,
    close: () => undefined,
    digest: () => hash.copy().digest('hex'),
  }
}
