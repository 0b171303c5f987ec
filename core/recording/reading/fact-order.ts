import type { Millis } from '../../domain/index.ts'
import type { RecordedFact } from '../../ports/index.ts'

/** The time by which facts of a kind are ranged and ordered: where a candle or a gap begins, else when the venue says. */
export const timeOf = (fact: RecordedFact): Millis =>
  fact.kind === 'candle' ? fact.openTime : fact.kind === 'gap' ? fact.startTime : fact.exchangeTime

/** Equal for two copies of the same fact of one market, wherever they rest. */
export function identityOf(fact: RecordedFact): string {
  switch (fact.kind) {
    case 'trade':
    case 'gap':
      return fact.id
    case 'candle':
      return `${fact.timeframe}|${String(fact.openTime)}`
    case 'book-snapshot':
      return `${String(fact.exchangeTime)}|${String(fact.receivedTime)}|${String(fact.sequence)}`
    case 'book-bins':
    case 'metrics':
      return `${String(fact.exchangeTime)}|${String(fact.receivedTime)}`
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A total order of facts of one kind and market: by time, then by arrival, then as the venue counts. */
export function compareFacts(a: RecordedFact, b: RecordedFact): number {
  const byTime = timeOf(a) - timeOf(b) || a.receivedTime - b.receivedTime
  if (byTime !== 0) return byTime
  if (a.kind === 'book-snapshot' && b.kind === 'book-snapshot') return a.sequence - b.sequence
  // Ids that are numbers in order, without knowing that they are.
  if (a.kind === 'trade' && b.kind === 'trade') return a.id.length - b.id.length || compareText(a.id, b.id)
  return compareText(identityOf(a), identityOf(b))
}
