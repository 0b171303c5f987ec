import { describe, expect, it } from 'vitest'
import {
  type CandidateSignal,
  millis,
  price,
  quantity,
  type Signal,
  signalId,
  type StrategyId,
  strategyId,
  type Vote,
} from '../../domain/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { effectiveMode, type FilterConfig, type FilterView, filterCandidate } from './filter.ts'

const vote = (name: string, stance: Vote['stance'] = 'long'): Vote => ({
  strategy: strategyId(name),
  stance,
  confidence: 0.8,
  weight: 1,
})
const candidate = (change: Partial<CandidateSignal> = {}): CandidateSignal => ({
  id: signalId('s'),
  instrument: BTC.id,
  timeframe: '1m',
  action: 'buy',
  confidence: 0.8,
  votes: [vote('a')],
  conflict: 0,
  entry: price('100'),
  reasoning: [],
  createdAt: millis(0),
  ...change,
})
const CONFIG: FilterConfig = { minConfidence: 0.5, cooldown: 60_000, strategyCooldown: 30_000 }
const NOW = 1_000_000
const VIEW: FilterView = {
  listed: true,
  held: quantity('0'),
  openedBySignal: false,
  entryWorking: false,
  pending: undefined,
  lastSignalAt: undefined,
  lastVotedAt: () => undefined,
  at: millis(NOW),
}
const held = { held: quantity('1'), openedBySignal: true }
const pending: Signal = {
  ...candidate({ id: signalId('waits') }),
  state: 'PENDING',
  mode: 'manual',
  quantity: quantity('1'),
  notional: 0n as Signal['notional'],
  checks: [],
  gapOpen: false,
  expiresAt: millis(NOW + 1),
}
/** The code of a refusal, or `kept`; with what it supersedes. */
function verdict(change: Partial<CandidateSignal>, view: Partial<FilterView> = {}, config: Partial<FilterConfig> = {}): string {
  const found = filterCandidate(candidate(change), { ...CONFIG, ...config }, { ...VIEW, ...view })
  const superseded = 'supersede' in found && found.supersede !== undefined ? ` supersedes ${found.supersede.id}` : ''
  return `${found.keep ? 'kept' : found.code}${superseded}`
}
const voted = (times: Readonly<Record<string, number>>): Partial<FilterView> => ({
  lastVotedAt: (strategy: StrategyId) => (times[strategy] === undefined ? undefined : millis(times[strategy])),
})

describe('filter', () => {
  it('wants the least confidence itself, and not a hair less', () => {
    expect(verdict({ confidence: 0.5 })).toBe('kept')
    expect(verdict({ confidence: 0.5 - 1e-9 })).toBe('low-confidence')
    expect(verdict({ confidence: 0 }, {}, { minConfidence: 0 })).toBe('kept')
  })

  it('does not buy again while an entry still buys, and always sells', () => {
    expect(verdict({}, { entryWorking: true })).toBe('entry-working')
    expect(verdict({ action: 'sell' }, { ...held, entryWorking: true })).toBe('kept')
  })

  it('is silent on a market until the very millisecond at which its cool-down ends', () => {
    expect(verdict({}, { lastSignalAt: millis(NOW - 59_999) })).toBe('cool-down')
    expect(verdict({}, { lastSignalAt: millis(NOW - 60_000) })).toBe('kept')
    expect(verdict({}, { lastSignalAt: millis(NOW) }, { cooldown: 0 })).toBe('kept')
    // Stamped by a clock that was ahead: still within it.
    expect(verdict({}, { lastSignalAt: millis(NOW + 1) })).toBe('cool-down')
  })

  it('is silent about a strategy on every market until its own cool-down ends', () => {
    expect(verdict({}, voted({ a: NOW - 29_999 }))).toBe('strategy-cool-down')
    expect(verdict({}, voted({ a: NOW - 30_000 }))).toBe('kept')
    expect(verdict({}, voted({ a: NOW + 1 }), { strategyCooldown: 0 })).toBe('kept')
    expect(verdict({}, voted({ a: NOW + 1 }))).toBe('strategy-cool-down')
    expect(verdict({}, voted({ other: NOW }))).toBe('kept')
  })

  it('one strategy that is not cooling down is enough; one that votes against does not count', () => {
    const both = { votes: [vote('a'), vote('b')] }
    expect(verdict(both, voted({ a: NOW - 1, b: NOW - 2 }))).toBe('strategy-cool-down')
    expect(verdict(both, voted({ a: NOW - 1, b: NOW - 30_000 }))).toBe('kept')
    expect(verdict({ votes: [vote('a'), vote('b', 'flat')] }, voted({ a: NOW - 1 }))).toBe('strategy-cool-down')
    const found = filterCandidate(candidate(both), CONFIG, { ...VIEW, ...voted({ a: NOW - 1, b: NOW - 2 }) })
    expect(found).toMatchObject({ reason: expect.stringMatching(/^b had an entry signal 2 ms ago, and the others/) as string })
  })

  it('no cool-down holds back an exit', () => {
    const cooling = { ...held, lastSignalAt: millis(NOW - 1), ...voted({ a: NOW - 1 }) }
    expect(verdict({ action: 'sell', votes: [vote('a', 'flat')] }, cooling)).toBe('kept')
  })

  it('proposes a market once: neither beside a signal that waits nor on top of a position', () => {
    expect(verdict({}, { pending })).toBe('duplicate')
    expect(verdict({}, held)).toBe('position-open')
    expect(verdict({}, { held: quantity('0.000000000001'), openedBySignal: true })).toBe('position-open')
    expect(verdict({}, { listed: false })).toBe('unknown-instrument')
  })

  it('an opposite view takes back the signal that waits, whether or not there is something to sell', () => {
    expect(verdict({ action: 'sell' }, { pending })).toBe('nothing-to-sell supersedes waits')
    expect(verdict({ action: 'sell' }, { ...held, pending })).toBe('kept supersedes waits')
    expect(verdict({ action: 'sell' })).toBe('nothing-to-sell')
    expect(verdict({ action: 'sell' }, { ...held, openedBySignal: false })).toBe('held-by-hand')
    // What was bought by hand stays; what the strategies proposed beside it does not.
    expect(verdict({ action: 'sell' }, { ...held, openedBySignal: false, pending })).toBe('held-by-hand supersedes waits')
    // Too unsure to be heard at all.
    expect(verdict({ action: 'sell', confidence: 0.4 }, { pending })).toBe('low-confidence')
  })

  it('a purchase takes back an advice to sell that waits, whatever becomes of the purchase', () => {
    const advised: Signal = { ...pending, action: 'sell', mode: 'advisory' }
    expect(verdict({}, { pending: advised })).toBe('kept supersedes waits')
    expect(verdict({}, { ...held, pending: advised })).toBe('position-open supersedes waits')
    expect(verdict({}, { entryWorking: true, pending: advised })).toBe('entry-working supersedes waits')
  })

  it('is as careful as the most careful strategy behind it', () => {
    const modeOf = (strategy: StrategyId) => (strategy === 'x' ? 'advisory' : strategy === 'm' ? 'manual' : 'auto')
    const mode = (...names: string[]) => effectiveMode(candidate({ votes: names.map((name) => vote(name)) }), modeOf)
    expect([mode('a'), mode('a', 'm'), mode('m', 'x', 'a'), mode()]).toEqual(['auto', 'manual', 'advisory', 'manual'])
    expect(effectiveMode(candidate({ votes: [vote('a'), vote('x', 'flat')] }), modeOf)).toBe('auto')
  })
})
