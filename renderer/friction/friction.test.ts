import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CONFIRM_WITHIN,
  DEFAULT_FRICTION,
  DOUBLED,
  frictionStep,
  parseFriction,
  pressOf,
  PressGuard,
  willHappen,
} from './index.ts'

const weighed = { reduces: false, environment: 'paper', friction: DEFAULT_FRICTION } as const

describe('how an order is sent', () => {
  it.each([
    ['0', 'send'],
    ['0.019999999999', 'send'],
    ['0.02', 'ask'],
    ['0.099999999999', 'ask'],
    ['0.1', 'hold'],
    ['1.7', 'hold'],
    ['54', 'hold'],
  ])('by its share of equity: %s %s', (share, step) => {
    expect(frictionStep({ ...weighed, share })).toBe(step)
  })

  it('is held while the share is not known or makes no sense, and at once when it lowers risk', () => {
    for (const share of [undefined, '', '-1', 'lots', 'NaN', '1e-9x']) {
      expect(frictionStep({ ...weighed, share })).toBe('hold')
      expect(frictionStep({ ...weighed, share, reduces: true })).toBe('send')
    }
    expect(frictionStep({ ...weighed, share: '99', environment: 'live', reduces: true })).toBe('send')
  })

  it('follows the settings, but with real money never lets more pass than the defaults', () => {
    const friction = { previewFrom: '0.5', holdFrom: '0.9' }
    expect(frictionStep({ ...weighed, friction, share: '0.4' })).toBe('send')
    expect(frictionStep({ ...weighed, friction, share: '0.6' })).toBe('ask')
    for (const environment of ['live', undefined]) {
      expect(frictionStep({ ...weighed, friction, environment, share: '0.05' })).toBe('ask')
      expect(frictionStep({ ...weighed, friction, environment, share: '0.1' })).toBe('hold')
    }
    const strict = { previewFrom: '0', holdFrom: '0.001' }
    expect(frictionStep({ ...weighed, friction: strict, environment: 'live', share: '0.001' })).toBe('hold')
  })

  it('never gets easier as an order grows', () => {
    const order = ['send', 'ask', 'hold']
    const share = fc.integer({ min: 0, max: 2_000_000 })
    fc.assert(
      fc.property(share, share, fc.constantFrom('paper', 'live', undefined), share, share, (a, b, environment, p, q) => {
        const text = (value: number): string => (value / 1e6).toFixed(6)
        const friction = parseFriction({ previewFrom: text(Math.min(p, q)), holdFrom: text(Math.max(p, q)) })
        const at = (value: number) => order.indexOf(frictionStep({ ...weighed, environment, friction, share: text(value) }))
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)))
      }),
    )
  })
})

describe('the thresholds', () => {
  it('are what was kept where that makes sense together, else the defaults', () => {
    expect(parseFriction({ previewFrom: '0.01', holdFrom: '0.05' })).toEqual({ previewFrom: '0.01', holdFrom: '0.05' })
    for (const kept of [
      undefined,
      null,
      'x',
      {},
      { previewFrom: '0.2', holdFrom: '0.1' },
      { previewFrom: 0.01, holdFrom: 0.05 },
      { previewFrom: '-0.1', holdFrom: '0.5' },
      { previewFrom: '0.1', holdFrom: '1.5' },
      { previewFrom: 'a', holdFrom: '0.5' },
    ])
      expect(parseFriction(kept)).toEqual(DEFAULT_FRICTION)
  })
})

describe('a second press', () => {
  it('counts for the same thing, in its time, and not as a part of a double click', () => {
    const asked = { key: 'a', at: 1_000 }
    expect(pressOf(undefined, 'a', 1_000)).toBe('first')
    expect(pressOf(asked, 'b', 2_000)).toBe('first')
    expect(pressOf(asked, 'a', 1_000 + DOUBLED - 1)).toBe('doubled')
    expect(pressOf(asked, 'a', 1_000 + DOUBLED)).toBe('second')
    expect(pressOf(asked, 'a', 1_000 + CONFIRM_WITHIN)).toBe('second')
    expect(pressOf(asked, 'a', 1_001 + CONFIRM_WITHIN)).toBe('first')
  })

  it('is let through once by a guard, each kind for itself', () => {
    const guard = new PressGuard()
    expect([guard.admits('a', 0), guard.admits('a', DOUBLED - 1), guard.admits('b', 1), guard.admits('a', DOUBLED)]).toEqual([
      true,
      false,
      true,
      true,
    ])
  })
})

it('says what will happen, and leaves out what is not known', () => {
  const order = { side: 'buy', size: '0.5 BTC', how: 'at market', quote: 'USDT' } as const
  expect(willHappen({ ...order, notional: '34100.456', equityShare: '0.034' })).toBe(
    'Buys 0.5 BTC at market, about 34,100.46 USDT, 3.4 % of equity',
  )
  expect(willHappen({ ...order, side: 'sell', notional: undefined, equityShare: undefined })).toBe('Sells 0.5 BTC at market')
})
