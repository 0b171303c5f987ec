import type { Rule } from '../rule.ts'

export const noOpenGap: Rule = {
  code: 'no-open-gap',
  check: ({ gapOpen, limits }) => ({
    measured: gapOpen ? 'open gap in the look-back' : 'none',
    limit: limits.blockOnGap ? 'none' : 'allowed',
    passed: !gapOpen || !limits.blockOnGap,
  }),
}
