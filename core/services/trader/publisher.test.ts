import { expect, it } from 'vitest'
import { FeedHub, type ScheduleRow, type Topic, TOPICS } from '../../contract/index.ts'
import { quantity } from '../../domain/index.ts'
import { BTC, limitOrder, readyToTrade } from '../../testing/trading-harness.ts'
import { TraderPublisher } from './publisher.ts'

const { limitPrice: _none, ...order } = limitOrder
const twap = {
  ...order,
  orderType: 'market',
  quantity: quantity('1'),
  schedule: { kind: 'twap', slices: 2, duration: 4_000 },
} as const

it('shows a schedule as it goes, with plain text for its decimals, and again after a restart', () => {
  const h = readyToTrade()
  const hub = new FeedHub(Object.keys(TOPICS) as Topic[], { clock: h.clock })
  const publisher = new TraderPublisher(h.engine, hub, h.clock, h.config)
  h.engine.onStep(publisher.onStep)
  const shown = (): ScheduleRow | undefined => hub.rows('trading.schedules')[0]
  h.command(twap)
  expect(shown()).toMatchObject({
    kind: 'twap',
    instrument: BTC,
    state: 'running',
    slices: 2,
    placed: 1,
    sliceQuantity: '0.5',
    sentQuantity: '0.5',
    filled: '0',
    nextAt: h.now() + 2_000,
  })
  h.clock.advance(20)
  expect(shown()).toMatchObject({ filled: '0.5', left: '0.5', averagePrice: '100.01' })
  expect(hub.rows('trading.orders')[0]).toMatchObject({ filled: '0.5', left: '0', averagePrice: '100.01' })
  expect(hub.rows('trading.orders')[0]).not.toHaveProperty('external')
  h.market('100.00', '101.00')
  h.tick(2_000)
  h.market('100.00', '101.00')
  expect(shown()).toMatchObject({ state: 'paused', reason: expect.stringContaining('spread') })
  h.command({ type: 'CancelAll' })
  expect(shown()).toMatchObject({ state: 'ended', reason: 'all orders cancelled by user' })
  expect(hub.rows('trading.orders')[0]).toMatchObject({ schedule: shown()?.id })
  const anew = new FeedHub(Object.keys(TOPICS) as Topic[], { clock: h.clock })
  new TraderPublisher(h.engine, anew, h.clock, h.config).publishAll(h.journal.lastSequence())
  expect(anew.rows('trading.schedules')).toEqual([shown()])
})
