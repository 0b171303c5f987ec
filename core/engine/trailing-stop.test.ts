import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { parseCommand } from '../contract/index.ts'
import { formatMoney, formatPrice, type Price, price, quantity, type Rate, rate, toWire, ZERO_MONEY } from '../domain/index.ts'
import { trailingStop } from '../execution/index.ts'
import {
  BTC,
  btcInstrument,
  limitOrder,
  ordersOf,
  readyToTrade,
  type TradingHarness,
  tradingHarness,
} from '../testing/trading-harness.ts'
import { emptyState, evolve, previewOrder } from './index.ts'

const TWO_PERCENT = rate('0.02')
const { limitPrice: _none, ...anyOrder } = limitOrder
const buy = { ...anyOrder, orderType: 'market' } as const

const stopOf = ({ engine }: TradingHarness): string | undefined => {
  const stop = engine.state.positions.get(BTC)?.stop
  return stop === undefined ? undefined : formatPrice(stop)
}

function holding(levels: { readonly stop?: Price; readonly trail?: Rate } = { trail: TWO_PERCENT }): TradingHarness {
  const harness = readyToTrade()
  expect(harness.command({ ...buy, ...levels })).toMatchObject({ ok: true })
  harness.clock.advance(50)
  return harness
}

describe('a trailing stop', () => {
  it('stands below the bid at the first fill, follows it up and never down', () => {
    const harness = holding()
    const seen = [stopOf(harness)]
    for (const bid of ['100.00', '101.00', '100.50', '110.00', '108.00']) {
      harness.market(bid, (Number(bid) + 0.01).toFixed(2))
      seen.push(stopOf(harness))
    }
    expect(seen).toEqual(['98', '98', '98.98', '98.98', '107.8', '107.8'])
  })

  it('sells at its level exactly and not a tick above', () => {
    const harness = holding()
    harness.market('110.00', '110.01')
    harness.market('107.81', '107.82')
    const sold = () => ordersOf(harness).filter(({ type, side }) => type === 'market' && side === 'sell')
    // What rests at the venue is a step behind and no help: the engine's own level decides.
    expect(sold()).toEqual([])
    harness.market('107.80', '107.81')
    expect(sold()).toMatchObject([{ purpose: 'exit-stop' }])
    harness.clock.advance(50)
    expect(harness.engine.state.positions.get(BTC)).not.toHaveProperty('trail')
  })

  it('is journaled as it moves, so that a restart knows where it stands', () => {
    const journal = memoryJournal()
    const first = tradingHarness({ journal })
    first.open()
    first.market('100.00', '100.01')
    first.command({ ...buy, trail: TWO_PERCENT })
    first.clock.advance(50)
    first.market('120.00', '120.01')
    const again = tradingHarness({ journal })
    again.open()
    expect(stopOf(again)).toBe('117.6')
    expect(again.engine.state.positions.get(BTC)?.trail).toBe(TWO_PERCENT)
    again.market('118.00', '118.01')
    again.market('117.60', '117.61')
    expect(ordersOf(again).at(-1)?.purpose).toBe('exit-stop')
  })

  it('begins at the nearer of a stop that is named and its own distance', () => {
    expect(stopOf(holding({ stop: price('99'), trail: TWO_PERCENT }))).toBe('99')
    expect(stopOf(holding({ stop: price('90'), trail: TWO_PERCENT }))).toBe('98')
  })

  it('does not fall back with a later fill of the same order', () => {
    const harness = readyToTrade()
    const order = { ...limitOrder, limitPrice: price('100.01'), quantity: quantity('8'), trail: TWO_PERCENT }
    harness.command(order)
    harness.clock.advance(50)
    expect(ordersOf(harness)[0]).toMatchObject({ state: 'partial' })
    harness.market('105.00', '105.01')
    expect(stopOf(harness)).toBe('102.9')
    harness.market('103.00', '103.01')
    harness.trade('100.00', '5', 'sell')
    harness.clock.advance(50)
    expect(ordersOf(harness)[0]?.filled).toBeGreaterThan(quantity('5'))
    expect(stopOf(harness)).toBe('102.9')
  })

  it('comes from a signal too, which knows what is at stake', () => {
    const harness = readyToTrade()
    harness.engine.command({ type: 'SetApprovalMode', id: 'm' as never, strategy: null, mode: 'auto' }, 'user')
    harness.propose({ trail: TWO_PERCENT, stop: price('90') })
    harness.clock.advance(50)
    const signal = [...harness.engine.state.signals.values()][0]
    // The stop of 90 is further away than two percent below the entry of 100.01: 98.00 on the grid.
    expect(signal?.riskAmount).toBe(((price('100.01') - price('98')) * (signal?.quantity ?? 0n)) as never)
    expect(stopOf(harness)).toBe('98')
  })

  it('is part of what an order is shown to risk', () => {
    const { engine, now } = readyToTrade()
    const preview = previewOrder(engine.state, engine.ports, { ...buy, id: 'p' as never, trail: TWO_PERCENT }, now())
    // One unit at the ask of 100.01 with its stop at 98.00.
    expect(formatMoney(preview?.riskAmount ?? ZERO_MONEY)).toBe('2.01')
  })

  it('is set, kept while a person moves the stop, and taken away', () => {
    const harness = holding({})
    const set = { type: 'SetProtection', instrument: BTC, target: null } as const
    harness.command({ ...set, stop: null, trail: rate('0.1') })
    expect(stopOf(harness)).toBe('90')
    harness.command({ ...set, stop: price('95') })
    expect([stopOf(harness), harness.engine.state.positions.get(BTC)?.trail]).toEqual(['95', rate('0.1')])
    harness.market('110.00', '110.01')
    expect(stopOf(harness)).toBe('99')
    harness.command({ ...set, stop: price('99'), trail: null })
    harness.market('150.00', '150.01')
    expect(stopOf(harness)).toBe('99')
  })

  it('is a fraction between nothing and all in a command', () => {
    const given = (trail: string) => parseCommand({ ...toWire({ ...limitOrder, id: 'c' }), trail })
    for (const wrong of ['0', '1', '1.5', '-0.1', 'two']) expect(given(wrong)).toMatchObject({ ok: false })
    expect(given('0.999999999999')).toMatchObject({ ok: true })
  })

  it('was unknown to older journals, which fold as before', () => {
    const state = emptyState('paper', 'manual')
    evolve(state, { type: 'ProtectionSet', instrument: BTC, stop: null, target: null, by: 'user' }, 0 as never)
    expect(state.positions.size).toBe(0)
  })

  it('is always below the bid, on the grid and no nearer than its distance', () => {
    const ticks = fc.constantFrom(btcInstrument.tickSize, price('0.000000000001'))
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 17n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }),
        ticks,
        (units, part, tick) => {
          const bid = (units * tick) as Price
          const trail = part as Rate
          const stop = trailingStop(bid, trail, tick)
          expect(stop < bid && stop >= 0n).toBe(true)
          expect(stop % tick).toBe(0n)
          expect((bid - stop) * 10n ** 12n >= bid * trail).toBe(true)
          // A tick higher would be nearer than the distance.
          expect((bid - stop - tick) * 10n ** 12n < bid * trail).toBe(true)
        },
      ),
    )
  })
})
