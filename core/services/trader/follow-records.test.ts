import { expect, it } from 'vitest'
import type { TrackRecord } from '../../signals/index.ts'
import { readyToTrade } from '../../testing/trading-harness.ts'
import { followRecords } from './follow-records.ts'

it('tells the records when somebody begins to listen, and after each sale', () => {
  const h = readyToTrade()
  const told: (readonly TrackRecord[])[] = []
  const stop = followRecords(h.engine, 1e9, (records) => told.push(records))
  expect(told).toEqual([[]])
  h.command({ type: 'ApproveSignal', signalId: h.propose().id })
  h.clock.advance(10)
  expect(told).toHaveLength(1)
  h.command({ type: 'Flatten' })
  h.clock.advance(10)
  expect(told.at(-1)?.map(({ strategy, overall }) => [strategy, overall.trades])).toEqual([['ema-trend', 1]])
  stop()
  const late: (readonly TrackRecord[])[] = []
  followRecords(h.engine, 1e9, (records) => late.push(records))()
  expect(late).toEqual([told.at(-1)])
})
