import { beforeEach, describe, expect, it } from 'vitest'
import { millis, type Order, price, quantity, venueOrderId } from '../../../domain/index.ts'
import type { VenueOrder } from '../../../ports/index.ts'
import { simulatedClock } from '../../../simulation/clock/index.ts'
import { DEMO_BTC, keptLogger, liveOrder } from '../../../testing/live-venue.ts'
import type { Found, PlacedPair } from './order-requests.ts'
import { rowOf, ScriptedOrders, tradeOf } from './testing/scripted-orders.ts'

const common = { side: 'sell', quantity: quantity('1') } as const
const ABSENT: Found = { kind: 'absent', reason: 'no such order' }

let venue: ScriptedOrders
let stop: Order
let target: Order

beforeEach(() => {
  venue = new ScriptedOrders({ clock: simulatedClock(millis(1_000_000)), instrument: DEMO_BTC, logger: keptLogger([]) })
  const at = { updatedAt: venue.clock.now() }
  stop = { ...liveOrder({ ...common, type: 'stop', stopPrice: price('90') }), ...at }
  target = { ...liveOrder({ ...common, type: 'limit', limitPrice: price('110') }), pairedWith: stop.id, ...at }
  stop = { ...stop, pairedWith: target.id }
  venue.script.pair = [placed()]
})

const stopRow = (more: Partial<VenueOrder> = {}) => rowOf(stop, { venueOrderId: venueOrderId('8'), ...more })
const targetRow = (more: Partial<VenueOrder> = {}) => rowOf(target, more)
const placed = (): PlacedPair => ({ kind: 'placed', orders: [stopRow(), targetRow()] })
const found = (stopFound: Found[], targetFound: Found[]) =>
  new Map<string, Found[]>([
    [stop.clientOrderId, stopFound],
    [target.clientOrderId, targetFound],
  ])
const submit = () => venue.orders.submitPair([stop, target])

describe('a pair', () => {
  it('leaves in one request, and each of both is accepted', async () => {
    submit()
    await venue.settled()
    expect([venue.story(stop), venue.story(target)]).toEqual([['accepted'], ['accepted']])
    expect(venue.asked).toEqual(['pair'])
  })

  it('that is submitted again, whole or in part, is not sent again', async () => {
    submit()
    submit()
    venue.orders.submit(stop)
    const third = liveOrder({ ...common, type: 'limit', limitPrice: price('120') })
    venue.orders.submitPair([stop, third])
    await venue.settled()
    await venue.pass(2_000)
    expect(venue.asked).toEqual(['pair'])
    expect(venue.story(stop)).toEqual(['accepted'])
    expect(venue.story(third)).toEqual(['rejected'])
  })

  it('that is refused is rejected whole', async () => {
    venue.script.pair = [{ kind: 'refused', reason: 'no' }]
    submit()
    await venue.settled()
    expect([venue.story(stop), venue.story(target)]).toEqual([['rejected'], ['rejected']])
  })

  it('of which the stream has shown one is not rejected by an answer that says no', async () => {
    let answer: (placed: PlacedPair) => void = () => undefined
    venue.script.pair = [
      new Promise((resolve) => {
        answer = resolve
      }),
    ]
    venue.script.find = found([{ kind: 'found', order: stopRow() }], [{ kind: 'found', order: targetRow() }])
    submit()
    await venue.settled()
    venue.orders.onOrder(targetRow())
    answer({ kind: 'refused', reason: 'no' })
    await venue.settled()
    await venue.pass(100)
    expect([venue.story(stop), venue.story(target)]).toEqual([['accepted'], ['accepted']])
  })
})

describe('a pair whose outcome is not known', () => {
  beforeEach(() => {
    venue.script.pair = [{ kind: 'unknown', reason: 'lost', sentAt: venue.clock.now() }]
  })

  it('is asked for by the id of each, and found', async () => {
    venue.script.find = found([{ kind: 'found', order: stopRow() }], [{ kind: 'found', order: targetRow() }])
    submit()
    await venue.settled()
    await venue.pass(100)
    expect([venue.story(stop), venue.story(target)]).toEqual([
      ['unknown', 'accepted'],
      ['unknown', 'accepted'],
    ])
    expect(venue.asked.filter((name) => name === 'pair')).toHaveLength(1)
  })

  it('is given up whole, and only when neither can arrive any more', async () => {
    venue.script.find = [ABSENT]
    submit()
    await venue.settled()
    await venue.pass(7_000)
    expect(venue.story()).toEqual(['unknown', 'unknown'])
    await venue.pass(60_000)
    expect(venue.story()).toEqual(['unknown', 'unknown', 'rejected', 'rejected'])
    expect(venue.orders.unknown()).toEqual([])
  })

  it('of which one is not known and the other does not answer stays in doubt', async () => {
    venue.script.find = found([ABSENT], [{ kind: 'failed', reason: 'no answer' }])
    submit()
    await venue.settled()
    await venue.pass(120_000)
    expect(venue.story()).toEqual(['unknown', 'unknown'])
  })

  it('of which one exists is never told to be half there', async () => {
    venue.script.find = found([ABSENT], [{ kind: 'found', order: targetRow() }])
    submit()
    await venue.settled()
    await venue.pass(120_000)
    expect(venue.story(target)).toEqual(['unknown', 'accepted'])
    expect(venue.story(stop)).toEqual(['unknown'])
    venue.script.find = found([{ kind: 'found', order: stopRow() }], [])
    await venue.pass(60_000)
    expect(venue.story(stop)).toEqual(['unknown', 'accepted'])
  })
})

describe('the end of one of a pair', () => {
  it('is the end of the other: asked for, when the stream does not tell', async () => {
    venue.script.find = found([{ kind: 'found', order: stopRow({ state: 'expired' }) }], [])
    submit()
    await venue.settled()
    venue.orders.onTrade({ ...tradeOf(target, 1, '1'), clientOrderId: target.clientOrderId })
    venue.orders.onOrder(targetRow({ state: 'filled', filled: quantity('1') }))
    await venue.settled()
    expect(venue.asked).toEqual(['pair'])
    await venue.pass(2_000)
    expect([venue.story(stop), venue.story(target)]).toEqual([
      ['accepted', 'expired'],
      ['accepted', 'filled'],
    ])
    expect(venue.asked).toEqual(['pair', 'find'])
  })

  it('is told by the stream without a question', async () => {
    submit()
    await venue.settled()
    venue.orders.onOrder(stopRow({ state: 'expired' }))
    venue.orders.onTrade({ ...tradeOf(target, 1, '1'), clientOrderId: target.clientOrderId })
    venue.orders.onOrder(targetRow({ state: 'filled', filled: quantity('1') }))
    await venue.pass(5_000)
    expect(venue.asked).toEqual(['pair'])
    expect(venue.story(stop)).toEqual(['accepted', 'expired'])
  })
})

describe('the cancel of one of a pair', () => {
  it('cancels both, and both are reported by the one answer', async () => {
    const paired = targetRow({ state: 'cancelled' })
    venue.script.cancel = [{ kind: 'cancelled', order: stopRow({ state: 'cancelled' }), paired }]
    submit()
    venue.orders.cancel(stop.clientOrderId)
    await venue.settled()
    expect([venue.story(stop), venue.story(target)]).toEqual([
      ['accepted', 'cancelled'],
      ['accepted', 'cancelled'],
    ])
    expect(venue.asked).toEqual(['pair', 'cancel'])
  })

  it('that is answered for that one alone has the other asked for', async () => {
    venue.script.cancel = [{ kind: 'cancelled', order: stopRow({ state: 'cancelled' }) }]
    venue.script.find = found([], [{ kind: 'found', order: targetRow({ state: 'cancelled' }) }])
    submit()
    venue.orders.cancel(stop.clientOrderId)
    await venue.settled()
    await venue.pass(100)
    expect(venue.story(target)).toEqual(['accepted', 'cancelled'])
    expect(venue.asked).toEqual(['pair', 'cancel', 'find'])
  })

  it('that is lost has both asked for', async () => {
    venue.script.cancel = [{ kind: 'unconfirmed', reason: 'lost' }]
    const gone = (row: typeof stopRow): Found[] => [{ kind: 'found', order: row({ state: 'cancelled' }) }]
    venue.script.find = found(gone(stopRow), gone(targetRow))
    submit()
    await venue.settled()
    venue.orders.cancel(stop.clientOrderId)
    await venue.settled()
    await venue.pass(100)
    expect([venue.story(stop), venue.story(target)]).toEqual([
      ['accepted', 'unknown', 'cancelled'],
      ['accepted', 'cancelled'],
    ])
  })
})

it('after a restart a pair is a pair again, in whatever order it is taken up', async () => {
  venue.orders.resume({ ...target, state: 'accepted' })
  venue.orders.resume({ ...stop, state: 'submitted' })
  venue.script.find = found([ABSENT], [{ kind: 'found', order: targetRow() }])
  const asking = venue.orders.ask(new Set())
  await venue.pass(60_000)
  await asking
  expect(venue.story(target)).toEqual(['accepted'])
  expect(venue.story(stop)).toEqual(['unknown'])
})
