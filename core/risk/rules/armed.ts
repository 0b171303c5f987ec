import type { AccountContext, Rule } from '../rule.ts'

/** Only one account trades at a time, and real money only after a person said so. */
export const tradingArmed: Rule<AccountContext> = {
  code: 'armed',
  check: ({ view }) => ({ measured: view.armed ? 'armed' : 'not armed', limit: 'armed', passed: view.armed }),
}
