import { describe, expect, it } from 'vitest'
import { type Command, ORDER_KINDS, ORDER_TYPES, price, quantity, TIMES_IN_FORCE } from '../domain/index.ts'
import { PLAIN_VENUE, type VenueCapabilities } from '../ports/index.ts'
import { BTC, ordersOf, readyToTrade, type TradingHarness } from '../testing/trading-harness.ts'
import { previewOrder } from './index.ts'

type Submit = Omit<Extract<Command, { type: 'SubmitOrder' }>, 'id'>
const plain: Submit = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'market',
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
}
const limit: Submit = { ...plain, orderType: 'limit', limitPrice: price('99') }

/** The answer's code and message; a preview must say the same. */
function answer(h: TradingHarness, order: Submit): readonly [code: string, message: string] {
  const shown = previewOrder(h.engine.state, h.engine.ports, { ...order, id: 'p' as never }, h.now())
  const result = h.command(order)
  if (shown === undefined) throw new Error('the market is listed')
  expect(shown.allowed).toBe(result.ok)
  if (result.ok) return ['', result.message]
  if (result.code !== 'risk') expect([shown.code, shown.message]).toEqual([result.code, result.message])
  return [result.code, result.message]
}
const codeOf = (order: Submit, venue?: VenueCapabilities): string =>
  answer(readyToTrade(venue === undefined ? {} : { venue }), order)[0]

/** An order of each type that is acceptable at 100.00 / 100.01. */
const good = (orderType: Submit['orderType']): Submit => {
  const { limitPrice, stopPrice, wakes } = ORDER_KINDS[orderType]
  return {
    ...plain,
    orderType,
    ...(limitPrice ? { limitPrice: price('99') } : {}),
    ...(stopPrice ? { stopPrice: wakes === 'against' ? price('101') : price('99') } : {}),
  }
}

describe('the fields of an order', () => {
  it.each(ORDER_TYPES)('of type %s are those of its kind and no others', (type) => {
    const order = good(type)
    expect(codeOf(order)).toBe('')
    const { limitPrice, stopPrice, ...bare } = order
    const kind = ORDER_KINDS[type]
    if (kind.limitPrice)
      expect(answer(readyToTrade(), { ...bare, ...(stopPrice === undefined ? {} : { stopPrice }) })).toEqual([
        'limit-price',
        `limitPrice: missing: ${kind.words} needs one`,
      ])
    else expect(codeOf({ ...order, limitPrice: price('99') })).toBe('limit-price')
    if (kind.stopPrice) expect(codeOf({ ...bare, ...(limitPrice === undefined ? {} : { limitPrice }) })).toBe('stop-price')
    else expect(codeOf({ ...order, stopPrice: price('101') })).toBe('stop-price')
    for (const timeInForce of TIMES_IN_FORCE)
      expect(codeOf({ ...order, timeInForce })).toBe(kind.timesInForce.includes(timeInForce) ? '' : 'time-in-force')
  })

  it('let an order be post-only when it rests, and nothing else', () => {
    for (const type of ORDER_TYPES) expect(codeOf({ ...good(type), postOnly: true })).toBe(type === 'limit' ? '' : 'post-only')
    expect(codeOf({ ...limit, postOnly: true, timeInForce: 'IOC' })).toBe('post-only')
    expect(codeOf({ ...limit, postOnly: false, timeInForce: 'IOC' })).toBe('')
  })

  it.each([
    ['0.99999', ''],
    ['1', 'display-quantity'],
    ['1.00001', 'display-quantity'],
    ['0.500005', 'display-quantity'],
    ['0.05051', ''],
    ['0.0505', 'risk'],
  ])('show %s of one at 99 as an iceberg: %s', (shown, code) => {
    expect(codeOf({ ...limit, displayQuantity: quantity(shown) })).toBe(code)
  })

  it('let an iceberg only be what rests', () => {
    const displayQuantity = quantity('0.5')
    for (const type of ORDER_TYPES)
      expect(codeOf({ ...good(type), displayQuantity })).toBe(type === 'limit' ? '' : 'display-quantity')
    expect(codeOf({ ...limit, displayQuantity, timeInForce: 'FOK' })).toBe('display-quantity')
    expect(codeOf({ ...limit, displayQuantity, schedule: { kind: 'twap', slices: 2, duration: 4_000 } })).toBe('display-quantity')
  })

  it.each([
    ['buy', 'stop', '100.01', '100.02', 'above the ask'],
    ['buy', 'take-profit', '100.01', '100', 'below the ask'],
    ['sell', 'stop', '100', '99.99', 'below the bid'],
    ['sell', 'take-profit', '100', '100.01', 'above the bid'],
  ] as const)(
    'put the trigger of a %s %s on its side of the market: %s goes at once, %s waits',
    (side, kind, at, waits, where) => {
      for (const orderType of [kind, `${kind}-limit`] as const) {
        const order: Submit = { ...plain, orderType, side, stopPrice: price(at) }
        const priced: Submit = orderType === kind ? order : { ...order, limitPrice: price('99') }
        const h = readyToTrade()
        if (side === 'sell') {
          h.command(plain)
          h.clock.advance(10)
        }
        const [code, message] = answer(h, priced)
        expect(code).toBe('triggers-now')
        expect(message).toContain(`give one ${where}, or send it without a trigger`)
        expect(answer(h, { ...priced, stopPrice: price(waits) })[0]).toBe('')
      }
    },
  )

  it('reduce a position by sales only', () => {
    expect(codeOf({ ...plain, reduceOnly: true })).toBe('reduce-only')
  })

  it.each([
    [{ slices: 10, duration: 10_000 }, ''],
    [{ slices: 10, duration: 9_999 }, 'schedule'],
  ])('space slices by a second at least: %j %s', (schedule, code) => {
    expect(codeOf({ ...plain, schedule: { kind: 'twap', ...schedule } })).toBe(code)
  })

  it('let only market and limit orders go slice by slice', () => {
    const schedule = { kind: 'twap', slices: 2, duration: 4_000 } as const
    for (const type of ORDER_TYPES)
      expect(codeOf({ ...good(type), schedule })).toBe(ORDER_KINDS[type].wakes === undefined ? '' : 'schedule')
  })

  it('meet the venue`s minimum with each slice, to one lot', () => {
    const schedule = { kind: 'twap', slices: 10, duration: 20_000 } as const
    // The least at 100.01 is 0.04999505 of a coin, so ten slices of 0.05 go and ten of 0.04999 do not.
    expect(codeOf({ ...plain, quantity: quantity('0.5'), schedule })).toBe('')
    const [code, message] = answer(readyToTrade(), { ...plain, quantity: quantity('0.49999'), schedule })
    expect(code).toBe('risk')
    expect(message).toContain('minimum-size: parts of 0.04999 BTC')
  })

  it('meet it with each part of an iceberg that this program shows itself, the last one too', () => {
    const iceberg = { ...limit, displayQuantity: quantity('0.4') }
    expect(codeOf({ ...iceberg, quantity: quantity('0.84') })).toBe('')
    expect(codeOf({ ...iceberg, quantity: quantity('0.84') }, PLAIN_VENUE)).toBe('risk')
    expect(codeOf({ ...iceberg, quantity: quantity('0.86') }, PLAIN_VENUE)).toBe('')
    expect(codeOf({ ...limit, quantity: quantity('2'), displayQuantity: quantity('0.001') }, PLAIN_VENUE)).toBe('schedule')
  })

  it('say before a sale is sent that the venue would refuse it as too small, unless nobody knows what it is worth', () => {
    const h = readyToTrade()
    h.command(plain)
    h.clock.advance(10)
    const sale: Submit = { ...plain, side: 'sell', reduceOnly: true, quantity: quantity('0.05') }
    expect(answer(h, { ...sale, quantity: quantity('0.04999') })[0]).toBe('risk')
    h.engine.state.quotes.clear()
    expect(answer(h, { ...sale, quantity: quantity('0.04999') })[0]).toBe('')
  })
})

describe('what the venue does not do', () => {
  it('is refused where it cannot honestly be done here', () => {
    const [code, message] = answer(readyToTrade({ venue: PLAIN_VENUE }), { ...limit, postOnly: true })
    expect([code, message]).toEqual(['not-supported', 'this venue takes no post-only orders; use a plain limit order'])
    const markets = { ...PLAIN_VENUE, types: ['market'] } as const
    expect(codeOf(limit, markets)).toBe('not-supported')
    expect(codeOf({ ...plain, orderType: 'stop-limit', limitPrice: price('102'), stopPrice: price('101') }, markets)).toBe(
      'not-supported',
    )
    expect(codeOf({ ...plain, orderType: 'stop', stopPrice: price('101') }, markets)).toBe('')
  })

  it('is previewed with what this program would do instead', () => {
    const h = readyToTrade({ venue: PLAIN_VENUE })
    const preview = (order: Submit) => previewOrder(h.engine.state, h.engine.ports, { ...order, id: 'p' as never }, h.now())
    expect(preview(good('stop-limit'))).toMatchObject({ emulated: 'stop', allowed: true })
    expect(preview(good('take-profit'))).toMatchObject({ emulated: 'take-profit', allowed: true })
    expect(preview({ ...limit, displayQuantity: quantity('0.4') })).toMatchObject({ emulated: 'iceberg', slices: 3 })
    expect(preview(limit)).not.toHaveProperty('emulated')
    expect(ordersOf(h)).toEqual([])
  })
})
