import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis, type Order, type OrderState, price, quantity, type Quantity } from '../domain/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import { btcInstrument } from '../testing/trading-harness.ts'
import {
  isProtective,
  protectionChange,
  type ProtectionPace,
  retryAfter,
  type WantedProtection,
  wantedProtection,
} from './index.ts'

const capabilities = { ...PLAIN_VENUE, types: ['market', 'limit', 'stop'], pairs: true } as const
const input = {
  instrument: btcInstrument,
  stop: price('95'),
  target: price('110'),
  free: quantity('1'),
  capabilities,
  local: undefined,
} as const

describe('what is wanted at the venue', () => {
  it('is for what may be sold, on the grids of the market', () => {
    expect(wantedProtection({ ...input, stop: price('95.009'), target: price('110.001'), free: quantity('0.123456') })).toEqual({
      kind: 'rest',
      quantity: quantity('0.12345'),
      stop: price('95'),
      target: price('110.01'),
    })
  })

  it.each([
    ['there is no stop', { stop: undefined }],
    ['nothing may be sold', { free: quantity('0') }],
    ['less than one lot is left', { free: quantity('0.000009') }],
    ['the venue keeps no stops', { capabilities: PLAIN_VENUE }],
    ['the stop is below the first tick', { stop: price('0.001') }],
  ])('is nothing where %s', (_why, change) => {
    expect(wantedProtection({ ...input, ...change })).toEqual({ kind: 'nothing' })
  })

  it('is no smaller than the venue takes, to one lot, by quantity and by value at the stop', () => {
    const kind = (free: Quantity, change: object = {}) => wantedProtection({ ...input, free, ...change }).kind
    // 5 at the stop of 95 are 0.05263158 of it.
    expect([kind(quantity('0.05263')), kind(quantity('0.05264'))]).toEqual(['local', 'rest'])
    const instrument = { ...btcInstrument, minQuantity: quantity('0.5') }
    expect([kind(quantity('0.49999'), { instrument }), kind(quantity('0.5'), { instrument })]).toEqual(['local', 'rest'])
  })
})

const STATES = ['submitted', 'accepted', 'partial', 'cancelling', 'unknown'] as const satisfies readonly OrderState[]
const pace: ProtectionPace = { at: millis(1_000_000), trail: undefined, trailStepBps: 10, bid: price('100'), local: undefined }
const leg = (change: Partial<Order>): Order =>
  ({
    purpose: 'exit-stop',
    type: 'stop',
    side: 'sell',
    stopPrice: price('95'),
    quantity: quantity('1'),
    filled: quantity('0'),
    state: 'accepted',
    createdAt: millis(0),
    ...change,
  }) as Order
const { stopPrice: _stop, ...unpriced } = leg({})
const sell: Order = { ...unpriced, purpose: 'exit-target', type: 'limit', limitPrice: price('110') }
const wanted: WantedProtection = { kind: 'rest', quantity: quantity('1'), stop: price('95'), target: price('110') }

describe('the next step', () => {
  it('places only where nothing works, whatever else there is', () => {
    const legs = fc.array(
      fc.record({ state: fc.constantFrom(...STATES), filled: fc.constantFrom(quantity('0'), quantity('0.4')) }).map(leg),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(legs, (working) => {
        expect(protectionChange(wanted, working, pace)).not.toBe('place')
      }),
    )
    expect(protectionChange(wanted, [], pace)).toBe('place')
  })

  it('is none where what is wanted rests, and a cancel where anything of it differs', () => {
    expect(protectionChange(wanted, [leg({}), sell], pace)).toBe('wait')
    for (const working of [
      [leg({})],
      [sell],
      [leg({}), leg({}), sell],
      [leg({ quantity: quantity('0.9') }), sell],
      [leg({ filled: quantity('0.1') }), sell],
      [leg({ stopPrice: price('95.01') }), sell],
      [leg({}), { ...sell, limitPrice: price('110.01') }],
    ])
      expect(protectionChange(wanted, working, pace)).toBe('cancel')
    expect(protectionChange({ kind: 'nothing' }, [leg({})], pace)).toBe('cancel')
    expect(protectionChange({ kind: 'nothing' }, [], pace)).toBe('wait')
  })

  it('sends nothing that would trigger at once, to one tick, nor before the venue is to be asked again', () => {
    const at = (bid: string) => protectionChange(wanted, [], { ...pace, bid: price(bid) })
    expect([at('95'), at('95.01'), at('109.99'), at('110')]).toEqual(['wait', 'place', 'place', 'wait'])
    const local = { code: 'rejected', attempts: 1, retryAt: millis(pace.at + 1) } as const
    expect(protectionChange(wanted, [], { ...pace, local })).toBe('wait')
    expect(protectionChange(wanted, [], { ...pace, at: millis(pace.at + 1), local })).toBe('place')
  })
})

it('the waits double from five seconds to five minutes', () => {
  expect([1, 2, 3, 7, 8, 1_000].map(retryAfter)).toEqual([5_000, 10_000, 20_000, 300_000, 300_000, 300_000])
})

it('a protective order is the engine`s own and no sale at market', () => {
  expect([leg({}), sell].every(isProtective)).toBe(true)
  expect([leg({ type: 'market' }), leg({ purpose: 'manual' }), leg({ side: 'buy' })].some(isProtective)).toBe(false)
})
