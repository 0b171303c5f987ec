import { FRESHNESS } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

/**
 * Some venues tell the best prices apart from the book: they can be fresh while the depth behind them,
 * which sizes and fills rest on, has stopped. A market whose book is not followed has none to be stale.
 */
export const freshBook: Rule = {
  code: 'fresh-book',
  check: ({ view, at }) => {
    const limit = `${String(FRESHNESS.book)} ms`
    if (view.bookSeenAt === null) return { measured: 'no book', limit, passed: true }
    const age = at - view.bookSeenAt
    return { measured: `${String(age)} ms`, limit, passed: Math.abs(age) <= FRESHNESS.book }
  },
}
