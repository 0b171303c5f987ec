import { type CandleFileRow, readCandleFile } from '../../adapters/candle-files/index.ts'
import {
  type Candle,
  DAY,
  InputError,
  type InstrumentId,
  type Millis,
  millis,
  TIMEFRAMES,
  type Timeframe,
  timeframeLength,
} from '../../domain/index.ts'
import type { MarketReader } from '../../ports/index.ts'

/** Which bars: those that open in [from, to), or the newest so many days. */
export type BarWindow = { readonly from: Millis; readonly to: Millis } | { readonly days: number }

/** Closed bars of one market and timeframe, oldest first, at least two. */
export interface BarHistory {
  readonly timeframe: Timeframe
  readonly bars: readonly Candle[]
  /** Bars that the history leaves out between its first and its last. */
  readonly missing: number
}

const iso = (time: number): string => new Date(time).toISOString()

/** The newest bars of a file that may be larger than memory: what fell out of the window is let go while reading. */
async function rowsInWindow(file: string, window: BarWindow): Promise<readonly CandleFileRow[]> {
  let kept: CandleFileRow[] = []
  let first: CandleFileRow | undefined
  let last: CandleFileRow | undefined
  for await (const rows of readCandleFile(file)) {
    first ??= rows[0]
    last = rows.at(-1) ?? last
    if ('days' in window) {
      kept.push(...rows)
      const begin = (last?.openTime ?? 0) - window.days * DAY
      const stale = kept.findIndex(({ openTime }) => openTime > begin)
      if (stale > kept.length / 2) kept = kept.slice(stale)
    } else kept.push(...rows.filter(({ openTime }) => openTime >= window.from && openTime < window.to))
  }
  if ('days' in window) {
    const begin = (last?.openTime ?? 0) - window.days * DAY
    return kept.filter(({ openTime }) => openTime > begin)
  }
  if (kept.length > 0) return kept
  throw new InputError({
    field: '--from, --to',
    value: `${iso(window.from)} to ${iso(window.to)}`,
    remedy: `the candles reach from ${iso(first?.openTime ?? 0)} to ${iso(last?.openTime ?? 0)}`,
  })
}

/** The length of a bar is the least distance of two that follow each other. */
function timeframeOf(openTimes: readonly number[], source: string): Timeframe {
  let least = Infinity
  for (let index = 1; index < openTimes.length; index += 1)
    least = Math.min(least, (openTimes[index] ?? 0) - (openTimes[index - 1] ?? 0))
  if (least === Infinity)
    throw new InputError({
      field: '--candles',
      value: source,
      remedy: 'one candle is too few: give at least two, or a longer time',
    })
  const found = TIMEFRAMES.find((timeframe) => timeframeLength(timeframe) === least)
  if (found === undefined) {
    const value = `${source}: ${String(least / 1_000)} s`
    throw new InputError({ field: 'timeframe', value, remedy: `candles are ${TIMEFRAMES.join(', ')} long` })
  }
  const odd = openTimes.find((time) => (time - (openTimes[0] ?? 0)) % least !== 0)
  if (odd !== undefined)
    throw new InputError({
      field: 'time',
      value: `${source}: ${iso(odd)}`,
      remedy: `it is not on the grid of the other ${found} candles`,
    })
  return found
}

const missingOf = (bars: readonly Candle[], timeframe: Timeframe): number => {
  const [first, last] = [bars[0]?.openTime ?? 0, bars.at(-1)?.openTime ?? 0]
  return (last - first) / timeframeLength(timeframe) + 1 - bars.length
}

/** Throws InputError for a file that cannot be read, a window without candles, and candles of no known length. */
export async function barsOfFile(file: string, instrument: InstrumentId, window: BarWindow): Promise<BarHistory> {
  const rows = await rowsInWindow(file, window)
  const timeframe = timeframeOf(
    rows.map(({ openTime }) => openTime),
    file,
  )
  const length = timeframeLength(timeframe)
  const bars = rows.map(({ openTime, open, high, low, close, volume }): Candle => {
    const closeTime = millis(openTime + length)
    return {
      kind: 'candle',
      instrument,
      exchangeTime: closeTime,
      receivedTime: closeTime,
      timeframe,
      openTime,
      open,
      high,
      low,
      close,
      volume,
      trades: 0,
      closed: true,
    }
  })
  return { timeframe, bars, missing: missingOf(bars, timeframe) }
}

/** Throws InputError for a market that is not recorded and a window without candles. */
export async function barsOfStore(
  reader: MarketReader,
  { instrument, timeframe }: { readonly instrument: InstrumentId; readonly timeframe: Timeframe },
  window: BarWindow,
): Promise<BarHistory> {
  const spans = (await reader.spans()).filter(({ kind }) => kind === 'candles')
  const span = spans.find((each) => each.instrument === instrument)
  if (span === undefined) {
    const known = spans.map((each) => each.instrument).join(', ')
    throw new InputError({
      field: '--instrument',
      value: instrument,
      remedy: known === '' ? 'no candles are recorded' : `use one of ${known}`,
    })
  }
  const end = 'days' in window ? millis(span.to + DAY) : window.to
  const begin = 'days' in window ? millis(span.to - window.days * DAY + 1) : window.from
  const bars: Candle[] = []
  for await (const batch of reader.candles({ instrument, from: begin, to: end }, timeframe))
    for (const bar of batch) {
      // As in a file, a bar is known when it closes, whenever the recorder heard of it.
      const closeTime = millis(bar.openTime + timeframeLength(timeframe))
      if (bar.closed) bars.push({ ...bar, exchangeTime: closeTime, receivedTime: closeTime })
    }
  if (bars.length < 2)
    throw new InputError({
      field: '--timeframe',
      value: `${instrument} ${timeframe}: ${String(bars.length)} candles from ${iso(begin)} to ${iso(end)}`,
      remedy: `recorded are ${iso(span.from)} to ${iso(span.to)}; choose another timeframe or time`,
    })
  return { timeframe, bars, missing: missingOf(bars, timeframe) }
}
