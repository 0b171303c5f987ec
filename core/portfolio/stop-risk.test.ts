import { expect, it } from 'vitest'
import { type InstrumentId, millis, money, type Position, price, quantity, type Quote, toWire } from '../domain/index.ts'
import { viewPosition } from './index.ts'

const BTC = 'x:BTC/USDT' as InstrumentId
const position: Position = {
  instrument: BTC,
  quantity: quantity('2'),
  costBasis: money('200'),
  realisedPnl: money('0'),
  fees: money('0'),
  updatedAt: millis(0),
}
const quote: Quote = {
  kind: 'quote',
  instrument: BTC,
  exchangeTime: millis(1),
  receivedTime: millis(1),
  bid: price('124'),
  bidSize: quantity('1'),
  ask: price('126'),
  askSize: quantity('1'),
}

it('counts what is lost from the mark down to the stop, and below zero past it', () => {
  const view = (stop: string) => toWire(viewPosition({ ...position, stop: price(stop) }, quote))
  expect(view('120')).toMatchObject({ markPrice: '125', riskAmount: '10', stopDistanceBps: 400 })
  expect(view('126')).toMatchObject({ riskAmount: '-2', stopDistanceBps: -80 })
})

it('says nothing of it without a stop, a price or anything held', () => {
  const flat = { ...position, quantity: quantity('0'), stop: price('120') }
  for (const view of [
    viewPosition(position, quote),
    viewPosition({ ...position, stop: price('120') }, undefined),
    viewPosition(flat, quote),
  ])
    for (const field of ['riskAmount', 'stopDistanceBps']) expect(view).not.toHaveProperty(field)
})
