import { describe, expect, it } from 'vitest'
import { millis } from '../../../domain/index.ts'
import type { VenueFact } from '../contract.ts'
import { createKucoinMapper } from './mapper.ts'

function facts(message: unknown, url?: string): VenueFact[] {
  const found: VenueFact[] = []
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  const frame = { connection: 'c', text, receivedTime: millis(1_619_378_326_000), ...(url === undefined ? {} : { url }) }
  createKucoinMapper().map(frame, (fact) => found.push(fact))
  return found
}

const message = (subject: string, data: unknown) => ({ type: 'message', subject, topic: '/market/ticker:BTC-USDT', data })
const update = {
  symbol: 'BTC-USDT',
  sequenceStart: 5,
  sequenceEnd: 6,
  changes: { bids: [['100', '1', '5']], asks: [['0', '0', '6']] },
}

describe('KuCoin', () => {
  it('reads changes, and a change at price 0 as a used number only', () => {
    expect(facts(message('trade.l2update', update))).toEqual([
      {
        kind: 'book-delta',
        venueSymbol: 'BTC-USDT',
        firstSequence: 5,
        lastSequence: 6,
        bids: [['100', '1', '5']],
        asks: [],
      },
    ])
  })

  it('reads a REST book, its market out of the address', () => {
    const reply = { code: '200000', data: { time: 1_619_378_326_628, sequence: '7', bids: [['1', '2']], asks: [] } }
    expect(facts(reply, 'https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=BTC-USDT')).toMatchObject([
      { kind: 'book-snapshot', venueSymbol: 'BTC-USDT', sequence: 7, exchangeTime: 1_619_378_326_628 },
    ])
  })

  it('reads trades and the best prices', () => {
    const trade = { symbol: 'BTC-USDT', tradeId: 'a', price: '1', size: '2', side: 'buy', time: '1619378327739050725' }
    expect(facts(message('trade.l3match', trade))).toMatchObject([
      { kind: 'trade', id: 'a', aggressor: 'buy', exchangeTime: 1_619_378_327_739 },
    ])
    const top = { bestBid: '1', bestBidSize: '2', bestAsk: '3', bestAskSize: '4', time: 1_619_378_326_628 }
    expect(facts(message('trade.ticker', top))).toMatchObject([{ kind: 'top', venueSymbol: 'BTC-USDT', bid: '1', ask: '3' }])
  })

  it.each([
    ['not-json', '{'],
    ['not-an-object', '[]'],
    ['unknown-message', {}],
    ['no-data', message('trade.l2update', null)],
    ['depth-symbol', message('trade.l2update', { ...update, symbol: 'BTC/USDT' })],
    ['depth-sequence', message('trade.l2update', { ...update, sequenceStart: 7 })],
    ['depth-levels', message('trade.l2update', { ...update, changes: { bids: [[1, 2]], asks: [] } })],
    ['snapshot-sequence', { code: '200000', data: { bids: [], asks: [], sequence: 'x' } }],
    ['trade-time', message('trade.l3match', { symbol: 'B-U', tradeId: 'a', price: '1', size: '2', side: 'buy', time: '16' })],
  ])('refuses %s', (reason, text) => {
    expect(facts(text)).toEqual([{ kind: 'malformed', reason }])
  })
})
