import type { SentinelConfig } from '../../contract/index.ts'
import { type ClockReading, exchangeId, instrumentId, type Millis, type RuleCheck } from '../../domain/index.ts'
import type { EngineState } from '../../engine/index.ts'
import { checkLiveAccess, type LiveVerdict } from '../../execution/index.ts'
import type { KeyPermissions, LiveVenue, VenueLink } from '../../ports/index.ts'

export interface Access {
  readonly permissions: KeyPermissions
  readonly clock: ClockReading
}

/** The account's answer, or in words why there is none. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

const check = (code: string, passed: boolean, measured: string, limit: string): RuleCheck => ({ code, measured, limit, passed })

export interface AccessChecks {
  readonly checks: readonly RuleCheck[]
  readonly warnings: readonly string[]
  /** The keys must not be used for trading. */
  readonly refused: boolean
}

/** What the keys may do, and how far the clocks are apart. */
export function accessChecks(answer: Answer<Access>, maxClockOffset: number, now: Millis): AccessChecks {
  const limits = { keys: 'may read and trade, not withdraw', clock: `${String(maxClockOffset)} ms` }
  if (!answer.ok)
    return {
      checks: [
        check('key-permissions', false, answer.reason, limits.keys),
        check('clock-offset', false, 'not measured', limits.clock),
      ],
      warnings: [],
      refused: false,
    }
  const { permissions, clock } = answer.value
  const verdicts = checkLiveAccess({ permissions, clock, maxClockOffset, now })
  const refused = verdicts.filter(({ verdict }) => verdict === 'refused')
  const ofKeys = refused.filter(({ code }) => code !== 'clock-offset')
  const words = (list: readonly LiveVerdict[], fine: string): string =>
    list.length === 0 ? fine : list.map(({ message }) => message).join('; ')
  const offset = `${String(Math.round(clock.offset))} ms`
  const ofClock = refused.filter(({ code }) => code === 'clock-offset')
  return {
    checks: [
      check('key-permissions', ofKeys.length === 0, words(ofKeys, limits.keys), limits.keys),
      check('clock-offset', ofClock.length === 0, words(ofClock, offset), limits.clock),
    ],
    warnings: verdicts.filter(({ verdict }) => verdict === 'warning').map(({ message }) => message),
    refused: ofKeys.length > 0,
  }
}

export const accountCheck = (answer: Answer<unknown>): RuleCheck =>
  check('account-readable', answer.ok, answer.ok ? 'read' : answer.reason, 'balances, orders and trades can be read')

export const linkCheck = ({ state, reason }: VenueLink): RuleCheck =>
  check('account-stream', state === 'live', `${state}: ${reason}`, 'live')

export const journalCheck = ({ journalWritable }: EngineState): RuleCheck =>
  check('journal', journalWritable, journalWritable ? 'writable' : 'cannot be written', 'writable')

export function outcomesCheck(venue: Pick<LiveVenue, 'unknown'>): RuleCheck {
  const unknown = venue.unknown()
  return check('outcomes', unknown.length === 0, `${String(unknown.length)} not known`, '0 not known')
}

export const settledCheck = (open: number): RuleCheck =>
  check('reconciled', open === 0, `${String(open)} open`, '0 open differences')

/** Every market of the exchange that the configuration names has a price or a book that is fresh. */
export function marketCheck(config: SentinelConfig, exchange: string, state: EngineState, now: Millis): RuleCheck {
  const most = config.approval.maxDataAgeMs
  const symbols = config.exchanges.find(({ id }) => id === exchange)?.symbols ?? []
  const old = symbols.flatMap((symbol) => {
    const id = instrumentId(exchangeId(exchange), symbol)
    const seen = Math.max(state.quotes.get(id)?.receivedTime ?? 0, state.booksSeen.get(id) ?? 0)
    if (now - seen <= most) return []
    return [seen === 0 ? `${symbol} never seen` : `${symbol} ${String(now - seen)} ms`]
  })
  return check('market-data', old.length === 0, old.length === 0 ? 'every market is fresh' : old.join(', '), `${String(most)} ms`)
}
