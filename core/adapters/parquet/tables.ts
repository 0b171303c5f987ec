import {
  BIGINT,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  INTEGER,
  LIST,
  STRUCT,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api'
import type { BinSide, BookLevel, Millis, Price, Quantity } from '../../domain/index.ts'
import type { RecordedFacts, RecordedKind } from '../../ports/index.ts'

/** Every price and quantity: the domain's twelve decimals and as many digits before the point as Parquet has. */
const WIDTH = 38
const SCALE = 12
const EXACT = DECIMAL(WIDTH, SCALE)
const LIMIT = 10n ** BigInt(WIDTH)

export const LEVELS = LIST(STRUCT({ price: EXACT, quantity: EXACT }))
export const BINS = LIST(
  STRUCT({
    bps: DOUBLE,
    bid_volume: EXACT,
    bid_count: INTEGER,
    bid_vwap: EXACT,
    bid_truncated: BOOLEAN,
    ask_volume: EXACT,
    ask_count: INTEGER,
    ask_vwap: EXACT,
    ask_truncated: BOOLEAN,
  }),
)

export interface Column<Fact> {
  readonly name: string
  readonly type: DuckDBType
  readonly value: (fact: Fact) => DuckDBValue
}

/** Throws RangeError for a number of more than 26 digits before the point, which Parquet cannot hold. */
function exact(value: Price | Quantity | undefined): DuckDBValue {
  if (value === undefined) return null
  if (value >= LIMIT || value <= -LIMIT) throw new RangeError(`${value.toString()}e-12 does not fit DECIMAL(38,12)`)
  return new DuckDBDecimalValue(value, WIDTH, SCALE)
}

const moment = (time: Millis): DuckDBValue => new DuckDBTimestampTZValue(BigInt(time) * 1_000n)
const whole = (value: number | undefined): DuckDBValue => (value === undefined ? null : BigInt(value))
const levels = (list: readonly BookLevel[]): DuckDBValue =>
  new DuckDBListValue(list.map((level) => new DuckDBStructValue({ price: exact(level.price), quantity: exact(level.quantity) })))
const binSide = (prefix: string, side: BinSide): Record<string, DuckDBValue> => ({
  [`${prefix}_volume`]: exact(side.volume),
  [`${prefix}_count`]: side.count,
  [`${prefix}_vwap`]: exact(side.vwap),
  [`${prefix}_truncated`]: side.truncated === true,
})

/** In front of every kind. */
const market = [
  { name: 'instrument', type: VARCHAR, value: ({ instrument }: { instrument: string }) => instrument },
  { name: 'exchange_time', type: TIMESTAMPTZ, value: ({ exchangeTime }: { exchangeTime: Millis }) => moment(exchangeTime) },
  { name: 'received_time', type: TIMESTAMPTZ, value: ({ receivedTime }: { receivedTime: Millis }) => moment(receivedTime) },
] as const

/** The columns of each kind, in file order. A name, once written, keeps its meaning. */
export const COLUMNS: { readonly [K in RecordedKind]: readonly Column<RecordedFacts[K]>[] } = {
  trades: [
    ...market,
    { name: 'trade_id', type: VARCHAR, value: (t) => t.id },
    { name: 'price', type: EXACT, value: (t) => exact(t.price) },
    { name: 'quantity', type: EXACT, value: (t) => exact(t.quantity) },
    { name: 'side', type: VARCHAR, value: (t) => t.aggressor },
  ],
  candles: [
    ...market,
    { name: 'timeframe', type: VARCHAR, value: (c) => c.timeframe },
    { name: 'open_time', type: TIMESTAMPTZ, value: (c) => moment(c.openTime) },
    { name: 'open', type: EXACT, value: (c) => exact(c.open) },
    { name: 'high', type: EXACT, value: (c) => exact(c.high) },
    { name: 'low', type: EXACT, value: (c) => exact(c.low) },
    { name: 'close', type: EXACT, value: (c) => exact(c.close) },
    { name: 'volume', type: EXACT, value: (c) => exact(c.volume) },
    { name: 'trades', type: BIGINT, value: (c) => whole(c.trades) },
    { name: 'closed', type: BOOLEAN, value: (c) => c.closed },
  ],
  books: [
    ...market,
    { name: 'sequence', type: BIGINT, value: (b) => whole(b.sequence) },
    { name: 'bids', type: LEVELS, value: (b) => levels(b.bids) },
    { name: 'asks', type: LEVELS, value: (b) => levels(b.asks) },
  ],
  bins: [
    ...market,
    {
      name: 'bins',
      type: BINS,
      value: (b) =>
        new DuckDBListValue(
          b.bins.map(({ bps, bid, ask }) => new DuckDBStructValue({ bps, ...binSide('bid', bid), ...binSide('ask', ask) })),
        ),
    },
  ],
  metrics: [
    ...market,
    { name: 'cumulative_delta', type: EXACT, value: (m) => exact(m.cumulativeDelta) },
    { name: 'trade_rate', type: DOUBLE, value: (m) => m.tradeRate ?? null },
    { name: 'spread', type: EXACT, value: (m) => exact(m.spread) },
    { name: 'micro_price', type: DOUBLE, value: (m) => m.microPrice ?? null },
    { name: 'imbalance', type: DOUBLE, value: (m) => m.imbalance ?? null },
    { name: 'realised_volatility', type: DOUBLE, value: (m) => m.realisedVolatility ?? null },
  ],
  gaps: [
    ...market,
    { name: 'gap_id', type: VARCHAR, value: (g) => g.id },
    { name: 'channel', type: VARCHAR, value: (g) => g.channel },
    { name: 'start_sequence', type: BIGINT, value: (g) => whole(g.startSequence) },
    { name: 'end_sequence', type: BIGINT, value: (g) => whole(g.endSequence) },
    { name: 'missing_count', type: BIGINT, value: (g) => whole(g.missingCount) },
    { name: 'start_time', type: TIMESTAMPTZ, value: (g) => moment(g.startTime) },
    { name: 'end_time', type: TIMESTAMPTZ, value: (g) => moment(g.endTime) },
    { name: 'cause', type: VARCHAR, value: (g) => g.cause },
    { name: 'recovered', type: BIGINT, value: (g) => whole(g.recovered) },
    { name: 'repaired_by', type: VARCHAR, value: (g) => g.repairedBy ?? null },
  ],
}

/** The column by which a kind is ranged, in the file. */
export const TIME_COLUMN: Record<RecordedKind, string> = {
  trades: 'exchange_time',
  candles: 'open_time',
  books: 'exchange_time',
  bins: 'exchange_time',
  metrics: 'exchange_time',
  gaps: 'start_time',
}
