import {
  type BookBins,
  type Candle,
  formatPrice,
  formatQuantity,
  fromJson,
  fromWire,
  type InstrumentId,
  millis,
  MINUTE,
  HOUR,
  price,
  quantity,
  type Side,
  type Timeframe,
  timeframeLength,
  toJson,
} from '../../../domain/index.ts'
import { readLevels, writeLevels } from './levels.ts'
import type { PackedFacts, PackedKind } from './packing/index.ts'

/** What better-sqlite3 takes and gives. */
export type SqlValue = string | number | Buffer | null

/** How facts of a kind rest as rows until they are packed. */
export interface KindTable<Fact, Row> {
  readonly table: string
  /** The column by which facts are ordered, ranged and forgotten. */
  readonly time: string
  /** Which of several facts of one time came first. */
  readonly ties: string
  /** Columns after the instrument, in the order of `values`. */
  readonly columns: readonly string[]
  /** What happens to a fact whose key is there already. */
  readonly again: 'IGNORE' | 'REPLACE'
  /** Names a row for deletion. */
  readonly key: readonly string[]
  readonly values: (fact: Fact) => SqlValue[]
  readonly fact: (row: Row, instrument: InstrumentId) => Fact
  readonly timeOf: (fact: Fact) => number
  /** Rows younger than this are left as rows, ms: they are still told again, corrected or back-filled. */
  readonly settles: number
  /** Rows of a full block. */
  readonly blockRows: number
}

interface Times {
  readonly exchange_time: number
  readonly received_time: number
}

interface TradeRow extends Times {
  readonly trade_id: string
  readonly price: string
  readonly quantity: string
  readonly aggressor: Side
}

export interface CandleRow {
  readonly timeframe: Timeframe
  readonly open_time: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly trades: number
  /** Absent in rows of the first schema. */
  readonly exchange_time: number | null
  readonly received_time: number | null
}

interface BookRow extends Times {
  readonly sequence: number
  readonly levels: Buffer
}

interface BinsRow extends Times {
  readonly bins: string
}

interface MetricsRow extends Times {
  readonly cumulative_delta: string | null
  readonly trade_rate: number | null
  readonly spread: string | null
  readonly micro_price: number | null
  readonly imbalance: number | null
  readonly realised_volatility: number | null
}

export interface RowOf {
  readonly trades: TradeRow
  readonly candles: CandleRow
  readonly books: BookRow
  readonly bins: BinsRow
  readonly metrics: MetricsRow
}

const times = (row: Times) => ({ exchangeTime: millis(row.exchange_time), receivedTime: millis(row.received_time) })
const exchangeTimeOf = (fact: { readonly exchangeTime: number }): number => fact.exchangeTime

const trades: KindTable<PackedFacts['trades'], TradeRow> = {
  table: 'trades',
  time: 'exchange_time',
  // Ids that are numbers in order, without knowing that they are.
  ties: 'received_time, length(trade_id), trade_id',
  columns: ['exchange_time', 'received_time', 'trade_id', 'price', 'quantity', 'aggressor'],
  again: 'IGNORE',
  key: ['instrument', 'trade_id'],
  values: (t) => [t.exchangeTime, t.receivedTime, t.id, formatPrice(t.price), formatQuantity(t.quantity), t.aggressor],
  fact: (row, instrument) => ({
    kind: 'trade',
    instrument,
    ...times(row),
    id: row.trade_id,
    price: price(row.price),
    quantity: quantity(row.quantity),
    aggressor: row.aggressor,
  }),
  timeOf: exchangeTimeOf,
  // Live trades are refused when older than five minutes, so only back-filled ones come later.
  settles: 10 * MINUTE,
  blockRows: 2_000,
}

/** A bar belongs to the moment at which it opens. */
const candles: KindTable<Candle, CandleRow> = {
  table: 'candles',
  time: 'open_time',
  ties: 'timeframe',
  columns: ['timeframe', 'open_time', 'open', 'high', 'low', 'close', 'volume', 'trades', 'exchange_time', 'received_time'],
  again: 'REPLACE',
  key: ['instrument', 'timeframe', 'open_time'],
  values: (c) => [
    c.timeframe,
    c.openTime,
    formatPrice(c.open),
    formatPrice(c.high),
    formatPrice(c.low),
    formatPrice(c.close),
    formatQuantity(c.volume),
    c.trades,
    c.exchangeTime,
    c.receivedTime,
  ],
  fact: (row, instrument) => {
    const { open_time: openTime, exchange_time, received_time, ...rest } = row
    const end = openTime + timeframeLength(row.timeframe)
    const moments = { openTime, exchangeTime: exchange_time ?? end, receivedTime: received_time ?? end }
    return fromWire<Candle>({ kind: 'candle', instrument, ...rest, ...moments, closed: true })
  },
  timeOf: ({ openTime }) => openTime,
  settles: HOUR,
  blockRows: 3_600,
}

const books: KindTable<PackedFacts['books'], BookRow> = {
  table: 'books',
  time: 'exchange_time',
  ties: 'received_time, sequence',
  columns: ['exchange_time', 'received_time', 'sequence', 'levels'],
  again: 'IGNORE',
  key: ['id'],
  values: (b) => [b.exchangeTime, b.receivedTime, b.sequence, writeLevels(b)],
  fact: (row, instrument) => ({
    kind: 'book-snapshot',
    instrument,
    ...times(row),
    sequence: row.sequence,
    ...readLevels(row.levels),
  }),
  timeOf: exchangeTimeOf,
  settles: MINUTE,
  blockRows: 600,
}

const bins: KindTable<BookBins, BinsRow> = {
  table: 'book_bins',
  time: 'exchange_time',
  ties: 'received_time',
  columns: ['exchange_time', 'received_time', 'bins'],
  again: 'REPLACE',
  key: ['instrument', 'exchange_time', 'received_time'],
  values: (b) => [b.exchangeTime, b.receivedTime, toJson(b.bins)],
  fact: (row, instrument) => ({
    kind: 'book-bins',
    instrument,
    ...times(row),
    bins: fromJson<BookBins['bins']>(row.bins),
  }),
  timeOf: exchangeTimeOf,
  settles: MINUTE,
  blockRows: 1_000,
}

const metrics: KindTable<PackedFacts['metrics'], MetricsRow> = {
  table: 'metrics',
  time: 'exchange_time',
  ties: 'received_time',
  columns: [
    'exchange_time',
    'received_time',
    'cumulative_delta',
    'trade_rate',
    'spread',
    'micro_price',
    'imbalance',
    'realised_volatility',
  ],
  again: 'REPLACE',
  key: ['instrument', 'exchange_time', 'received_time'],
  values: (m) => [
    m.exchangeTime,
    m.receivedTime,
    m.cumulativeDelta === undefined ? null : formatQuantity(m.cumulativeDelta),
    m.tradeRate ?? null,
    m.spread === undefined ? null : formatPrice(m.spread),
    m.microPrice ?? null,
    m.imbalance ?? null,
    m.realisedVolatility ?? null,
  ],
  fact: (row, instrument) => ({
    kind: 'metrics',
    instrument,
    ...times(row),
    ...(row.cumulative_delta === null ? {} : { cumulativeDelta: quantity(row.cumulative_delta) }),
    ...(row.trade_rate === null ? {} : { tradeRate: row.trade_rate }),
    ...(row.spread === null ? {} : { spread: price(row.spread) }),
    ...(row.micro_price === null ? {} : { microPrice: row.micro_price }),
    ...(row.imbalance === null ? {} : { imbalance: row.imbalance }),
    ...(row.realised_volatility === null ? {} : { realisedVolatility: row.realised_volatility }),
  }),
  timeOf: exchangeTimeOf,
  settles: MINUTE,
  blockRows: 1_000,
}

export const KINDS: { readonly [Kind in PackedKind]: KindTable<PackedFacts[Kind], RowOf[Kind]> } = {
  trades,
  candles,
  books,
  bins,
  metrics,
}
export const PACKED_KINDS = ['trades', 'candles', 'books', 'bins', 'metrics'] as const satisfies readonly PackedKind[]

/** Takes the instrument and then the values of a row. */
const insertOf = (kind: PackedKind): string => {
  const { table, columns, again } = KINDS[kind]
  return `INSERT OR ${again} INTO ${table} (instrument, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`
}
export const INSERT: Readonly<Record<PackedKind, string>> = {
  trades: insertOf('trades'),
  candles: insertOf('candles'),
  books: insertOf('books'),
  bins: insertOf('bins'),
  metrics: insertOf('metrics'),
}

/** The part of a kind that is packed together: of candles one timeframe, of the others everything. */
export interface Shelf<Kind extends PackedKind = PackedKind> {
  readonly kind: Kind
  readonly series: string
}

/** Bars of a second are many and are packed; the longer ones are few and are asked for all the time. */
export const PACKED_SHELVES: readonly Shelf[] = PACKED_KINDS.map((kind) => ({ kind, series: kind === 'candles' ? '1s' : '' }))
