import type { ClockReading, Millis } from '../domain/index.ts'
import type { KeyPermissions } from '../ports/index.ts'

export const LIVE_REFUSALS = [
  'withdraw-allowed',
  'transfer-allowed',
  'no-read-permission',
  'no-trade-permission',
  'trading-expired',
  'clock-offset',
] as const
export type LiveRefusal = (typeof LIVE_REFUSALS)[number]

export interface LiveVerdict {
  readonly verdict: 'refused' | 'warning'
  readonly code: LiveRefusal | 'not-ip-restricted'
  /** What is wrong and what to do, for people. */
  readonly message: string
}

export interface LiveCheckInput {
  readonly permissions: KeyPermissions
  readonly clock: ClockReading
  /** Most that our clock may be off, its uncertainty included, ms. */
  readonly maxClockOffset: number
  readonly now: Millis
}

/** What speaks against trading live with a key. Empty when nothing does; any `refused` forbids it. */
export function checkLiveAccess({ permissions, clock, maxClockOffset, now }: LiveCheckInput): readonly LiveVerdict[] {
  const verdicts: LiveVerdict[] = []
  const refuse = (code: LiveRefusal, message: string): void => {
    verdicts.push({ verdict: 'refused', code, message })
  }
  if (permissions.canWithdraw) refuse('withdraw-allowed', 'the key can withdraw; make one that cannot')
  if (permissions.canTransfer) refuse('transfer-allowed', 'the key can move funds to other accounts; make one that cannot')
  if (!permissions.canRead) refuse('no-read-permission', 'the key cannot read the account; allow it to')
  if (!permissions.canTrade) refuse('no-trade-permission', 'the key cannot trade on the spot market; allow it to')
  const { tradingUntil } = permissions
  if (tradingUntil !== undefined && tradingUntil <= now)
    refuse('trading-expired', 'the venue has ended trading with this key; make a new one, restricted to your address')
  const worst = Math.abs(clock.offset) + clock.uncertainty
  // Written so that a measurement that is no number is refused too.
  if (!(worst <= maxClockOffset))
    refuse('clock-offset', `the clock is off by up to ${String(worst)} ms, more than ${String(maxClockOffset)}; set it`)
  if (!permissions.ipRestricted)
    verdicts.push({
      verdict: 'warning',
      code: 'not-ip-restricted',
      message: 'the key works from any address; restrict it to yours at the venue',
    })
  return verdicts
}
