import { describe, expect, it } from 'vitest'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import type { VenueWire, WireStep } from '../../../testing/venue-faults.ts'
import { venueFaultsProperty } from '../../../testing/venue-faults.ts'
import type { BookDeltaFact } from '../contract.ts'
import { createOkxMapper } from './mapper.ts'
import { okxSequence } from './sequence.ts'
import { unifiedOkxSymbol } from './symbols.ts'

const SNAPSHOT =
  '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["8476.98","415","0","13"]],"bids":[["8476.97","256","0","12"]],"ts":"1700000000085","checksum":-855196043,"prevSeqId":-1,"seqId":123456}]}'
const UPDATE =
  '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[["8476.97","0","0","0"]],"ts":"1700000000095","checksum":12,"prevSeqId":123456,"seqId":123460}]}'
const UNNUMBERED =
  '{"arg":{"channel":"books-l2-tbt","instId":"UNI-USD-SWAP"},"action":"update","data":[{"asks":[],"bids":[["9.617","441","0","4"]],"ts":"1646003667640","checksum":-980833328}]}'
const TRADE =
  '{"arg":{"channel":"trades","instId":"ZEN-USDT"},"data":[{"instId":"ZEN-USDT","tradeId":"15270483","px":"32.51","sz":"0.37568","side":"buy","ts":"1646003666197"}]}'
const TICKER =
  '{"arg":{"channel":"tickers","instId":"ETH-USD-220624-20000-C"},"data":[{"instType":"OPTION","instId":"ETH-USD-220624-20000-C","last":"0.0025","lastSz":"0","askPx":"0.002","askSz":"20","bidPx":"","bidSz":"","open24h":"0.0025","high24h":"0.0025","low24h":"0.0025","volCcy24h":"0","vol24h":"0","ts":"1646003643199"}]}'
const TOP =
  '{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[["111.06","55154","0","2"]],"bids":[["111.05","57745","0","2"]],"ts":"1670324386802","seqId":363996337}]}'
const SUBSCRIBED = '{"event":"subscribe","arg":{"channel":"trades","instId":"PROPS-ETH"}}'

const body = (step: WireStep, action: string, chain: object): string =>
  JSON.stringify({
    arg: { channel: 'books', instId: 'BTC-USDT' },
    action,
    data: [{ asks: step.asks, bids: step.bids, ts: String(step.time), checksum: step.checksum, ...chain }],
  })

const unnumbered: VenueWire = {
  exchange: 'okx',
  numbered: false,
  contiguous: false,
  depth: 400,
  checksum: (book) => book.okxChecksum(),
  zeroIsNone: true,
  snapshot: (step) => body(step, 'snapshot', {}),
  delta: (step) => body(step, 'update', {}),
}
const numbered: VenueWire = {
  ...unnumbered,
  numbered: true,
  snapshot: (step) => body(step, 'snapshot', { prevSeqId: -1, seqId: step.sequence }),
  delta: (step) => body(step, 'update', { prevSeqId: step.previous, seqId: step.sequence }),
}

describe('the OKX mapper', () => {
  venueMapperContract(createOkxMapper, [SNAPSHOT, UPDATE, UNNUMBERED, TRADE, TICKER, TOP, SUBSCRIBED])

  const one = (text: string) => mapText(createOkxMapper(), text)[0]

  it('keeps the venue`s digits and its chain', () => {
    expect(one(SNAPSHOT)).toMatchObject({
      kind: 'book-snapshot',
      sequence: 123456,
      checksum: 3439771253,
      bids: [['8476.97', '256', '0', '12']],
    })
    expect(one(UPDATE)).toMatchObject({ firstSequence: 123457, lastSequence: 123460, previousSequence: 123456 })
    expect(one(UNNUMBERED)).toMatchObject({ unnumbered: true, venueSymbol: 'UNI-USD-SWAP', checksum: 3314133968 })
    expect(one(TRADE)).toMatchObject({ id: '15270483', price: '32.51', aggressor: 'buy', exchangeTime: 1646003666197 })
  })

  it('says nothing about a side that is empty', () => {
    expect(mapText(createOkxMapper(), TICKER).map(({ kind }) => kind)).toEqual(['ticker'])
    expect(mapText(createOkxMapper(), TICKER.replace('"bidPx":"","bidSz":""', '"bidPx":"0.001","bidSz":"5"')).length).toBe(2)
  })

  it('names what is wrong, and whose book misses an update that no number would show', () => {
    expect(one(UPDATE.replace('"bids":[[', '"bids":[{},['))).toEqual({ kind: 'malformed', reason: 'book-levels' })
    expect(one(UNNUMBERED.replace('"bids":[[', '"bids":[{},['))).toEqual({
      kind: 'malformed',
      reason: 'book-levels',
      bookOf: 'UNI-USD-SWAP',
    })
  })

  it('spells pairs with a slash and leaves derivatives as the venue names them', () => {
    expect(['BTC-USDT', 'UNI-USD-SWAP', 'BTC-USD-220325-40000-C', '???'].map(unifiedOkxSymbol)).toEqual([
      'BTC/USDT',
      'UNI-USD-SWAP',
      'BTC-USD-220325-40000-C',
      null,
    ])
  })

  it('follows the chain through standstill and restart of the numbers', () => {
    const classify = (previousSequence: number, lastSequence: number) =>
      okxSequence.classify(10, { previousSequence, lastSequence } as BookDeltaFact)
    expect([classify(10, 15), classify(10, 10), classify(10, 3), classify(5, 9), classify(12, 15)]).toEqual([
      'next',
      'next',
      'next',
      'old',
      'gap',
    ])
  })

  it('reports exactly the injected faults: chained by prevSeqId', () => {
    venueFaultsProperty(numbered)
  })

  it('reports exactly the injected faults: told by the checksum alone', () => {
    venueFaultsProperty(unnumbered)
  })
})
