import { describe, expect, it } from 'vitest'
import type { OrderRow, PositionRow, ScheduleRow } from '../../../core/contract/index.ts'
import { chartLines, ORDER_LINE } from './chart-lines.ts'
import { menuItems } from './menu-items.ts'

const BTC = 'demo:BTC/USDT'
const order = (more: Partial<OrderRow> | object): OrderRow =>
  ({
    id: 'o1',
    instrument: BTC,
    side: 'buy',
    type: 'limit',
    quantity: '0.5',
    filled: '0',
    limitPrice: '100',
    state: 'accepted',
    purpose: 'manual',
    ...more,
  }) as OrderRow
const schedule = (more: Partial<ScheduleRow> | object): ScheduleRow =>
  ({
    id: 's1',
    instrument: BTC,
    side: 'sell',
    kind: 'twap',
    quantity: '2',
    filled: '0.5',
    slices: 4,
    placed: 1,
    limitPrice: '120',
    state: 'running',
    ...more,
  }) as ScheduleRow
const position = (more: Partial<PositionRow> | object): PositionRow =>
  ({ instrument: BTC, quantity: '1', averagePrice: '99', stopResting: 'local', ...more }) as PositionRow

const lines = (more: { orders?: OrderRow[]; schedules?: ScheduleRow[]; position?: PositionRow }) =>
  chartLines({ instrument: BTC, orders: [], schedules: [], position: undefined, ...more })
const words = (more: Parameters<typeof lines>[0]) => lines(more).map(({ id, price, title }) => [id, price, title])

describe('lines at prices', () => {
  it('show working orders as what they are', () => {
    expect(words({ orders: [order({})] })).toEqual([['order:o1', 100, '▲ 0.5 limit']])
    expect(words({ orders: [order({ filled: '0.2', state: 'partial' })] })).toEqual([['order:o1', 100, '▲ 0.2/0.5 limit']])
    const stop = order({ side: 'sell', type: 'stop', stopPrice: '90', limitPrice: undefined, state: 'created', emulated: 'stop' })
    expect(words({ orders: [stop] })).toEqual([['trigger:o1', 90, '▼ 0.5 stop kept here']])
    const both = order({ type: 'stop-limit', stopPrice: '110', limitPrice: '111' })
    expect(lines({ orders: [both] })).toMatchObject([
      { id: 'trigger:o1', price: 110, title: '▲ 0.5 stop-limit', style: 'dashed' },
      { id: 'order:o1', price: 111, title: '▲ then limit' },
    ])
    expect(words({ orders: [order({ ...both, triggeredAt: 5 })] })).toEqual([['order:o1', 111, '▲ 0.5 stop-limit']])
    expect(words({ orders: [order({ displayQuantity: '0.1' })] })[0]?.[2]).toBe('▲ 0.5 limit shows 0.1')
  })

  it('mark an order whose outcome is not known, and leave out what is over or of another market', () => {
    expect(lines({ orders: [order({ state: 'unknown' })] })).toMatchObject([
      { tone: 'warn', style: 'dotted', title: '▲ 0.5 limit outcome unknown' },
    ])
    for (const over of [{ state: 'filled' }, { state: 'rejected' }, { instrument: 'demo:ETH/USDT' }, { limitPrice: undefined }])
      expect(lines({ orders: [order(over)] })).toEqual([])
  })

  it('show a slice as a slice, and its schedule while none works', () => {
    const slice = order({ side: 'sell', schedule: 's1', limitPrice: '120' })
    expect(words({ orders: [slice], schedules: [schedule({})] })).toEqual([['order:o1', 120, '▼ 0.5 TWAP slice']])
    expect(words({ schedules: [schedule({})] })).toEqual([['schedule:s1', 120, '▼ 0.5/2 TWAP 1/4']])
    expect(lines({ schedules: [schedule({ state: 'paused' })] })).toMatchObject([
      { tone: 'warn', title: '▼ 0.5/2 TWAP 1/4 paused' },
    ])
    for (const none of [{ state: 'ended' }, { limitPrice: undefined }, { instrument: 'x:Y/Z' }])
      expect(lines({ schedules: [schedule(none)] })).toEqual([])
  })

  it('show the position with where its stop rests; only stop and target can be dragged', () => {
    const held = position({ stop: '95', target: '130' })
    expect(lines({ position: held }).map(({ title, draggable }) => [title, draggable])).toEqual([
      ['avg 1', false],
      ['stop kept here', true],
      ['target', true],
    ])
    expect(lines({ position: position({ stop: '95', stopResting: 'venue' }) })[1]?.title).toBe('stop at venue')
    expect(lines({ position: position({ quantity: '0.000', stop: '95' }) })).toEqual([])
  })

  it('do not show the order that carries out the stop beside the stop', () => {
    const held = position({ stop: '95', target: '130', stopResting: 'venue' })
    const stop = order({ purpose: 'exit-stop', side: 'sell', type: 'stop', stopPrice: '95', limitPrice: undefined })
    expect(lines({ orders: [stop], position: held }).map(({ id }) => id)).toEqual(['average', 'stop', 'target'])
    const elsewhere = order({ purpose: 'exit-stop', side: 'sell', type: 'stop', stopPrice: '94', limitPrice: undefined })
    expect(lines({ orders: [elsewhere], position: held }).map(({ id }) => id)).toContain('trigger:o1')
  })
})

describe('the menu at a place', () => {
  const facts = { shownPrice: '100.00', position: undefined, orders: [order({})], schedules: [schedule({})] }
  const items = (lines: readonly string[], more: object = {}) =>
    menuItems({ ...facts, ...more, place: { price: '100', lines } }).map(({ text }) => text)

  it('fills the ticket at the price', () => {
    expect(items([])).toEqual(['▲ Buy limit at 100.00', '▼ Sell limit at 100.00'])
  })

  it('cancels what lies there, once each, before anything else', () => {
    expect(items(['trigger:o1', 'order:o1', 'schedule:s1', 'average'])).toEqual([
      'Cancel buy 0.5 limit',
      'Cancel twap sell 2',
      '▲ Buy limit at 100.00',
      '▼ Sell limit at 100.00',
    ])
    expect(items(['order:gone'])).toHaveLength(2)
    expect(menuItems({ ...facts, place: { price: '1', lines: ['schedule:s1'] } })[0]?.action).toEqual({
      do: 'cancel-schedule',
      id: 's1',
    })
  })

  it('sets or moves the protection of a position, and of none where there is none', () => {
    expect(items([], { position: position({ stop: '95' }) }).slice(0, 2)).toEqual([
      'Move stop here, 100.00',
      'Set target here, 100.00',
    ])
    expect(items([], { position: position({ quantity: '0' }) })).toHaveLength(2)
  })

  it('knows lines that can be cancelled by their ids', () => {
    expect(['order:a:b', 'stop', 'target', 'average'].map((id) => ORDER_LINE.exec(id)?.[2])).toEqual([
      'a:b',
      undefined,
      undefined,
      undefined,
    ])
  })
})
