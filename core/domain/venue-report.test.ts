import { expect, it } from 'vitest'
import { clientOrderId, type EngineInput, fillId, fromJson, millis, money, price, quantity, toJson } from './index.ts'

const filled = {
  type: 'filled',
  clientOrderId: clientOrderId('sntl-live-1'),
  fillId: fillId('binance:BTCUSDT:1'),
  price: price('100'),
  quantity: quantity('1'),
  fee: money('0.1'),
  liquidity: 'taker',
  at: millis(1),
} as const

it('journals keep what a venue took as a fee, and rows from before read as they were', () => {
  const old: EngineInput = { type: 'VenueReported', report: filled }
  const row =
    '{"type":"VenueReported","report":{"type":"filled","clientOrderId":"sntl-live-1","fillId":"binance:BTCUSDT:1","price":"100","quantity":"1","fee":"0.1","liquidity":"taker","at":1}}'
  expect(toJson(old)).toBe(row)
  expect(fromJson<EngineInput>(row)).toEqual(old)
  const fees: EngineInput = {
    type: 'VenueReported',
    report: { ...filled, feeAsset: 'BNB', fee: money('0'), feeQuantity: quantity('0.00000001') },
  }
  expect(fromJson<EngineInput>(toJson(fees))).toEqual(fees)
})
