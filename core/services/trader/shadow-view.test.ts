import { expect, it } from 'vitest'
import { shadowedSession } from '../../testing/shadowed-session.ts'
import { shadowView } from './shadow-view.ts'

it('tells live orders beside paper as plain rows, narrowed as asked', () => {
  const of = shadowedSession({ bps: 10 })
  for (const side of ['buy', 'sell', 'buy'] as const) {
    of.submit({ side })
    of.clock.advance(100)
  }
  const { rows, summary } = shadowView(of.twin, { side: 'buy', limit: 1 })
  expect(rows).toMatchObject([{ side: 'buy', outcome: 'both', quantity: '1', paper: { averagePrice: '60000.01', filled: '1' } }])
  expect(summary).toMatchObject({ all: { orders: 2, outcomes: { both: 2 } }, dropped: 0 })
  expect(JSON.parse(JSON.stringify(rows))).toEqual(rows)
  expect(shadowView(of.twin, {}).rows).toHaveLength(3)
  expect(shadowView(of.twin, { outcome: 'live-only' })).toMatchObject({ rows: [], summary: { all: { orders: 0 } } })
  expect(shadowView(of.twin, { instrument: 'binance:ETH/USDT', type: 'market' }).rows).toEqual([])
})

it.each([
  [{ side: 'both' }, 'use one of buy, sell'],
  [{ type: 'iceberg' }, 'use one of market'],
  [{ outcome: 'good' }, 'use one of working'],
  [{ limit: 2_001 }, '0 to 2000'],
  [{ limit: 1.5 }, '0 to 2000'],
])('refuses %j by name', (request, remedy) => {
  expect(() => shadowView(shadowedSession().twin, request)).toThrow(remedy)
})
