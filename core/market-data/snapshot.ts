import type { BookSnapshot } from '../domain/index.ts'
import type { BookView } from './pipeline-types.ts'

/** The best `depth` levels of a live book as a fact of its own. */
export function snapshotOf(view: BookView, depth: number): BookSnapshot {
  const { instrument, sequence, exchangeTime, receivedTime } = view
  return { kind: 'book-snapshot', instrument, sequence, exchangeTime, receivedTime, ...view.book.top(depth) }
}
