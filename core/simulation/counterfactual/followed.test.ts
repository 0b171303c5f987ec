import { describe, expect, it } from 'vitest'
import { HOUR, money, price, quantity, rate, type SignalId, strategyId, toJson } from '../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../engine/index.ts'
import {
  overrideJournals,
  overrideSession,
  type OverrideSession,
  type OverrideSessionOptions,
} from '../../testing/override-session.ts'
import { MOST_FOLLOWED } from './alone.ts'
import { overrideReport, type OverrideRow, readOverrides } from './index.ts'

const config = {
  filter: { minConfidence: 0.5, cooldown: 0, strategyCooldown: 0 },
  sizing: { minFraction: 0.1, maxFraction: 0.1, kellyFraction: 0.25 },
} as const

function begin(options: OverrideSessionOptions = {}): OverrideSession {
  const session = overrideSession({ config, ...options })
  session.market('100.00', '100.01', '100')
  return session
}

const reject = (session: OverrideSession, id: SignalId): void => {
  expect(session.h.command({ type: 'RejectSignal', signalId: id, reason: 'not today' })).toMatchObject({ ok: true })
}

/** Lets orders arrive, moves the market, and lets what follows arrive too. */
function moveTo(session: OverrideSession, bid: string, ask: string): void {
  session.h.clock.advance(20)
  session.market(bid, ask, '100')
  session.h.clock.advance(20)
  session.market(bid, ask, '100')
}

const rowOf = (session: OverrideSession, id: SignalId): OverrideRow => {
  const row = session.counterfactual.rows().find(({ signalId }) => signalId === id)
  if (row === undefined) throw new Error(`there is a row of ${id}`)
  return row
}

/** 10 % of 10,000 at 100.01 on the lot grid. */
const SIZE = quantity('9.999')
const exact = (sold: string): unknown => {
  const fee = (at: string): number => Number(at) * 9.999 * 0.001
  return expect.closeTo((Number(sold) - 100.01) * 9.999 - fee(sold) - fee('100.01'), 6) as unknown
}
const amount = (value: bigint | undefined): number => Number(value ?? 0n) / 1e24

describe('a rejected signal is followed', () => {
  it.each([
    ['exit-stop', '94.50', '94.60', '94.50'],
    // The target rests at its own price, which is what it gets.
    ['exit-target', '110.20', '110.30', '110'],
  ] as const)('to its %s, after fees, to the last digit of the market`s prices', (exit, bid, ask, sold) => {
    const session = begin()
    const id = session.propose()
    reject(session, id)
    moveTo(session, bid, ask)
    const row = rowOf(session, id)
    expect(row).toMatchObject({ outcome: 'rejected', reason: 'not today', decidedBy: 'user', entry: price('100.01') })
    expect(row.counterfactual).toMatchObject({ quantity: SIZE, entryPrice: price('100.01'), exitPrice: price(sold), exit })
    expect(amount(row.counterfactual?.pnl)).toEqual(exact(sold))
    expect(row.effect).toBe(-(row.counterfactual?.pnl ?? 0n))
    expect(row.real).toBeUndefined()
    expect(session.h.engine.state.orders.size).toBe(0)
    expect(session.h.engine.state.cash).toBe(money('10000'))
  })

  it('to the opposite signal, which the real account has nothing to sell for', () => {
    const session = begin()
    const id = session.propose()
    reject(session, id)
    moveTo(session, '102.00', '102.01')
    session.propose({ action: 'sell', entry: price('102') })
    moveTo(session, '102.00', '102.01')
    expect(rowOf(session, id).counterfactual).toMatchObject({ exit: 'exit-signal', exitPrice: price('102') })
  })

  it('by itself to its horizon, when what was rejected before it would still be held', () => {
    const session = begin({ horizon: HOUR })
    reject(session, session.propose())
    moveTo(session, '101.00', '101.01')
    const second = session.propose({ entry: price('101.01'), stop: price('90'), target: price('120') })
    reject(session, second)
    moveTo(session, '102.00', '102.01')
    expect(rowOf(session, second).alone).toMatchObject({ entryPrice: price('101.01') })
    expect(rowOf(session, second).alone?.exitedAt).toBeUndefined()
    session.tick(HOUR)
    moveTo(session, '103.00', '103.01')
    const row = rowOf(session, second)
    expect(row.alone).toMatchObject({ exit: 'horizon', exitPrice: price('102') })
    expect([row.effect, row.counterfactual]).toEqual([undefined, undefined])
    expect(row.aloneEffect).toBe(-(row.alone?.pnl ?? 0n))
  })
})

it('a rejected signal more than can be followed at once says so, and those which the account took need no room', () => {
  const session = begin()
  const ids = Array.from({ length: MOST_FOLLOWED + 2 }, () => {
    const id = session.propose()
    reject(session, id)
    session.h.clock.advance(20)
    session.market('100.00', '100.01', '100')
    return id
  })
  const rows = ids.map((id) => rowOf(session, id))
  expect(rows[0]?.counterfactual).toBeDefined()
  expect(rows.slice(1, -1).every(({ alone }) => alone !== undefined)).toBe(true)
  expect(rows.at(-1)).toMatchObject({ unfollowed: 'too many signals were followed at once' })
  moveTo(session, '110.20', '110.30')
  session.tick()
  session.market('110.20', '110.30', '100')
  const later = session.propose({ entry: price('110.30'), stop: price('100'), target: price('130') })
  reject(session, later)
  session.h.clock.advance(20)
  expect(rowOf(session, later)).not.toHaveProperty('unfollowed')
})

describe('what else stands between a proposal and its order', () => {
  it('an edit: the size that was proposed is followed too', () => {
    const session = begin()
    const id = session.propose()
    session.h.command({ type: 'ApproveSignal', signalId: id, quantity: quantity('4.999') })
    moveTo(session, '110.20', '110.30')
    const row = rowOf(session, id)
    expect(row).toMatchObject({ outcome: 'edited', real: { quantity: quantity('4.999') }, counterfactual: { quantity: SIZE } })
    expect((row.real?.pnl ?? 0n) - (row.counterfactual?.pnl ?? 0n)).toBe(row.effect)
    expect(amount(row.effect)).toBeLessThan(-40)
  })

  it('a limit of the account, but not what makes a fill unbelievable', () => {
    const session = begin({ config: { ...config, risk: { ...DEFAULT_TRADING_CONFIG.risk, maxPosition: rate('0.05') } } })
    const id = session.propose()
    moveTo(session, '110.20', '110.30')
    expect(rowOf(session, id)).toMatchObject({ outcome: 'blocked', failed: ['max-position'], alone: { quantity: SIZE } })
    session.h.clock.advance(2_000)
    const late = session.propose({ entry: price('110.30'), stop: price('100'), target: price('130') })
    session.h.clock.advance(20)
    const row = rowOf(session, late)
    expect(row).toMatchObject({ failed: ['fresh-price', 'max-position'] })
    expect([row.alone, row.unfollowed]).toEqual([undefined, expect.stringContaining('fresh-price')])
  })

  it('an advice, which is followed by itself', () => {
    const approval = { ...DEFAULT_TRADING_CONFIG.approval, defaultMode: 'advisory', timeToLive: 5_000 } as const
    const session = begin({ config: { ...config, approval } })
    const id = session.propose()
    session.tick(6_000)
    moveTo(session, '110.20', '110.30')
    expect(rowOf(session, id)).toMatchObject({ outcome: 'expired', alone: { exit: 'exit-target' } })
    expect(session.counterfactual.comparison().counterfactual).toBe(money('0'))
  })

  it('a strategy that was switched off', () => {
    const session = begin()
    session.h.command({ type: 'SetStrategyEnabled', strategy: strategyId('ema-trend'), enabled: false })
    const id = session.propose()
    moveTo(session, '110.20', '110.30')
    expect(rowOf(session, id)).toMatchObject({ outcome: 'vetoed', counterfactual: { exit: 'exit-target' } })
  })

  it('nothing is followed that was made over a hole in the data, and the row says why', () => {
    const session = begin()
    const id = session.propose({}, true)
    moveTo(session, '110.20', '110.30')
    const row = rowOf(session, id)
    expect(row).toMatchObject({ outcome: 'blocked', failed: ['no-open-gap'] })
    expect([row.counterfactual, row.alone, row.unfollowed]).toEqual([
      undefined,
      undefined,
      expect.stringContaining('no-open-gap'),
    ])
  })
})

describe('after a restart', () => {
  it('goes on with what was followed, as if nothing had happened', () => {
    const play = (restart: boolean): string => {
      let session = begin()
      reject(session, session.propose({ id: 'first' as SignalId }))
      moveTo(session, '101.00', '101.01')
      reject(session, session.propose({ id: 'second' as SignalId, entry: price('101.01') }))
      session.h.clock.advance(20)
      if (restart) {
        session = overrideSession({ config, journals: session.journals, start: session.h.now() })
        session.market('101.00', '101.01', '100')
      } else session.market('101.00', '101.01', '100')
      moveTo(session, '110.20', '110.30')
      expect(session.h.engine.state.orders.size).toBe(0)
      return toJson({ rows: session.counterfactual.rows(), comparison: session.counterfactual.comparison() })
    }
    expect(play(true)).toBe(play(false))
    expect(play(true)).toContain('"alone"')
  })

  it('a trader that has traded before begins with what it has now, and its old signals are no rows', () => {
    const before = begin()
    before.h.command({ type: 'ApproveSignal', signalId: before.propose({ id: 'old' as SignalId }) })
    moveTo(before, '110.20', '110.30')
    const gained = before.counterfactual.comparison().pnl
    expect(gained).not.toBe(money('0'))
    const { real } = before.journals
    const session = overrideSession({ config, journals: { ...overrideJournals(), real }, start: before.h.now() + 1_000 })
    session.market('100.00', '100.01', '100')
    expect(session.counterfactual.comparison()).toMatchObject({ pnl: money('0'), counterfactual: money('0') })
    expect(session.counterfactual.rows()).toEqual([])
  })

  it('reads the same rows from the records alone', () => {
    const session = begin()
    const id = session.propose()
    reject(session, id)
    moveTo(session, '110.20', '110.30')
    session.tick(70_000)
    const read = readOverrides(session.journals)
    expect(toJson(read.rows)).toBe(toJson(session.counterfactual.rows()))
    expect(read.comparison).toEqual(session.counterfactual.comparison())
    expect(overrideReport(read.comparison, read.rows, 'reason').groups.map(({ key }) => key)).toEqual(['rejected: not today'])
  })
})

describe('the account that approves everything', () => {
  it('leaves to advice what is made advice, now or before it began', () => {
    const advise = (session: OverrideSession): void => {
      session.h.command({ type: 'SetApprovalMode', strategy: null, mode: 'advisory' })
    }
    const now = begin()
    advise(now)
    const { real } = now.journals
    const later = overrideSession({ config, journals: { ...overrideJournals(), real }, start: now.h.now() })
    later.market('100.00', '100.01', '100')
    for (const session of [now, later]) {
      const id = session.propose()
      session.h.clock.advance(20)
      const row = rowOf(session, id)
      expect([row.outcome, row.counterfactual, row.alone === undefined]).toEqual(['pending', undefined, false])
    }
    now.h.command({ type: 'SetApprovalMode', strategy: null, mode: 'manual' })
    now.tick(61_000)
    now.market('100.00', '100.01', '100')
    const id = now.propose()
    now.h.clock.advance(20)
    expect(rowOf(now, id).counterfactual).toBeDefined()
  })

  it('trails its stops as the real one would', () => {
    const session = begin()
    const id = session.propose({ trail: rate('0.02'), target: price('200') })
    reject(session, id)
    moveTo(session, '120.00', '120.01')
    moveTo(session, '117.60', '117.61')
    expect(rowOf(session, id).counterfactual).toMatchObject({ exit: 'exit-stop', exitPrice: price('117.6') })
  })

  it('goes on the next day after its own losses, and at once when the real trader is armed again', () => {
    const losing = { ...config, risk: { ...DEFAULT_TRADING_CONFIG.risk, maxConsecutiveLosses: 1 } }
    const halted = (): OverrideSession => {
      const session = begin({ config: losing })
      reject(session, session.propose())
      moveTo(session, '94.00', '94.01')
      session.tick()
      session.market('94.00', '94.01', '100')
      const blocked = session.propose({ entry: price('94.01'), stop: price('90'), target: price('100') })
      session.h.clock.advance(20)
      expect(rowOf(session, blocked).counterfactual).toBeUndefined()
      reject(session, blocked)
      return session
    }
    const taken = (session: OverrideSession): boolean => {
      session.market('94.00', '94.01', '100')
      const id = session.propose({ entry: price('94.01'), stop: price('90'), target: price('100') })
      session.h.clock.advance(20)
      return rowOf(session, id).counterfactual !== undefined
    }
    const waited = halted()
    waited.tick(24 * HOUR)
    expect(taken(waited)).toBe(true)
    const armed = halted()
    armed.h.command({ type: 'Kill', flatten: false })
    armed.tick()
    expect(taken(armed)).toBe(false)
    armed.h.command({ type: 'Rearm' })
    armed.tick()
    expect(taken(armed)).toBe(true)
  })
})
