import { describe, expect, it } from 'vitest'
import { formatPrice, type Price, price, quantity, rate } from '../domain/index.ts'
import {
  buyOne,
  holding,
  localCodes,
  protectionScene,
  restingThere,
  salesAtMarket,
  stopRests,
  until,
} from '../testing/protection-scene.ts'
import { BTC } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG } from './index.ts'

const target = price('110')

describe('what rests at the venue', () => {
  it('is one stop for the whole position, or with a target one pair', () => {
    const stop = holding()
    expect(restingThere(stop)).toEqual(['exit-stop stop 1 at 95'])
    expect(stopRests(stop)).toBe('venue')
    const pair = holding({ target })
    expect(restingThere(pair)).toEqual(['exit-stop stop 1 at 95', 'exit-target limit 1 at 110'])
    const [first, second] = pair.protections()
    expect([first?.pairedWith, second?.pairedWith]).toEqual([second?.id, first?.id])
    expect(restingThere(holding({ stop: undefined }))).toEqual([])
    expect(stopRests(holding({ stop: undefined }))).toBe('none')
  })

  it('is counted as resting only once the venue accepted it', () => {
    const s = protectionScene()
    s.quote(price('100'))
    s.command(buyOne)
    until(s, () => s.position() !== undefined)
    expect(s.protections()).toMatchObject([{ state: 'submitted' }])
    expect(stopRests(s)).toBe('local')
    s.settle()
    expect(stopRests(s)).toBe('venue')
  })

  it('sells once: the venue ends the other of the pair, and the engine does nothing', () => {
    const s = holding({ target })
    s.quote(price('94'))
    s.venue.trigger(true)
    s.settle()
    s.tick()
    s.settle()
    expect([s.venue.held, s.position()?.quantity, salesAtMarket(s), restingThere(s)]).toEqual([0n, 0n, [], []])
    expect(s.protections().map(({ state }) => state)).toEqual(['filled', 'cancelled'])
    expect(s.events('OrderMoved').filter(({ state }) => state === 'cancelling')).toEqual([])
    expect(s.venue.violations).toEqual([])
  })

  it('is replaced for what is left when the target sold a part', () => {
    const s = holding({ target })
    s.venue.trade(1, 0.25)
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 0.75 at 95', 'exit-target limit 0.75 at 110'])
    expect(stopRests(s)).toBe('venue')
    expect(localCodes(s)).toEqual([])
  })

  it('follows each fill of the entry, and says so while it is too small for the venue', () => {
    const s = holding({ orderType: 'limit', limitPrice: price('100') })
    s.venue.trade(0, 0.25)
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 0.25 at 95'])
    s.venue.trade(0, 0.25)
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 0.4375 at 95'])
    const small = holding({ orderType: 'limit', limitPrice: price('100'), quantity: quantity('0.1') })
    small.venue.trade(0, 0.25)
    small.settle()
    expect([restingThere(small), stopRests(small), localCodes(small)]).toEqual([[], 'local', ['below-minimum']])
    small.tick()
    small.quote(price('100'))
    expect(localCodes(small)).toEqual(['below-minimum'])
    small.venue.trade(0, 1)
    small.settle()
    expect([restingThere(small), stopRests(small)]).toEqual([['exit-stop stop 0.1 at 95'], 'venue'])
  })

  it('follows what a person sets, at once, and goes with it', () => {
    const s = holding({ target })
    s.command({ type: 'SetProtection', instrument: BTC, stop: price('97.005'), target: price('105.001') })
    s.settle()
    // On the grid, where the engine's own levels would act as well.
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 97', 'exit-target limit 1 at 105.01'])
    s.command({ type: 'SetProtection', instrument: BTC, stop: price('97'), target: null })
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 97'])
    s.command({ type: 'SetProtection', instrument: BTC, stop: null, target: null })
    s.settle()
    expect([restingThere(s), stopRests(s)]).toEqual([[], 'none'])
  })

  it('follows a trailing stop in steps, once a second at most, while the engine`s own level acts', () => {
    const s = holding({ trail: rate('0.05') })
    const sent = () => s.protections().length
    for (let cents = 1; cents <= 9; cents += 1) {
      s.clock.advance(2_000)
      s.quote((price('100') + BigInt(cents) * price('0.01')) as Price)
      s.settle()
    }
    // Nine ticks are less than ten basis points.
    expect(sent()).toBe(1)
    s.quote(price('102'))
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 96.9'])
    for (let i = 0; i < 40; i += 1) {
      s.quote((price('103') + BigInt(i) * price('0.5')) as Price)
      s.settle()
      s.clock.advance(100)
    }
    expect(sent()).toBeLessThanOrEqual(2 + 4)
    expect(stopRests(s)).toBe('venue')
    s.tick()
    s.settle()
    expect(restingThere(s)).toEqual([`exit-stop stop 1 at ${formatPrice(s.position()?.stop ?? price('0'))}`])
  })

  it.each([
    ['the venue keeps no stops', { capabilities: { types: ['market', 'limit'] as const } }],
    ['nobody wants it', { config: { execution: { ...DEFAULT_TRADING_CONFIG.execution, restProtection: false } } }],
  ])('is nothing where %s: the stop acts here', (_why, options) => {
    const s = holding({ target }, options)
    expect([restingThere(s), stopRests(s), localCodes(s)]).toEqual([[], 'local', []])
    s.quote(price('95'))
    s.settle()
    expect([s.venue.held, salesAtMarket(s).map(({ purpose }) => purpose)]).toEqual([0n, ['exit-stop']])
  })

  it('is the stop alone where the venue takes no pairs: the target acts here, after the stop is gone', () => {
    const s = holding({ target }, { capabilities: { pairs: false } })
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 95'])
    s.quote(price('110'))
    expect(salesAtMarket(s)).toMatchObject([{ purpose: 'exit-target', state: 'created' }])
    expect(s.protections()).toMatchObject([{ state: 'cancelling' }])
    s.settle()
    expect([s.venue.held, restingThere(s), s.venue.violations]).toEqual([0n, [], []])
  })
})

describe('the engine`s own stop', () => {
  it('gives the venue a second, then takes its order back and sells when that is confirmed', () => {
    const s = holding()
    s.quote(price('94'))
    s.clock.advance(999)
    s.quote(price('94'))
    expect([salesAtMarket(s), restingThere(s).length]).toEqual([[], 1])
    s.tick(1)
    expect(salesAtMarket(s)).toMatchObject([{ state: 'created', purpose: 'exit-stop' }])
    s.venue.processNext()
    expect([restingThere(s), salesAtMarket(s).map(({ state }) => state)]).toEqual([[], ['created']])
    s.settle()
    expect([s.venue.held, s.position()?.quantity, s.venue.violations]).toEqual([0n, 0n, []])
  })

  it('sells nothing more when the venue sold while the cancel was on its way, and only the rest of a part', () => {
    for (const whole of [true, false]) {
      const s = holding()
      s.quote(price('94'))
      s.tick()
      s.venue.trigger(whole)
      s.settle()
      const [sale] = salesAtMarket(s)
      expect(sale).toMatchObject(whole ? { state: 'cancelled' } : { state: 'filled', quantity: quantity('0.9') })
      expect([s.venue.held, s.position()?.quantity, s.venue.violations]).toEqual([0n, 0n, []])
    }
  })

  it('acts at once on a gap below a stop that does not rest whole', () => {
    const s = holding()
    s.command({ type: 'SetProtection', instrument: BTC, stop: price('96'), target: null })
    s.quote(price('95.5'))
    expect(salesAtMarket(s)).toMatchObject([{ purpose: 'exit-stop', state: 'created' }])
    s.settle()
    expect([s.venue.held, s.venue.violations]).toEqual([0n, []])
  })

  it('decides at once when the venue refuses because the market is there already', () => {
    const s = protectionScene()
    s.quote(price('100'))
    s.command(buyOne)
    until(s, () => s.protections().length > 0)
    s.venue.submitFault = 'reject'
    s.engine.state.quotes.set(BTC, { ...s.engine.state.quotes.get(BTC), bid: price('94') } as never)
    s.settle()
    expect([localCodes(s), s.venue.held, salesAtMarket(s).map(({ purpose }) => purpose)]).toEqual([
      ['rejected'],
      0n,
      ['exit-stop'],
    ])
  })
})

describe('a venue that does not keep a protection', () => {
  it('is asked again later and later, without counting as a storm of refusals', () => {
    const s = protectionScene({ config: { risk: DEFAULT_TRADING_CONFIG.risk } })
    s.quote(price('100'))
    s.command({ ...buyOne, target })
    until(s, () => s.protections().length > 0)
    for (let second = 0; second < 600; second += 1) {
      s.venue.submitFault = 'reject'
      s.settle()
      s.tick()
      s.quote(price('100'))
    }
    // After 5, 10, 20, 40, 80, 160 and 300 seconds.
    expect(s.protections().length / 2).toBe(7)
    expect([localCodes(s).length, stopRests(s), s.engine.state.halt]).toEqual([7, 'local', undefined])
    expect(s.engine.state.recentOrders.filter(({ side }) => side === 'sell')).toEqual([])
    s.venue.submitFault = undefined
    s.tick(300_000)
    s.settle()
    expect(stopRests(s)).toBe('venue')
  })

  it('has ended it by itself: it is tried again, and the stop acts here meanwhile', () => {
    const s = holding()
    s.venue.drop(0)
    s.settle()
    expect([restingThere(s), stopRests(s), localCodes(s)]).toEqual([[], 'local', ['ended']])
    s.tick(4_999)
    s.settle()
    expect(restingThere(s)).toEqual([])
    s.tick(1)
    s.settle()
    expect(stopRests(s)).toBe('venue')
  })

  it('did not answer: nothing else is sent until it is known what became of it', () => {
    for (const fault of ['lost', 'no-answer'] as const) {
      const s = protectionScene()
      s.quote(price('100'))
      s.command(buyOne)
      until(s, () => s.protections().length > 0)
      s.venue.submitFault = fault
      s.settle()
      expect(s.protections()).toMatchObject([{ state: 'unknown' }])
      for (let i = 0; i < 3; i += 1) {
        s.tick()
        s.quote(price('99'))
        s.command({ type: 'SetProtection', instrument: BTC, stop: price('90'), target: null })
      }
      expect([s.protections().length, stopRests(s)]).toEqual([1, 'local'])
      for (let i = 0; i < 20; i += 1) {
        s.tick()
        s.settle()
      }
      expect([restingThere(s), s.venue.violations]).toEqual([['exit-stop stop 1 at 90'], []])
    }
  })
})
