import type { AccountContext, Rule } from '../rule.ts'

/** What cannot be recorded cannot be explained afterwards, and a full disk is about to take the journal too. */
export const marketDataWritable: Rule<AccountContext> = {
  code: 'market-data-writable',
  check: ({ view }) => ({
    measured: view.marketDataWritable ? 'writable' : 'not writable',
    limit: 'writable',
    passed: view.marketDataWritable,
  }),
}
