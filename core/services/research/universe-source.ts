import {
  type BookBins,
  type Candle,
  DAY,
  HOUR,
  InputError,
  type InstrumentId,
  millis,
  notional,
  moneyToNumberLossy,
  type Timeframe,
  toNumberLossy,
} from '../../domain/index.ts'
import type { MarketRange, MarketReader, RecordedKind, RecordedSpan } from '../../ports/index.ts'
import type { UniverseCandidate } from '../../research/index.ts'
import { type BarWindow, barsOfFile } from './candle-source.ts'

/** How far back from its newest sample the spread and depth of a book are averaged. */
const BOOK_SPAN = HOUR
/** The bin whose depth counts, or the next wider one. */
const DEPTH_BPS = 10

function columnsOf(bars: readonly Candle[]): UniverseCandidate['bars'] {
  return {
    openTime: Float64Array.from(bars, ({ openTime }) => openTime),
    close: Float64Array.from(bars, ({ close }) => toNumberLossy(close)),
    volume: Float64Array.from(bars, ({ volume }) => toNumberLossy(volume)),
  }
}

export interface CandleFile {
  readonly instrument: InstrumentId
  readonly file: string
}

export interface UniverseSource {
  readonly timeframe: Timeframe
  readonly candidates: readonly UniverseCandidate[]
}

/** The bars of each file within the window. Throws InputError for a file that cannot be read and for bars of different lengths. */
export async function universeOfFiles(files: readonly CandleFile[], window: BarWindow): Promise<UniverseSource> {
  const candidates: UniverseCandidate[] = []
  let timeframe: Timeframe | undefined
  for (const { instrument, file } of files) {
    const history = await barsOfFile(file, instrument, window)
    timeframe ??= history.timeframe
    if (history.timeframe !== timeframe)
      throw new InputError({
        field: '--candles',
        value: `${file}: ${history.timeframe}`,
        remedy: `give bars of one length; those of ${files[0]?.instrument ?? ''} are ${timeframe}`,
      })
    candidates.push({ instrument, bars: columnsOf(history.bars) })
  }
  return { timeframe: timeframe ?? '1h', candidates }
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length

/** What rests on both sides within the bin, in the quote currency; undefined where a side is empty or may hold more. */
function depthOf({ bins }: BookBins): number | undefined {
  const bin = bins.find(({ bps }) => bps >= DEPTH_BPS) ?? bins.at(-1)
  if (bin === undefined) return undefined
  const sides = [bin.bid, bin.ask].map(({ volume, vwap, truncated }) =>
    vwap === undefined || truncated === true ? undefined : moneyToNumberLossy(notional(vwap, volume)),
  )
  const [bid, ask] = sides
  return bid === undefined || ask === undefined ? undefined : bid + ask
}

interface Asked {
  readonly reader: MarketReader
  readonly spans: readonly RecordedSpan[]
}

/** The newest stretch of one kind of one market; undefined where nothing of it is recorded. */
function newest({ spans }: Asked, instrument: InstrumentId, kind: RecordedKind): MarketRange | undefined {
  const span = spans.find((each) => each.instrument === instrument && each.kind === kind)
  return span === undefined ? undefined : { instrument, from: millis(span.to - BOOK_SPAN), to: millis(span.to + 1) }
}

async function spreadOf(asked: Asked, instrument: InstrumentId): Promise<number | undefined> {
  const range = newest(asked, instrument, 'metrics')
  const found: number[] = []
  if (range !== undefined)
    for await (const batch of asked.reader.metrics(range))
      for (const { spread, microPrice } of batch)
        if (spread !== undefined && microPrice !== undefined && microPrice > 0)
          found.push((1e4 * toNumberLossy(spread)) / microPrice)
  return mean(found)
}

async function meanDepth(asked: Asked, instrument: InstrumentId): Promise<number | undefined> {
  const range = newest(asked, instrument, 'bins')
  const found: number[] = []
  if (range !== undefined)
    for await (const batch of asked.reader.bins(range))
      for (const bins of batch) {
        const depth = depthOf(bins)
        if (depth !== undefined) found.push(depth)
      }
  return mean(found)
}

export interface UniverseQuery {
  readonly timeframe: Timeframe
  readonly window: BarWindow
  /** Every recorded market where none is named. */
  readonly instruments: readonly InstrumentId[]
}

/**
 * The window of recorded markets, of newest days up to the newest candle of them all. The spread and depth that were
 * recorded last go with the newest days only: they say nothing of an earlier time. Throws InputError where a named market, or none at all, is recorded.
 */
export async function universeOfStore(
  reader: MarketReader,
  { timeframe, window, instruments }: UniverseQuery,
): Promise<UniverseSource> {
  const asked: Asked = { reader, spans: await reader.spans() }
  const spans = asked.spans.filter(({ kind }) => kind === 'candles')
  const known = spans.map(({ instrument }) => instrument)
  const unknown = instruments.find((each) => !known.includes(each))
  if (unknown !== undefined || known.length === 0) {
    const remedy = known.length === 0 ? 'no candles are recorded' : `use one of ${known.join(', ')}`
    throw new InputError({ field: '--instrument', value: unknown ?? 'all', remedy })
  }
  const wanted = spans.filter(({ instrument }) => instruments.length === 0 || instruments.includes(instrument))
  const end = Math.max(...wanted.map(({ to }) => to))
  const { from, to } = 'days' in window ? { from: millis(end - window.days * DAY + 1), to: millis(end + 1) } : window
  const candidates: UniverseCandidate[] = []
  for (const { instrument } of wanted) {
    const bars: Candle[] = []
    for await (const batch of reader.candles({ instrument, from, to }, timeframe))
      bars.push(...batch.filter(({ closed }) => closed))
    const live = 'days' in window
    const spread = live ? await spreadOf(asked, instrument) : undefined
    const depth = live ? await meanDepth(asked, instrument) : undefined
    candidates.push({
      instrument,
      bars: columnsOf(bars),
      ...(spread === undefined ? {} : { spread }),
      ...(depth === undefined ? {} : { depth }),
    })
  }
  return { timeframe, candidates }
}
