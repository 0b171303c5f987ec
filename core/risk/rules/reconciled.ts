import type { AccountContext, Rule } from '../rule.ts'

/** While our books and the venue's differ nobody knows what an entry would add to. */
export const reconciled: Rule<AccountContext> = {
  code: 'reconciled',
  check: ({ view }) => ({
    measured: `${String(view.openDifferences)} open difference${view.openDifferences === 1 ? '' : 's'}`,
    limit: 'none',
    passed: view.openDifferences === 0,
  }),
}
