import { readCapture } from '../adapters/captures/index.ts'
import type { BookSnapshot, Instrument, InstrumentId, Trade } from '../domain/index.ts'
import { createMarketPipeline, mapperFor, snapshotOf } from '../market-data/index.ts'
import { btcInstrument } from './trading-harness.ts'

export type RecordedEvent = BookSnapshot | Trade

/** The market of a recording with the most trades: its books, so many levels a side, and its trades, in the order in which they were received. */
export async function recordedMarket(exchange: string, file: string, { depth = 20, most = 40_000 } = {}) {
  const markets = new Map<InstrumentId, RecordedEvent[]>()
  const keep = (event: RecordedEvent): void => {
    const events = markets.get(event.instrument) ?? []
    if (events.length < most) events.push(event)
    markets.set(event.instrument, events)
  }
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    timeframes: ['1m'],
    unknownSymbols: 'derive',
    sink: {
      event: (event) => {
        if (event.kind === 'trade') keep(event)
      },
      bookChanged: (view) => {
        if (view.state === 'live') keep(snapshotOf(view, depth))
      },
      snapshotNeeded: () => undefined,
    },
  })
  for await (const record of readCapture(file)) {
    if (record.kind === 'recv' || record.kind === 'http') pipeline.push(record)
    if ([...markets.values()].some(({ length }) => length >= most)) break
  }
  const trades = (events: readonly RecordedEvent[]): number => events.filter(({ kind }) => kind === 'trade').length
  const [busiest] = [...markets.entries()].sort(([, a], [, b]) => trades(b) - trades(a))
  if (busiest === undefined) throw new Error(`${file}: no market in it`)
  const [id, events] = busiest
  const instrument: Instrument = { ...btcInstrument, id }
  return { instrument, events, trades: trades(events) }
}
