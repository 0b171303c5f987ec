import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

/** A venue refuses orders whose time it does not believe, and ages and expiries mean nothing on a wrong clock. */
export const venueClock: Rule<AccountContext> = {
  code: 'clock',
  check: ({ view, limits }) => {
    const limit = `${String(limits.maxClockOffsetMs)} ms`
    const { clock } = view
    if (clock === null) return { measured: 'not measured', limit, passed: !view.clockRequired }
    if (clock === 'void') return { measured: 'our clock jumped; not measured since', limit, passed: false }
    const { exchange, offset, uncertainty } = clock
    const measured = `ours is ${String(Math.abs(offset))} ms ${offset < 0 ? 'ahead of' : 'behind'} ${exchange}'s (± ${String(uncertainty)} ms)`
    return { measured, limit, passed: Math.abs(offset) <= limits.maxClockOffsetMs }
  },
  usedLossy: ({ view: { clock }, limits }) =>
    clock === null || clock === 'void' ? null : shareLossy(Math.abs(clock.offset), limits.maxClockOffsetMs),
}
