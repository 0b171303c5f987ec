import type { DamagedBlock } from '../../adapters/sqlite/index.ts'
import { cacheRows, type CandleRequest, exposeApi, FeedHub, MOST_CANDLES, type RecorderApi } from '../../contract/index.ts'
import { InputError, TIMEFRAMES, toWire } from '../../domain/index.ts'
import type { MarketReader, MarketStore } from '../../ports/index.ts'
import { Recording } from '../../recording/index.ts'
import { HitRates, judgedMetric, type Metric, metric, percentile, ThresholdWatch } from '../../telemetry/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { marketInlet, sendRecorded, sendStorage } from '../streams/index.ts'
import { bookHistory, checkedHistory } from './book-history.ts'
import { CandleReads } from './candle-reads.ts'
import { gapQuery } from './gap-request.ts'
import { IndicatorReads, indicatorDescriptions } from './indicator-reads.ts'
import { recordedUntil } from './recorded-until.ts'
import { Upkeep } from './upkeep.ts'
import { Writing } from './writing.ts'

function checked(request: CandleRequest): CandleRequest {
  if (!(TIMEFRAMES as readonly string[]).includes(request.timeframe)) {
    throw new InputError({ field: 'timeframe', value: request.timeframe, remedy: `use one of ${TIMEFRAMES.join(', ')}` })
  }
  if (!Number.isInteger(request.limit) || request.limit < 1 || request.limit > MOST_CANDLES) {
    throw new InputError({
      field: 'limit',
      value: String(request.limit),
      remedy: `use a whole number from 1 to ${String(MOST_CANDLES)}`,
    })
  }
  return request
}

/** Tells a person once of each block that cannot be read. */
export function damagedBlockAlert({ alert }: Pick<ServiceContext, 'alert'>): (block: DamagedBlock) => void {
  const told = new Set<number>()
  return ({ id, kind, instrument, rows, reason }) => {
    if (told.has(id)) return
    told.add(id)
    const message = `${String(rows)} ${kind} of ${instrument} cannot be read: block ${String(id)} of market.db is damaged (${reason})`
    alert({ severity: 'warning', source: 'recorder', message })
  }
}

/** The market database's one writer: batches what the feed sends, keeps the file small, answers history. */
export function startRecorder(
  context: ServiceContext,
  store: MarketStore,
  reader: Pick<MarketReader, 'gaps' | 'books' | 'close'>,
): RunningService {
  const { clock, config } = context
  const hub = new FeedHub(['recorder.metrics'], { clock })
  const recording = new Recording(config.recording)
  const writing = new Writing(context, store, recording)
  const reads = new CandleReads(store)
  const rates = new HitRates()
  const written = (): boolean => {
    writing.flush()
    return recording.size === 0
  }
  const indicators = new IndicatorReads((request) => reads.candles(request, clock.now(), written))
  const upkeep = new Upkeep(context, store, () => !writing.writable)
  context.onPeer('feed', (port) => {
    const listed = recordedUntil(store, (reason) => {
      context.logger.warn('what was recorded before could not be read', { reason })
    })
    marketInlet(port, {
      instruments: (list) => {
        const markets = listed(list)
        if (markets.length > 0) sendRecorded(port, markets)
      },
      event: (event) => {
        reads.event(event)
        writing.take(event)
      },
    })
  })
  for (const trader of ['trader', 'trader-live'])
    context.onPeer(trader, (port) => {
      const stop = writing.onWritable((writable) => {
        sendStorage(port, writable)
      })
      port.onClose(stop)
    })
  const api: RecorderApi = {
    // Async, so that a refusal is an answer and not a throw inside the transport.
    candles: async (request) => Promise.resolve(reads.candles(checked(request), clock.now(), written)),
    indicators: () => Promise.resolve(indicatorDescriptions()),
    indicator: async (request) => Promise.resolve(indicators.series(request)),
    cache: () => Promise.resolve(cacheRows(reads.counts())),
    gaps: async (request) => {
      const query = gapQuery(request)
      writing.flush()
      return (await reader.gaps(query)).map(toWire)
    },
    bookHistory: async (request) => {
      const asked = checkedHistory(request)
      writing.flush()
      return bookHistory(reader, asked)
    },
  }
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
  })
  const watch = new ThresholdWatch()
  const watchCommits = (p95: number): void => {
    const change = watch.observe('commit', p95, clock.now())
    if (change !== undefined)
      context.alert({ severity: change.raised ? 'warning' : 'info', source: 'recorder', message: change.message })
  }
  const metrics = (): readonly Metric[] => {
    const at = clock.now()
    const { used, perDay, daysLeft } = upkeep.figures()
    rates.observe(reads.counts(), at)
    const rate = rates.rate('market')
    return [
      judgedMetric('commit', 'recorder.commit.p95', percentile(writing.commits(), 0.95), at),
      metric('recorder.queue', recording.size, 'count', at),
      metric('recorder.dropped', recording.dropped, 'count', at),
      metric('recorder.bytes', used, 'bytes', at),
      ...(rate === undefined ? [] : [judgedMetric('cache', 'recorder.cache.market', rate, at)]),
      ...(perDay === undefined ? [] : [metric('recorder.growth.day', perDay, 'bytes', at)]),
      ...(daysLeft === undefined ? [] : [metric('recorder.full.days', daysLeft, 'count', at)]),
    ]
  }
  const timers = [
    clock.every(config.recording.flushMs, () => {
      writing.flush()
    }),
    clock.every(1_000, () => {
      const current = metrics()
      for (const each of current) hub.publish('recorder.metrics', each)
      if (writing.commits().length > 0) watchCommits(percentile(writing.commits(), 0.95))
    }),
    upkeep.start(),
  ]
  return {
    stop: async () => {
      for (const cancel of timers) cancel()
      writing.drain()
      hub.close()
      await reader.close()
      store.close()
    },
  }
}
