import type { AccountContext, Rule } from '../rule.ts'

export const notHalted: Rule<AccountContext> = {
  code: 'trading-active',
  check: ({ view }) => ({
    measured: view.haltReason === '' ? 'active' : view.haltReason,
    limit: 'active',
    passed: view.haltReason === '',
  }),
}
