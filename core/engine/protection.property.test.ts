import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  notional,
  type Price,
  price,
  type Quantity,
  quantity,
  rate,
  roundToStep,
  signalId,
  strategyId,
  subtract,
} from '../domain/index.ts'
import { isProtective, restsWhole } from '../execution/index.ts'
import { protectionScene, type ProtectionScene } from '../testing/protection-scene.ts'
import type { CancelFault, SubmitFault } from '../testing/strict-venue.ts'
import { BTC, btcInstrument } from '../testing/trading-harness.ts'
import { committedToSell, openQuantity, positionViews, protectiveOrders } from './index.ts'

const at = (whole: number): Price => price(String(whole))
const size = (tenths: number): Quantity => quantity((tenths / 10).toFixed(1))

const OPERATIONS = {
  process: (s: ProtectionScene) => void s.venue.processNext(),
  deliver: (s: ProtectionScene) => void s.venue.deliverNext(),
  settle: (s: ProtectionScene) => s.settle(),
  buy: (s: ProtectionScene, n: number) => {
    s.quote(s.venue.bid)
    const levels = {
      stop: (s.venue.bid - at(3 + (n % 4))) as Price,
      ...(n % 3 === 0 ? {} : { target: (s.venue.bid + at(4)) as Price }),
    }
    const base = {
      type: 'SubmitOrder',
      instrument: BTC,
      side: 'buy',
      quantity: size(1 + (n % 30)),
      timeInForce: 'GTC',
      reduceOnly: false,
    } as const
    const trail = n % 5 === 0 ? { trail: rate('0.05') } : {}
    if (n % 2 === 0) s.command({ ...base, orderType: 'market', ...levels, ...trail })
    else s.command({ ...base, orderType: 'limit', limitPrice: s.venue.bid, ...levels, ...trail })
  },
  trade: (s: ProtectionScene, n: number) => s.venue.trade(n, ((n % 4) + 1) / 4),
  quote: (s: ProtectionScene, n: number) => s.quote(at(90 + (n % 21))),
  fall: (s: ProtectionScene, n: number) => {
    s.quote(at(90 + (n % 21)))
    s.venue.trigger(n % 2 === 0)
  },
  trigger: (s: ProtectionScene, n: number) => s.venue.trigger(n % 2 === 0),
  drop: (s: ProtectionScene, n: number) => s.venue.drop(n),
  tick: (s: ProtectionScene, n: number) => s.tick(n % 4 === 0 ? 6_000 : 1_000),
  submitFault: (s: ProtectionScene, n: number) => {
    s.venue.submitFault = (['reject', 'lost', 'no-answer', 'thin'] as const satisfies readonly SubmitFault[])[n % 4]
  },
  cancelFault: (s: ProtectionScene, n: number) => {
    s.venue.cancelFault = (['unanswered', 'unknown'] as const satisfies readonly CancelFault[])[n % 2]
  },
  protect: (s: ProtectionScene, n: number) => {
    const { bid } = s.venue
    const target = n % 3 === 0 ? null : ((bid + at(1 + (n % 6))) as Price)
    s.command({ type: 'SetProtection', instrument: BTC, stop: n % 7 === 0 ? null : ((bid - at(1 + (n % 8))) as Price), target })
  },
  flatten: (s: ProtectionScene) => void s.command({ type: 'Flatten' }),
  kill: (s: ProtectionScene, n: number) => void s.command({ type: 'Kill', flatten: n % 2 === 0 }),
  rearm: (s: ProtectionScene) => void s.command({ type: 'Rearm' }),
  exitSignal: (s: ProtectionScene, n: number) => {
    const votes = [{ strategy: strategyId('ema-trend'), stance: 'flat', confidence: 0.8, weight: 1 }] as const
    const candidate = {
      instrument: BTC,
      timeframe: '1m',
      action: 'sell',
      confidence: 0.8,
      votes,
      conflict: 0,
      entry: s.venue.bid,
      reasoning: [],
    } as const
    s.engine.handle({
      type: 'CandidateReceived',
      candidate: {
        ...candidate,
        id: signalId(`s${String(n)}-${String(s.clock.now())}-${String(s.engine.state.signals.size)}`),
        createdAt: s.clock.now(),
      },
      gapOpen: false,
    })
  },
  cancelOne: (s: ProtectionScene, n: number) => {
    const orders = [...s.engine.state.working]
    const id = orders[n % Math.max(orders.length, 1)]
    if (id !== undefined) s.command({ type: 'CancelOrder', orderId: id })
  },
  cancelAll: (s: ProtectionScene) => void s.command({ type: 'CancelAll' }),
  sell: (s: ProtectionScene, n: number) => {
    const base = {
      type: 'SubmitOrder',
      instrument: BTC,
      side: 'sell',
      quantity: size(1 + (n % 15)),
      timeInForce: 'GTC',
      reduceOnly: true,
    } as const
    if (n % 2 === 0) s.command({ ...base, orderType: 'market' })
    else s.command({ ...base, orderType: 'limit', limitPrice: (s.venue.bid + at(9)) as Price })
  },
  restart: (s: ProtectionScene) => s.restart(),
} as const satisfies Record<string, (s: ProtectionScene, n: number) => void>
type Operation = keyof typeof OPERATIONS

const often = ['process', 'deliver', 'process', 'deliver', 'settle', 'trade', 'tick', 'quote', 'fall', 'protect'] as const
const seldom = ['flatten', 'kill', 'rearm', 'cancelAll', 'restart'] as const
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Operation[]>(...often) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...(Object.keys(OPERATIONS) as Operation[]).filter((name) => !seldom.some((each) => each === name)),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<Operation[]>(...seldom) },
)
const steps = fc.array(fc.tuple(operation, fc.nat(1_000)), { minLength: 5, maxLength: 60, size: 'max' })
/** Most begin with a position that has its protection. */
const story = fc.tuple(fc.nat(1_000), fc.boolean(), steps).map(
  ([n, bought, rest]) =>
    [
      ...(bought
        ? ([
            ['buy', 2 * n],
            ['settle', 0],
          ] as const)
        : []),
      ...rest,
    ] as const,
)

/** Whatever of the position could be sold is protected: by a sale on its way, or by an order of the venue that the market has reached. */
function stopActs({ engine, venue }: ProtectionScene): void {
  const { state } = engine
  const position = state.positions.get(BTC)
  if (position?.stop === undefined || venue.bid > position.stop) return
  const free = roundToStep(subtract(openQuantity(state, BTC), committedToSell(state, BTC)), btcInstrument.lotSize)
  if (free <= 0n) return
  const resting = restsWhole(protectiveOrders(state, BTC), 'exit-stop', free)
  expect(resting?.stopPrice ?? 0n, 'a stop acts').toBeGreaterThanOrEqual(venue.bid)
}

/** Nothing new happens, all answers come, and the market stands between the levels. */
function calm(s: ProtectionScene): void {
  s.venue.submitFault = undefined
  s.venue.cancelFault = undefined
  for (let round = 0; round < 40; round += 1) {
    s.settle()
    const { stop, target } = s.position() ?? {}
    if (stop !== undefined && target !== undefined) s.quote(roundToStep(((stop + target) / 2n) as Price, at(1)))
    else if (stop !== undefined) s.quote((stop + at(1)) as Price)
    else if (target !== undefined) s.quote((target - at(1)) as Price)
    s.venue.trigger(true)
    s.settle()
    s.tick(round % 10 === 9 ? 301_000 : 1_000)
  }
  s.settle()
}

function atRest(s: ProtectionScene): void {
  const { state } = s.engine
  const position = s.position()
  const held = position?.quantity ?? 0n
  expect(held).toBe(s.venue.held)
  const there = s.venue.sales().filter(isProtective)
  const here = protectiveOrders(state, BTC)
  expect(new Set(there.map(({ id }) => id))).toEqual(new Set(here.map(({ id }) => id)))
  expect(
    [...state.working].map((id) => state.orders.get(id)?.state).filter((each) => each !== 'accepted' && each !== 'partial'),
  ).toEqual([])
  const free = (held - committedToSell(state, BTC)) as Quantity
  const [view] = positionViews(state)
  if (free === 0n || position?.stop === undefined) {
    expect(there).toEqual([])
    return
  }
  expect(state.flattening.size).toBe(0)
  if (state.localProtection.has(BTC)) {
    // Only a person keeps it away for ever, and its size: all else is tried again.
    const codes = ['by-hand', ...(notional(position.stop, free) < btcInstrument.minNotional ? ['below-minimum'] : [])]
    expect(codes).toContain(state.localProtection.get(BTC)?.code)
    expect(there).toEqual([])
    expect(view?.stopResting).toBe('local')
    return
  }
  const purposes = there.map(({ purpose }) => purpose).sort()
  expect(purposes).toEqual(position.target === undefined ? ['exit-stop'] : ['exit-stop', 'exit-target'])
  expect(there.map(({ quantity: each }) => each)).toEqual(there.map(() => free))
  expect(view?.stopResting).toBe(free === held ? 'venue' : 'local')
}

describe('a position protected at its venue', () => {
  it('is never sold twice nor promised twice, always has a stop that acts, and has one that rests once all is calm', () => {
    fc.assert(
      fc.property(story, (operations) => {
        const s = protectionScene()
        s.quote(at(100))
        for (const [name, n] of operations) {
          OPERATIONS[name](s, n)
          if (name === 'quote' || name === 'fall') stopActs(s)
          expect(s.venue.violations, name).toEqual([])
        }
        calm(s)
        expect(s.venue.violations).toEqual([])
        atRest(s)
      }),
      { numRuns: 250 },
    )
  })

  it('is flat once flattened or killed, whatever rests and whatever the venue did not answer', () => {
    fc.assert(
      fc.property(story, fc.boolean(), (operations, kill) => {
        const s = protectionScene()
        s.quote(at(100))
        for (const [name, n] of operations) OPERATIONS[name](s, n)
        // An entry whose fill is not heard of yet is no position to sell.
        s.settle()
        s.command(kill ? { type: 'Kill', flatten: true } : { type: 'Flatten' })
        s.venue.submitFault = undefined
        for (let round = 0; round < 60; round += 1) {
          if (round < 15) s.venue.cancelFault = round % 3 === 0 ? 'unknown' : 'unanswered'
          else s.venue.cancelFault = undefined
          s.settle()
          s.tick()
        }
        s.settle()
        expect(s.venue.violations).toEqual([])
        expect([s.venue.held, s.position()?.quantity ?? 0n]).toEqual([0n, 0n])
        expect(s.engine.state.working.size).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})
