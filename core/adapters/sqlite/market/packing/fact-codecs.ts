import {
  type BookBin,
  type BookBins,
  type Candle,
  type DerivedMetrics,
  type InstrumentId,
  type Millis,
  millis,
  type Price,
  type Quantity,
  type Timeframe,
  type Trade,
} from '../../../../domain/index.ts'
import { type ByteReader, type ByteWriter, PackedError } from './bytes.ts'
import {
  differences,
  readCounts,
  readDecimals,
  readDoubles,
  readOptional,
  readSeries,
  readTexts,
  sums,
  writeCounts,
  writeDecimals,
  writeDoubles,
  writeOptional,
  writeSeries,
  writeTexts,
} from './columns.ts'

interface Timed {
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
}

function writeTimes(writer: ByteWriter, facts: readonly Timed[]): void {
  const exchange = facts.map(({ exchangeTime }) => exchangeTime)
  writeSeries(writer, exchange)
  writeSeries(
    writer,
    facts.map(({ receivedTime }) => receivedTime),
  )
}

const readTimes = (reader: ByteReader) => ({ exchangeTime: readSeries(reader), receivedTime: readSeries(reader) })

/** The value of a column in a row that every column must have. */
function at<Value>(column: readonly Value[], row: number): Value {
  const value = column[row]
  if (value === undefined) throw new PackedError('a column is too short')
  return value
}

const timesAt = (times: ReturnType<typeof readTimes>, row: number): Timed => ({
  exchangeTime: millis(at(times.exchangeTime, row)),
  receivedTime: millis(at(times.receivedTime, row)),
})

export function writeTrades(writer: ByteWriter, trades: readonly Trade[]): void {
  writeTimes(writer, trades)
  writeTexts(
    writer,
    trades.map(({ id }) => id),
  )
  writeDecimals(writer, differences(trades.map(({ price }) => price)))
  writeDecimals(
    writer,
    trades.map(({ quantity }) => quantity),
  )
  writeCounts(
    writer,
    trades.map(({ aggressor }) => (aggressor === 'buy' ? 1 : 0)),
  )
}

export function readTrades(reader: ByteReader, instrument: InstrumentId): readonly Trade[] {
  const times = readTimes(reader)
  const ids = readTexts(reader)
  const prices = sums(readDecimals(reader))
  const quantities = readDecimals(reader)
  const buys = readCounts(reader)
  return times.exchangeTime.map((_, row) => ({
    kind: 'trade',
    instrument,
    ...timesAt(times, row),
    id: at(ids, row),
    price: at(prices, row) as Price,
    quantity: at(quantities, row) as Quantity,
    aggressor: at(buys, row) === 1 ? 'buy' : 'sell',
  }))
}

/** Closed bars of one timeframe. Open is told against the close before, the rest against the open. */
export function writeCandles(writer: ByteWriter, candles: readonly Candle[]): void {
  writeTimes(writer, candles)
  writeSeries(
    writer,
    candles.map(({ openTime }) => openTime),
  )
  writeDecimals(
    writer,
    candles.map(({ open }, row) => open - (candles[row - 1]?.close ?? 0n)),
  )
  for (const field of ['high', 'low', 'close'] as const)
    writeDecimals(
      writer,
      candles.map((candle) => candle[field] - candle.open),
    )
  writeDecimals(
    writer,
    candles.map(({ volume }) => volume),
  )
  writeSeries(
    writer,
    candles.map(({ trades }) => trades),
  )
}

export function readCandles(reader: ByteReader, instrument: InstrumentId, timeframe: Timeframe): readonly Candle[] {
  const times = readTimes(reader)
  const openTimes = readSeries(reader)
  const opens = readDecimals(reader)
  const highs = readDecimals(reader)
  const lows = readDecimals(reader)
  const closes = readDecimals(reader)
  const volumes = readDecimals(reader)
  const trades = readSeries(reader)
  let last = 0n
  return times.exchangeTime.map((_, row) => {
    const open = last + at(opens, row)
    last = open + at(closes, row)
    return {
      kind: 'candle',
      instrument,
      ...timesAt(times, row),
      timeframe,
      openTime: millis(at(openTimes, row)),
      open: open as Price,
      high: (open + at(highs, row)) as Price,
      low: (open + at(lows, row)) as Price,
      close: last as Price,
      volume: at(volumes, row) as Quantity,
      trades: at(trades, row),
      closed: true,
    }
  })
}

/** Bins stand bin by bin behind each other, so that the same bin of neighbouring moments is far from the other bins. */
export function writeBins(writer: ByteWriter, facts: readonly BookBins[]): void {
  writeTimes(writer, facts)
  writeCounts(
    writer,
    facts.map(({ bins }) => bins.length),
  )
  const most = Math.max(0, ...facts.map(({ bins }) => bins.length))
  for (let index = 0; index < most; index += 1) {
    const bins = facts.flatMap((fact) => fact.bins[index] ?? [])
    writeDoubles(
      writer,
      bins.map(({ bps }) => bps),
    )
    for (const side of ['bid', 'ask'] as const) {
      writeDecimals(writer, differences(bins.map((bin) => bin[side].volume)))
      writeSeries(
        writer,
        bins.map((bin) => bin[side].count),
      )
      writeOptional<bigint>(
        writer,
        bins.map((bin) => bin[side].vwap),
        (out, present) => {
          writeDecimals(out, differences(present))
        },
      )
      writeCounts(
        writer,
        bins.map((bin) => (bin[side].truncated === true ? 1 : 0)),
      )
    }
  }
}

export function readBins(reader: ByteReader, instrument: InstrumentId): readonly BookBins[] {
  const times = readTimes(reader)
  const lengths = readCounts(reader)
  const rows: BookBin[][] = lengths.map(() => [])
  const readSide = () => ({
    volume: sums(readDecimals(reader)),
    count: readSeries(reader),
    vwap: readOptional(reader, (source) => sums(readDecimals(source))),
    truncated: readCounts(reader),
  })
  const sideAt = (side: ReturnType<typeof readSide>, row: number) => {
    const vwap = side.vwap[row]
    return {
      volume: at(side.volume, row) as Quantity,
      count: at(side.count, row),
      ...(vwap === undefined ? {} : { vwap: vwap as Price }),
      ...(at(side.truncated, row) === 1 ? { truncated: true as const } : {}),
    }
  }
  const most = Math.max(0, ...lengths)
  for (let index = 0; index < most; index += 1) {
    const bps = readDoubles(reader)
    const bid = readSide()
    const ask = readSide()
    let row = 0
    for (const [fact, bins] of rows.entries()) {
      if (index >= at(lengths, fact)) continue
      bins.push({ bps: at(bps, row), bid: sideAt(bid, row), ask: sideAt(ask, row) })
      row += 1
    }
  }
  return rows.map((bins, row) => ({ kind: 'book-bins', instrument, ...timesAt(times, row), bins }))
}

const OPTIONAL_DOUBLES = ['tradeRate', 'microPrice', 'imbalance', 'realisedVolatility'] as const

export function writeMetrics(writer: ByteWriter, facts: readonly DerivedMetrics[]): void {
  writeTimes(writer, facts)
  writeOptional<bigint>(
    writer,
    facts.map(({ cumulativeDelta }) => cumulativeDelta),
    (out, present) => {
      writeDecimals(out, differences(present))
    },
  )
  writeOptional<bigint>(
    writer,
    facts.map(({ spread }) => spread),
    writeDecimals,
  )
  for (const field of OPTIONAL_DOUBLES)
    writeOptional(
      writer,
      facts.map((fact) => fact[field]),
      writeDoubles,
    )
}

export function readMetrics(reader: ByteReader, instrument: InstrumentId): readonly DerivedMetrics[] {
  const times = readTimes(reader)
  const deltas = readOptional(reader, (source) => sums(readDecimals(source)))
  const spreads = readOptional(reader, readDecimals)
  const [rates = [], microPrices = [], imbalances = [], volatilities = []] = OPTIONAL_DOUBLES.map(() =>
    readOptional(reader, readDoubles),
  )
  return times.exchangeTime.map((_, row) => {
    const cumulativeDelta = deltas[row]
    const tradeRate = rates[row]
    const spread = spreads[row]
    const microPrice = microPrices[row]
    const imbalance = imbalances[row]
    const realisedVolatility = volatilities[row]
    return {
      kind: 'metrics',
      instrument,
      ...timesAt(times, row),
      ...(cumulativeDelta === undefined ? {} : { cumulativeDelta: cumulativeDelta as Quantity }),
      ...(tradeRate === undefined ? {} : { tradeRate }),
      ...(spread === undefined ? {} : { spread: spread as Price }),
      ...(microPrice === undefined ? {} : { microPrice }),
      ...(imbalance === undefined ? {} : { imbalance }),
      ...(realisedVolatility === undefined ? {} : { realisedVolatility }),
    }
  })
}
