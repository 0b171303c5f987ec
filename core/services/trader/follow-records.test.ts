import { expect, it } from 'vitest'
import type { TrackRecord } from '../../signals/index.ts'
import { quantity, strategyId, subtract } from '../../domain/index.ts'
import { BTC, limitOrder, readyToTrade } from '../../testing/trading-harness.ts'
import { followRecords } from './follow-records.ts'

const { limitPrice: _price, ...unpriced } = limitOrder
const marketSale = { ...unpriced, side: 'sell', orderType: 'market' } as const

it('tells the records when somebody begins to listen, and whenever a round trip was closed', () => {
  const h = readyToTrade()
  const votes = [{ strategy: strategyId('other'), stance: 'long', confidence: 1, weight: 1 } as const]
  const told: (readonly TrackRecord[])[] = []
  const stop = followRecords(h.engine, 1e9, (records) => told.push(records))
  expect(told).toEqual([[]])
  h.command({ type: 'ApproveSignal', signalId: h.propose().id })
  h.clock.advance(10)
  expect(told).toHaveLength(1)
  h.command({ type: 'Flatten' })
  h.clock.advance(20)
  expect(told.at(-1)?.map(({ strategy, overall }) => [strategy, overall.trades])).toEqual([['ema-trend', 1]])
  const first = told.at(-1)?.[0]
  h.clock.advance(120_000)
  h.market('100.00', '100.01')
  h.command({ type: 'ApproveSignal', signalId: h.propose({ votes }).id })
  h.clock.advance(10)
  // A sale of a part closes nothing.
  const held = h.engine.state.positions.get(BTC)?.quantity ?? quantity('0')
  h.command({ ...marketSale, quantity: quantity('1') })
  h.clock.advance(20)
  expect(h.engine.state.positions.get(BTC)?.quantity).toBe(subtract(held, quantity('1')))
  expect(told).toHaveLength(2)
  h.command({ type: 'Flatten' })
  h.clock.advance(20)
  expect(told.at(-1)?.map(({ strategy, overall }) => [strategy, overall.trades])).toEqual([
    ['ema-trend', 1],
    ['other', 1],
  ])
  expect(told.at(-1)?.[0]).toBe(first)
  stop()
  const late: (readonly TrackRecord[])[] = []
  followRecords(h.engine, 1e9, (records) => late.push(records))()
  expect(late).toEqual([told.at(-1)])
})
