import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientOrderId, type Difference, millis, money, price, quantity } from '../../domain/index.ts'
import { balance, books, BTC, ETH, instruments, local, order, prefix, row, trade, venue } from '../../testing/random-books.ts'
import { adopt, type LocalBooks, reconcile, type VenueBooks } from './index.ts'

const compare = (here: LocalBooks, there: VenueBooks): readonly Difference[] =>
  reconcile({ local: here, venue: there, instruments, prefix })
const kinds = (found: readonly Difference[]) => found.map(({ subject, kind }) => `${subject} ${kind}`)

describe('failures of other systems', () => {
  it('a real position survives a warm restart: equal books have no difference', () => {
    const here = local({ positions: new Map([[BTC.id, quantity('0.5')]]) })
    expect(compare(here, venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.2', '0.3')] }))).toEqual([])
  })

  it('a position that only the venue has is shown and not taken for nothing', () => {
    const found = compare(local(), venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.5')] }))
    expect(found).toMatchObject([{ subject: 'position', kind: 'missing-here', change: quantity('0.5') }])
    expect(found[0]?.settlements).toEqual(['adopt', 'flatten', 'ignore'])
  })

  it('a position that the venue does not have is a difference too: the union counts', () => {
    const here = local({ positions: new Map([[ETH.id, quantity('2')]]) })
    expect(compare(here, venue())).toMatchObject([{ kind: 'missing-there', instrument: ETH.id, change: quantity('-2') }])
  })

  it('a working order is not dropped: it stays when the venue has it, and is shown when it does not', () => {
    expect(compare(local({ orders: [order('a')] }), venue({ orders: [row('a')] }))).toEqual([])
    expect(kinds(compare(local({ orders: [order('a')] }), venue()))).toEqual(['order missing-there'])
  })

  it('an order that waits here for its price is none at the venue, and once it was sent is there without that price', () => {
    const waiting = { emulated: 'stop', type: 'stop', stopPrice: price('90') } as const
    expect(compare(local({ orders: [order('a', { ...waiting, state: 'created' })] }), venue())).toEqual([])
    const { limitPrice: _at, ...sent } = order('a', { ...waiting, state: 'accepted', triggeredAt: millis(1) })
    const { limitPrice: _there, ...there } = row('a')
    expect(compare(local({ orders: [sent] }), venue({ orders: [there] }))).toEqual([])
    expect(kinds(compare(local({ orders: [sent] }), venue()))).toEqual(['order missing-there'])
  })

  it('no fill is invented: more filled than trades show is a difference of the order', () => {
    const found = compare(local({ orders: [order('a')] }), venue({ orders: [row('a', { filled: quantity('0.25') })] }))
    expect(found).toMatchObject([{ subject: 'order', kind: 'quantity', change: quantity('0.25') }])
  })

  it('fills during a disconnection are found, and explain the order, the position and the cash', () => {
    const there = venue({
      orders: [row('a', { filled: quantity('0.25') })],
      trades: [trade('a', 1)],
      balances: [balance('USDT', '900', '75'), balance('BTC', '0.24975')],
    })
    expect(kinds(compare(local({ orders: [order('a')] }), there))).toEqual(['fill fill-not-known'])
    const known = local({
      orders: [order('a', { filled: quantity('0.25'), state: 'partial' })],
      fills: new Set([trade('a', 1).fillId]),
      positions: new Map([[BTC.id, quantity('0.24975')]]),
      cash: money('975'),
    })
    expect(compare(known, there)).toEqual([])
  })

  it('orders of others are shown as such, lost ones of ours as missing here', () => {
    const theirs = row('x', { clientOrderId: clientOrderId('web_1') })
    expect(kinds(compare(local(), venue({ orders: [theirs, row('lost')] })))).toEqual([
      'order external-order',
      'order missing-here',
    ])
  })

  it('an outcome that is unknown here and known there is a difference of state', () => {
    expect(kinds(compare(local({ orders: [order('a', { state: 'unknown' })] }), venue({ orders: [row('a')] })))).toEqual([
      'order state',
    ])
    const gone = row('a', { state: 'cancelled' })
    expect(kinds(compare(local({ orders: [order('a')] }), venue({ orders: [gone] })))).toEqual(['order state'])
  })

  it('what is too little to trade is dust, and what no market has is an asset', () => {
    const there = venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.00009999'), balance('DOGE', '3')] })
    expect(kinds(compare(local(), there))).toEqual(['position dust', 'asset missing-here'])
  })

  it('cash that differs by the last digit differs', () => {
    expect(compare(local(), venue({ balances: [balance('USDT', '999.99999999')] }))).toMatchObject([
      { subject: 'cash', kind: 'quantity', amountChange: money('-0.00000001') },
    ])
  })
})

it('adopting every difference, in any order, leaves none', () => {
  fc.assert(
    fc.property(books, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (input, shuffle) => {
      const found = reconcile(input)
      const mixed = found
        .map((difference, index) => ({ difference, rank: shuffle[index % 30] ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
      const settled = mixed.reduce((here, { difference }) => adopt(here, difference, input), input.local)
      expect(reconcile({ ...input, local: settled })).toEqual([])
      expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
    }),
    { numRuns: 500 },
  )
})
