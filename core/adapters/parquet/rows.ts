import {
  type DuckDBDataChunk,
  DuckDBDecimal128Vector,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBListVector,
  DuckDBStructValue,
  DuckDBStructVector,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import {
  type BinSide,
  type BookBin,
  type BookLevel,
  type Channel,
  type Gap,
  type InstrumentId,
  type Millis,
  millis,
  type Price,
  type Quantity,
  type Side,
  type Timeframe,
} from '../../domain/index.ts'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'

/** The values of one row by column name. */
type Row = (name: string) => DuckDBValue

class ColumnError extends Error {
  constructor(what: string, value: DuckDBValue | undefined) {
    super(`not ${what}: ${String(value)}; the file is not of this archive's format`)
    this.name = 'ColumnError'
  }
}

function exact(value: DuckDBValue | undefined): bigint {
  if (value instanceof DuckDBDecimalValue && value.scale === 12) return value.value
  throw new ColumnError('a decimal of 12 places', value)
}
const price = (value: DuckDBValue | undefined): Price => exact(value) as Price
const quantity = (value: DuckDBValue | undefined): Quantity => exact(value) as Quantity
function moment(value: DuckDBValue): Millis {
  if (value instanceof DuckDBTimestampTZValue) return millis(Number(value.micros / 1_000n))
  throw new ColumnError('a time', value)
}
function whole(value: DuckDBValue | undefined): number {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value)
  throw new ColumnError('a number', value)
}
function text(value: DuckDBValue): string {
  if (typeof value === 'string') return value
  throw new ColumnError('text', value)
}

/** An optional field: absent where the file has none. */
const maybe = <Key extends string, T>(
  key: Key,
  value: DuckDBValue | undefined,
  read: (value: DuckDBValue) => T,
): { readonly [K in Key]?: T } =>
  value === null || value === undefined ? {} : ({ [key]: read(value) } as { readonly [K in Key]?: T })

const market = (row: Row) => ({
  instrument: text(row('instrument')) as InstrumentId,
  exchangeTime: moment(row('exchange_time')),
  receivedTime: moment(row('received_time')),
})

/** Straight from the column's memory: objects for each level on the way would double the time. */
function levelsReader(chunk: DuckDBDataChunk, column: number): (row: number) => readonly BookLevel[] {
  const lists = chunk.getColumnVector(column)
  if (!(lists instanceof DuckDBListVector)) throw new ColumnError('a list of levels', lists.type.toString())
  const levels = lists.childVector
  if (!(levels instanceof DuckDBStructVector)) throw new ColumnError('levels', lists.type.toString())
  const [prices, quantities] = [levels.entryVectorAt(0), levels.entryVectorAt(1)]
  if (!(prices instanceof DuckDBDecimal128Vector && quantities instanceof DuckDBDecimal128Vector))
    throw new ColumnError('levels of decimals', lists.type.toString())
  return (row) => {
    const offset = lists.getEntryOffset(row)
    return Array.from({ length: lists.getEntryLength(row) }, (_, index) => ({
      price: prices.getScaledValue(offset + index) as Price,
      quantity: quantities.getScaledValue(offset + index) as Quantity,
    }))
  }
}

function binSide(entries: Readonly<Record<string, DuckDBValue>>, prefix: string): BinSide {
  return {
    volume: quantity(entries[`${prefix}_volume`]),
    count: whole(entries[`${prefix}_count`]),
    ...maybe('vwap', entries[`${prefix}_vwap`], price),
    ...(entries[`${prefix}_truncated`] === true ? { truncated: true as const } : {}),
  }
}

function bins(value: DuckDBValue): readonly BookBin[] {
  if (!(value instanceof DuckDBListValue)) throw new ColumnError('a list of bins', value)
  return value.items.map((item) => {
    if (!(item instanceof DuckDBStructValue)) throw new ColumnError('a bin', item)
    const { entries } = item
    return { bps: whole(entries['bps']), bid: binSide(entries, 'bid'), ask: binSide(entries, 'ask') }
  })
}

const READERS: { readonly [K in Exclude<RecordedKind, 'books'>]: (row: Row) => RecordedFacts[K] } = {
  trades: (row) => ({
    kind: 'trade',
    ...market(row),
    id: text(row('trade_id')),
    price: price(row('price')),
    quantity: quantity(row('quantity')),
    aggressor: text(row('side')) as Side,
  }),
  candles: (row) => ({
    kind: 'candle',
    ...market(row),
    timeframe: text(row('timeframe')) as Timeframe,
    openTime: moment(row('open_time')),
    open: price(row('open')),
    high: price(row('high')),
    low: price(row('low')),
    close: price(row('close')),
    volume: quantity(row('volume')),
    trades: whole(row('trades')),
    closed: row('closed') === true,
  }),
  bins: (row) => ({ kind: 'book-bins', ...market(row), bins: bins(row('bins')) }),
  metrics: (row) => ({
    kind: 'metrics',
    ...market(row),
    ...maybe('cumulativeDelta', row('cumulative_delta'), quantity),
    ...maybe('tradeRate', row('trade_rate'), whole),
    ...maybe('spread', row('spread'), price),
    ...maybe('microPrice', row('micro_price'), whole),
    ...maybe('imbalance', row('imbalance'), whole),
    ...maybe('realisedVolatility', row('realised_volatility'), whole),
  }),
  gaps: (row) => ({
    kind: 'gap',
    ...market(row),
    id: text(row('gap_id')),
    channel: text(row('channel')) as Channel,
    ...maybe('startSequence', row('start_sequence'), whole),
    ...maybe('endSequence', row('end_sequence'), whole),
    ...maybe('missingCount', row('missing_count'), whole),
    startTime: moment(row('start_time')),
    endTime: moment(row('end_time')),
    cause: text(row('cause')),
    recovered: whole(row('recovered')),
    ...maybe('repairedBy', row('repaired_by'), (value) => text(value) as NonNullable<Gap['repairedBy']>),
  }),
}

/** The facts of a chunk whose columns are those of the kind, by these names. */
export function factsIn<K extends RecordedKind>(
  kind: K,
  chunk: DuckDBDataChunk,
  names: readonly string[],
): readonly RecordedFacts[K][] {
  const lists = kind === 'books' ? ['bids', 'asks'] : []
  const columns = new Map(
    names.flatMap((name, index) => (lists.includes(name) ? [] : [[name, chunk.getColumnValues(index)] as const])),
  )
  const rowAt =
    (index: number): Row =>
    (name) => {
      const value = columns.get(name)?.[index]
      if (value === undefined) throw new ColumnError(`here: the column ${name}`, value)
      return value
    }
  const rows = Array.from({ length: chunk.rowCount }, (_, index) => rowAt(index))
  if (kind === 'books') {
    const bids = levelsReader(chunk, names.indexOf('bids'))
    const asks = levelsReader(chunk, names.indexOf('asks'))
    return rows.map((row, index) => ({
      kind: 'book-snapshot',
      ...market(row),
      sequence: whole(row('sequence')),
      bids: bids(index),
      asks: asks(index),
    })) as unknown as readonly RecordedFacts[K][]
  }
  const read = READERS[kind as Exclude<K, 'books'>] as (row: Row) => RecordedFacts[K]
  return rows.map(read)
}
