import { type BinSide, type BookLevel, formatPrice, formatQuantity, type Gap, type Millis } from '../../domain/index.ts'
import type { RecordedFact, RecordedFacts, RecordedKind } from '../../ports/index.ts'

type Cell = string | number | boolean | undefined

/** One cell, quoted where RFC 4180 asks for it. Missing is empty. */
export function csvCell(value: Cell): string {
  if (value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvRecord = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

const iso = (time: Millis): string => new Date(time).toISOString()
const levels = (list: readonly BookLevel[]): string =>
  JSON.stringify(list.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)]))
const binCells = (side: BinSide | undefined): readonly Cell[] =>
  side === undefined
    ? [undefined, undefined, undefined, undefined]
    : [
        formatQuantity(side.volume),
        side.count,
        side.vwap === undefined ? undefined : formatPrice(side.vwap),
        side.truncated === true,
      ]
const gapCells = (g: Gap): readonly Cell[] => [
  g.id,
  g.channel,
  g.startSequence,
  g.endSequence,
  g.missingCount,
  iso(g.startTime),
  iso(g.endTime),
  g.cause,
  g.recovered,
  g.repairedBy,
]

interface Table<Fact> {
  readonly columns: readonly string[]
  /** Usually one record a fact. */
  readonly rows: (fact: Fact) => readonly (readonly Cell[])[]
}

const TABLES: { readonly [K in RecordedKind]: Table<RecordedFacts[K]> } = {
  trades: {
    columns: ['trade_id', 'price', 'quantity', 'side'],
    rows: (t) => [[t.id, formatPrice(t.price), formatQuantity(t.quantity), t.aggressor]],
  },
  candles: {
    columns: ['timeframe', 'open_time', 'open', 'high', 'low', 'close', 'volume', 'trades', 'closed'],
    rows: (c) => [
      [
        c.timeframe,
        iso(c.openTime),
        ...[c.open, c.high, c.low, c.close].map((each) => formatPrice(each)),
        formatQuantity(c.volume),
        c.trades,
        c.closed,
      ],
    ],
  },
  books: {
    columns: ['sequence', 'bids', 'asks'],
    rows: (b) => [[b.sequence, levels(b.bids), levels(b.asks)]],
  },
  bins: {
    columns: [
      'bps',
      'bid_volume',
      'bid_count',
      'bid_vwap',
      'bid_truncated',
      'ask_volume',
      'ask_count',
      'ask_vwap',
      'ask_truncated',
    ],
    rows: (b) => {
      const rows = b.bins.map(({ bps, bid, ask }): readonly Cell[] => [bps, ...binCells(bid), ...binCells(ask)])
      // A book with an empty side is a row too, so that no sample is missing.
      return rows.length === 0 ? [[undefined, ...binCells(undefined), ...binCells(undefined)]] : rows
    },
  },
  metrics: {
    columns: ['cumulative_delta', 'trade_rate', 'spread', 'micro_price', 'imbalance', 'realised_volatility'],
    rows: (m) => [
      [
        m.cumulativeDelta === undefined ? undefined : formatQuantity(m.cumulativeDelta),
        m.tradeRate,
        m.spread === undefined ? undefined : formatPrice(m.spread),
        m.microPrice,
        m.imbalance,
        m.realisedVolatility,
      ],
    ],
  },
  gaps: {
    columns: [
      'gap_id',
      'channel',
      'start_sequence',
      'end_sequence',
      'missing_count',
      'start_time',
      'end_time',
      'cause',
      'recovered',
      'repaired_by',
    ],
    rows: (g) => [gapCells(g)],
  },
}

const MARKET = ['instrument', 'exchange_time', 'received_time']

export const csvHeader = (kind: RecordedKind): string => csvRecord([...MARKET, ...TABLES[kind].columns])

function rowsOf(fact: RecordedFact): readonly (readonly Cell[])[] {
  switch (fact.kind) {
    case 'trade':
      return TABLES.trades.rows(fact)
    case 'candle':
      return TABLES.candles.rows(fact)
    case 'book-snapshot':
      return TABLES.books.rows(fact)
    case 'book-bins':
      return TABLES.bins.rows(fact)
    case 'metrics':
      return TABLES.metrics.rows(fact)
    case 'gap':
      return TABLES.gaps.rows(fact)
  }
}

/** The records of one fact: decimals with every digit, times as ISO text in UTC. */
export function csvRows(fact: RecordedFact): string {
  const market = [fact.instrument, iso(fact.exchangeTime), iso(fact.receivedTime)]
  let text = ''
  for (const row of rowsOf(fact)) text += csvRecord([...market, ...row])
  return text
}
