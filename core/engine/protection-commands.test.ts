import { describe, expect, it } from 'vitest'
import { type Order, price, quantity } from '../domain/index.ts'
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
import { DEFAULT_TRADING_CONFIG, riskView } from './index.ts'

const target = price('110')

describe('a person', () => {
  it('may cancel it: it stays away until stop or target are set again', () => {
    for (const how of ['one', 'all'] as const) {
      const s = holding({ target })
      const [first] = s.protections()
      s.command(how === 'all' ? { type: 'CancelAll' } : { type: 'CancelOrder', orderId: first?.id ?? ('' as Order['id']) })
      for (let i = 0; i < 400; i += 1) {
        s.settle()
        s.tick()
        s.quote(price('101'))
      }
      expect([restingThere(s), stopRests(s), localCodes(s), s.protections().length]).toEqual([[], 'local', ['by-hand'], 2])
      // What is bought now does not bring it back unasked.
      s.command({ ...buyOne, target })
      s.settle()
      expect(restingThere(s)).toEqual([])
      s.restart()
      s.quote(price('101'))
      s.settle()
      expect(restingThere(s)).toEqual([])
      s.command({ type: 'SetProtection', instrument: BTC, stop: price('95'), target: null })
      s.settle()
      expect([restingThere(s), stopRests(s)]).toEqual([['exit-stop stop 2 at 95'], 'venue'])
    }
  })

  it('may cancel it where the answer is lost: what becomes of it brings nothing back', () => {
    const s = holding()
    s.command({ type: 'CancelAll' })
    s.venue.cancelFault = 'unknown'
    s.settle()
    expect(s.protections()).toMatchObject([{ state: 'unknown' }])
    s.venue.drop(0)
    for (let i = 0; i < 20; i += 1) {
      s.settle()
      s.tick()
    }
    expect([restingThere(s), localCodes(s)]).toEqual([[], ['by-hand']])
  })

  it('keeps it away from one position only: the next one is protected', () => {
    const s = holding()
    s.command({ type: 'CancelAll' })
    s.settle()
    s.command({ type: 'Flatten' })
    s.settle()
    s.quote(price('100'))
    s.command(buyOne)
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 95'])
  })

  it('flattens in a market that cannot take it all: nothing rests in between', () => {
    const s = holding({ target })
    s.command({ type: 'Flatten' })
    until(s, () => salesAtMarket(s)[0]?.state === 'submitted')
    s.venue.submitFault = 'thin'
    s.settle()
    expect([restingThere(s), s.protections().length, s.venue.held]).toEqual([[], 2, quantity('0.5')])
    s.tick()
    s.settle()
    expect([s.venue.held, s.engine.state.flattening.size]).toEqual([0n, 0])
  })

  it('sells by hand what it held, and the rest is protected again', () => {
    const s = holding({ target })
    const { stop: _stop, ...order } = buyOne
    const answer = s.command({ ...order, side: 'sell', orderType: 'limit', limitPrice: price('104'), quantity: quantity('0.4') })
    expect(answer).toMatchObject({ ok: true })
    const id = answer.ok ? answer.orderIds[0] : undefined
    expect(s.engine.state.orders.get(id ?? ('' as Order['id']))).toMatchObject({ state: 'created' })
    s.settle()
    expect(restingThere(s)).toEqual(['manual limit 0.4 at 104', 'exit-stop stop 0.6 at 95', 'exit-target limit 0.6 at 110'])
    // The stop rests, but not for the whole position.
    expect(stopRests(s)).toBe('local')
    expect(s.command({ ...order, side: 'sell', quantity: quantity('0.7') })).toMatchObject({ ok: false, code: 'risk' })
    s.command({ type: 'CancelOrder', orderId: id ?? ('' as Order['id']) })
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 95', 'exit-target limit 1 at 110'])
    expect(s.venue.violations).toEqual([])
  })

  it('cancels a sale that waits before it ever leaves', () => {
    const s = holding()
    const { stop: _stop, ...order } = buyOne
    const answer = s.command({ ...order, side: 'sell', orderType: 'limit', limitPrice: price('104') })
    s.command({ type: 'CancelOrder', orderId: answer.ok ? (answer.orderIds[0] ?? ('' as Order['id'])) : ('' as Order['id']) })
    s.settle()
    expect([restingThere(s), s.venue.violations]).toEqual([['exit-stop stop 1 at 95'], []])
  })

  it('kills or halts without selling: what protects stays where it is', () => {
    const s = holding({ target })
    s.command({ ...buyOne, orderType: 'limit', limitPrice: price('98') })
    s.settle()
    s.command({ type: 'Kill', flatten: false })
    s.settle()
    expect(restingThere(s)).toEqual(['exit-stop stop 1 at 95', 'exit-target limit 1 at 110'])
    expect([s.engine.state.working.size, s.protections().length]).toEqual([2, 2])
    expect(stopRests(s)).toBe('venue')
  })

  it.each(['Flatten', 'Kill'] as const)(
    '%s takes it back and sells in two answers of the venue, and goes on while there is none',
    (type) => {
      const s = holding({ target })
      s.command(type === 'Kill' ? { type, flatten: true } : { type })
      s.settle()
      expect([s.venue.held, restingThere(s)]).toEqual([0n, []])
      const deaf = holding({ target })
      deaf.command(type === 'Kill' ? { type, flatten: true } : { type })
      for (let i = 0; i < 12; i += 1) {
        deaf.venue.cancelFault = 'unanswered'
        deaf.venue.processNext()
        deaf.venue.cancelFault = 'unanswered'
        deaf.venue.processNext()
        deaf.tick()
        expect(deaf.venue.held).toBe(quantity('1'))
      }
      deaf.venue.cancelFault = undefined
      for (let i = 0; i < 6; i += 1) {
        deaf.tick()
        deaf.settle()
      }
      expect([deaf.venue.held, restingThere(deaf), deaf.venue.violations]).toEqual([0n, [], []])
    },
  )

  it('sees in the rules what may be sold, not what rests to protect it', () => {
    const { engine, clock } = holding({ target })
    const view = riskView(engine.state, DEFAULT_TRADING_CONFIG, BTC, clock.now())
    expect([view.held, view.committedToSell, view.ordersLastMinute]).toEqual([quantity('1'), 0n, 1])
  })
})

describe('a restart', () => {
  it('takes up what rests and sends nothing', () => {
    const s = holding({ target })
    s.restart()
    for (let i = 0; i < 5; i += 1) {
      s.quote(price('100'))
      s.settle()
      s.tick()
    }
    expect([s.protections().length, restingThere(s).length, stopRests(s), s.venue.violations]).toEqual([2, 2, 'venue', []])
  })

  it('learns that the stop sold meanwhile, and protects what nobody protected', () => {
    const s = holding()
    s.venue.bid = price('94')
    s.venue.trigger(true)
    s.restart()
    s.settle()
    expect([s.position()?.quantity, salesAtMarket(s)]).toEqual([0n, []])
    const bare = protectionScene()
    bare.quote(price('100'))
    bare.command(buyOne)
    until(bare, () => bare.position() !== undefined)
    bare.restart()
    bare.quote(price('100'))
    bare.settle()
    expect([restingThere(bare), bare.venue.violations]).toEqual([['exit-stop stop 1 at 95'], []])
  })

  it('goes on with a sale that waited', () => {
    const s = holding({ target })
    s.command({ type: 'Flatten' })
    s.restart()
    s.tick()
    s.settle()
    s.tick(6_000)
    s.settle()
    expect([s.venue.held, s.position()?.quantity, restingThere(s), s.venue.violations]).toEqual([0n, 0n, [], []])
  })
})
