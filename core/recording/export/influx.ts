import {
  type BinSide,
  type BookBins,
  type BookLevel,
  type BookSnapshot,
  type Candle,
  type DerivedMetrics,
  formatPrice,
  formatQuantity,
  type Gap,
  type Price,
  type Quantity,
  splitInstrumentId,
  type Trade,
} from '../../domain/index.ts'
import type { RecordedFact } from '../../ports/index.ts'
import { timeOf } from '../reading/index.ts'
import { encodePoint, type FieldValue, type Point } from './line-protocol.ts'

type Field = readonly [key: string, value: FieldValue]
type Tag = readonly [key: string, value: string]
type Part = Pick<Point, 'measurement' | 'tags' | 'fields'>

const NANOS_PER_MILLI = 1_000_000n
const price = (key: string, value: Price): Field => [key, { decimal: formatPrice(value) }]
const quantity = (key: string, value: Quantity): Field => [key, { decimal: formatQuantity(value) }]
const whole = (key: string, value: number): Field => [key, BigInt(value)]
const maybe = <T>(value: T | undefined, field: (value: T) => Field): readonly Field[] =>
  value === undefined ? [] : [field(value)]

const trade = (t: Trade): Part => ({
  measurement: 'trades',
  tags: [['side', t.aggressor]],
  fields: [price('price', t.price), quantity('quantity', t.quantity), ['trade_id', t.id]],
})

const candle = (c: Candle): Part => ({
  measurement: 'candles',
  tags: [['timeframe', c.timeframe]],
  fields: [
    price('open', c.open),
    price('high', c.high),
    price('low', c.low),
    price('close', c.close),
    quantity('volume', c.volume),
    whole('trades', c.trades),
    ['closed', c.closed],
  ],
})

/** bid_price_1 is the best bid. */
const levels = (side: 'bid' | 'ask', list: readonly BookLevel[]): readonly Field[] =>
  list.flatMap((level, index) => [
    price(`${side}_price_${String(index + 1)}`, level.price),
    quantity(`${side}_quantity_${String(index + 1)}`, level.quantity),
  ])

const book = (b: BookSnapshot): Part => ({
  measurement: 'books',
  tags: [],
  fields: [whole('sequence', b.sequence), ...levels('bid', b.bids), ...levels('ask', b.asks)],
})

const binSide = (side: 'bid' | 'ask', bin: BinSide): readonly Field[] => [
  quantity(`${side}_volume`, bin.volume),
  whole(`${side}_count`, bin.count),
  ...maybe(bin.vwap, (vwap) => price(`${side}_vwap`, vwap)),
  [`${side}_truncated`, bin.truncated === true],
]

/** A point a bin; a book with an empty side has one point that says so. */
const bins = (b: BookBins): readonly Part[] =>
  b.bins.length === 0
    ? [{ measurement: 'bins', tags: [], fields: [['one_sided', true]] }]
    : b.bins.map(({ bps, bid, ask }) => ({
        measurement: 'bins',
        tags: [['bps', String(bps)]],
        fields: [...binSide('bid', bid), ...binSide('ask', ask)],
      }))

const metrics = (m: DerivedMetrics): Part => ({
  measurement: 'metrics',
  tags: [],
  fields: [
    ...maybe(m.cumulativeDelta, (value) => quantity('cumulative_delta', value)),
    ...maybe(m.tradeRate, (value): Field => ['trade_rate', value]),
    ...maybe(m.spread, (value) => price('spread', value)),
    ...maybe(m.microPrice, (value): Field => ['micro_price', value]),
    ...maybe(m.imbalance, (value): Field => ['imbalance', value]),
    ...maybe(m.realisedVolatility, (value): Field => ['realised_volatility', value]),
  ],
})

const gap = (g: Gap): Part => ({
  measurement: 'gaps',
  tags: [['channel', g.channel]],
  fields: [
    ['gap_id', g.id],
    ...maybe(g.startSequence, (value) => whole('start_sequence', value)),
    ...maybe(g.endSequence, (value) => whole('end_sequence', value)),
    ...maybe(g.missingCount, (value) => whole('missing_count', value)),
    whole('end_time', g.endTime),
    ['cause', g.cause],
    whole('recovered', g.recovered),
    ...maybe(g.repairedBy, (value): Field => ['repaired_by', value]),
  ],
})

function partsOf(fact: RecordedFact): readonly Part[] {
  switch (fact.kind) {
    case 'trade':
      return [trade(fact)]
    case 'candle':
      return [candle(fact)]
    case 'book-snapshot':
      return [book(fact)]
    case 'book-bins':
      return bins(fact)
    case 'metrics':
      return [metrics(fact)]
    case 'gap':
      return [gap(fact)]
  }
}

/**
 * Facts as lines, given in their order. InfluxDB takes two points with equal tags and time for one, and
 * venues stamp in milliseconds: so the nth fact of a market within a millisecond gets n nanoseconds.
 */
export function influxEncoder(): (fact: RecordedFact) => string {
  let stream = ''
  let time = -1
  let nth = 0n
  return (fact) => {
    const at = timeOf(fact)
    const key = `${fact.kind}|${fact.instrument}|${fact.kind === 'candle' ? fact.timeframe : ''}`
    nth = key === stream && at === time ? nth + 1n : 0n
    if (nth >= NANOS_PER_MILLI) throw new RangeError(`a million facts of ${fact.instrument} share the millisecond ${String(at)}`)
    stream = key
    time = at
    const { exchange, symbol } = splitInstrumentId(fact.instrument)
    const market: readonly Tag[] = [
      ['exchange', exchange],
      ['symbol', symbol],
    ]
    let lines = ''
    for (const { measurement, tags, fields } of partsOf(fact)) {
      const received = whole('received_time', fact.receivedTime)
      const point = { measurement, tags: [...market, ...tags], fields: [...fields, received] }
      lines += `${encodePoint({ ...point, time: BigInt(at) * NANOS_PER_MILLI + nth })}\n`
    }
    return lines
  }
}
