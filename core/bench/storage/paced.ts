import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { sqliteMarketReader, sqliteMarketStore } from '../../adapters/sqlite/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { parseConfig } from '../../contract/index.ts'
import type { BookSnapshot, InstrumentId, MarketEvent, Trade } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { barRules } from '../../recording/index.ts'
import { startRecorder } from '../../services/recorder/index.ts'
import { percentile } from '../../telemetry/index.ts'
import { movedBook } from './recorded-books.ts'
import { KEYLESS } from '../../testing/service-context.ts'

export interface Pace {
  readonly books: readonly BookSnapshot[]
  readonly instruments: readonly InstrumentId[]
  readonly trade: (instrument: InstrumentId, at: number) => Trade
  readonly seconds: number
}

/** Facts are told as of an hour ago, so that what was just written is ready to be packed at once. */
const AGO = 3_600_000
/** Between two deliveries, ms; a tenth of the markets' books and of a second's trades comes with each hundredth. */
const STEP = 10
const BOOK_CADENCE = 100
const TRADES_A_SECOND = 1_000
/** Rows a market has at the start, so that blocks are full from the first second on. */
const BEFORE = 500
/** Not measured: a recorder runs for days, its first seconds are the compiler's. */
const WARM_UP_SECONDS = 3

/** Samples in ms: by the wall, and of this process's processor time, which other programs do not lengthen. */
interface Samples {
  readonly wall: number[]
  readonly processor: number[]
}
const samples = (): Samples => ({ wall: [], processor: [] })

function timed<Result>(into: Samples, work: () => Result): Result {
  const before = process.cpuUsage()
  const started = performance.now()
  try {
    return work()
  } finally {
    into.wall.push(performance.now() - started)
    const { user, system } = process.cpuUsage(before)
    into.processor.push((user + system) / 1_000)
  }
}

/** The recorder as it runs, for some seconds at the pace of busy markets: how long its commits take, and what else holds it up. */
export async function paced({ books, instruments, trade, seconds }: Pace): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-perf4-'))
  const clock = systemClock()
  const store = sqliteMarketStore(join(folder, 'market.db'), {
    bars: barRules,
    damaged: ({ reason }) => {
      throw new Error(reason)
    },
  })
  const bookAt = (tick: number, instrument: InstrumentId, at: number): MarketEvent => {
    const book = books[tick % books.length]
    if (book === undefined) throw new Error('no books')
    return { ...movedBook(book, instrument, at), sequence: tick }
  }
  const begin = clock.now() - AGO
  for (const instrument of instruments)
    store.write([...Array(BEFORE).keys()].map((tick) => bookAt(tick, instrument, begin - (BEFORE - tick) * BOOK_CADENCE)))
  const times = { commit: samples(), pack: samples(), tidy: samples() }
  let packed = 0
  const watched: MarketStore = {
    ...store,
    write: (events) => {
      timed(times.commit, () => {
        store.write(events)
      })
    },
    pack: (now) => {
      const rows = timed(times.pack, () => store.pack(now))
      packed += rows
      return rows
    },
    tidy: () => {
      timed(times.tidy, () => {
        store.tidy()
      })
    },
  }
  let deliver: (message: unknown) => void = () => undefined
  const config = {
    ...parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }] }),
    dataDir: folder,
    environment: 'paper' as const,
  }
  const alerts: string[] = []
  const service = startRecorder(
    {
      config: { ...config, recording: { ...config.recording, bookCadenceMs: 1, bookDepth: 50 } },
      clock,
      ids: countedIds(),
      logger: silentLogger(),
      onUserStrategies: () => undefined,
      ...KEYLESS,
      onPeer: (name, listener) => {
        if (name === 'feed')
          listener({
            send: () => undefined,
            listen: (take) => {
              deliver = take
            },
            onClose: () => undefined,
            close: () => undefined,
          })
      },
      onClient: () => undefined,
      alert: ({ message }) => alerts.push(message),
    },
    watched,
    sqliteMarketReader(join(folder, 'market.db')),
  )
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  let sent = 0
  let warm = false
  let batch = 0
  let elapsed = 0
  await new Promise<void>((resolve) => {
    const stop = clock.every(STEP, () => {
      const now = clock.now() - AGO
      const events: MarketEvent[] = []
      for (; elapsed < now - begin; elapsed += STEP) {
        const at = begin + elapsed
        for (const [index, instrument] of instruments.entries())
          if ((elapsed / STEP) % (BOOK_CADENCE / STEP) === index % (BOOK_CADENCE / STEP))
            events.push(bookAt(BEFORE + Math.floor(elapsed / BOOK_CADENCE), instrument, at))
        for (let each = 0; each < (TRADES_A_SECOND * STEP) / 1_000; each += 1) {
          const instrument = instruments[each % instruments.length]
          if (instrument !== undefined) events.push(trade(instrument, at))
        }
      }
      if (elapsed >= WARM_UP_SECONDS * 1_000 && !warm) {
        warm = true
        for (const { wall, processor } of Object.values(times)) {
          wall.length = 0
          processor.length = 0
        }
      }
      sent += events.length
      batch += 1
      deliver({ type: 'events', batch, events })
      if (elapsed < (WARM_UP_SECONDS + seconds) * 1_000) return
      stop()
      resolve()
    })
  })
  loop.disable()
  await service.stop()
  const check = sqliteMarketStore(join(folder, 'market.db'), { bars: barRules, damaged: () => undefined })
  const { used } = check.size()
  check.close()
  rmSync(folder, { recursive: true })
  const summary = (values: readonly number[]) => ({
    count: values.length,
    p50: Number(percentile(values, 0.5).toFixed(2)),
    p95: Number(percentile(values, 0.95).toFixed(2)),
    p99: Number(percentile(values, 0.99).toFixed(2)),
    max: Number(Math.max(0, ...values).toFixed(2)),
  })
  return {
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    rows: sent,
    rowsASecond: Math.round(sent / (WARM_UP_SECONDS + seconds)),
    flushMs: config.recording.flushMs,
    commitMs: summary(times.commit.wall),
    commitProcessorMs: summary(times.commit.processor),
    checkpointMs: summary(times.tidy.wall),
    packMs: summary(times.pack.wall),
    packProcessorMs: summary(times.pack.processor),
    packedRows: packed,
    loopDelayMs: { p99: loop.percentile(99) / 1e6, max: loop.max / 1e6 },
    fileBytes: used,
    alerts,
  }
}
