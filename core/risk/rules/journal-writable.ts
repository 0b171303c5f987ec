import type { AccountContext, Rule } from '../rule.ts'

/** An intent that is not durable must not leave: after a crash nobody would know of the order. */
export const journalWritable: Rule<AccountContext> = {
  code: 'journal-writable',
  check: ({ view }) => ({
    measured: view.journalWritable ? 'writable' : 'not writable',
    limit: 'writable',
    passed: view.journalWritable,
  }),
}
