import { cacheRows, type CandleRequest, exposeApi, FeedHub, type RecorderApi } from '../../contract/index.ts'
import { InputError, type MarketEvent, TIMEFRAMES } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { Recording, retentionCutoffs } from '../../recording/index.ts'
import { HitRates, metric, percentile } from '../../telemetry/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { marketInlet } from '../streams/index.ts'
import { CandleReads } from './candle-reads.ts'

const MOST_BARS = 10_000
/** Little and often, so that forgetting never holds up recording. */
const PRUNE_EVERY = 10_000
const PRUNE_ROWS = 2_000

function checked(request: CandleRequest): CandleRequest {
  if (!(TIMEFRAMES as readonly string[]).includes(request.timeframe)) {
    throw new InputError({ field: 'timeframe', value: request.timeframe, remedy: `use one of ${TIMEFRAMES.join(', ')}` })
  }
  if (!Number.isInteger(request.limit) || request.limit < 1 || request.limit > MOST_BARS) {
    throw new InputError({
      field: 'limit',
      value: String(request.limit),
      remedy: `use a whole number from 1 to ${String(MOST_BARS)}`,
    })
  }
  return request
}

/** The market database's one writer: batches what the feed sends, answers history. */
export function startRecorder(context: ServiceContext, store: MarketStore): RunningService {
  const { clock, config } = context
  const hub = new FeedHub(['recorder.metrics'], { clock })
  const recording = new Recording(config.recording)
  const reads = new CandleReads(store)
  const rates = new HitRates()
  let commits: number[] = []
  let full = false
  const flush = (): void => {
    const batch: readonly MarketEvent[] = recording.peek()
    if (batch.length === 0) return
    const started = performance.now()
    try {
      store.write(batch)
      recording.written(batch.length)
      commits.push(performance.now() - started)
      if (full)
        context.alert({
          severity: 'info',
          source: 'recorder',
          message: 'market data is written again; nothing in the queue was lost',
        })
      full = false
    } catch (error) {
      if (!full)
        context.alert({
          severity: 'critical',
          source: 'recorder',
          message: `market data cannot be written (${String(error)}); it waits in memory`,
        })
      full = true
    }
  }
  const written = (): boolean => {
    flush()
    return recording.size === 0
  }
  context.onPeer('feed', (port) => {
    marketInlet(port, {
      instruments: () => undefined,
      event: (event) => {
        reads.event(event)
        if (recording.offer(event)) flush()
      },
    })
  })
  const api: RecorderApi = {
    // Async, so that a refusal is an answer and not a throw inside the transport.
    candles: async (request) => Promise.resolve(reads.candles(checked(request), clock.now(), written)),
    cache: () => Promise.resolve(cacheRows(reads.counts())),
  }
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
  })
  const prune = (): void => {
    try {
      store.prune(retentionCutoffs(clock.now(), config.retention), PRUNE_ROWS)
    } catch (error) {
      context.logger.warn('old market data could not be removed', { reason: String(error) })
    }
  }
  const timers = [
    clock.every(config.recording.flushMs, flush),
    clock.every(PRUNE_EVERY, prune),
    clock.every(1_000, () => {
      const at = clock.now()
      hub.publish('recorder.metrics', metric('recorder.commit.p95', percentile(commits, 0.95), 'ms', at))
      hub.publish('recorder.metrics', metric('recorder.queue', recording.size, 'count', at))
      hub.publish('recorder.metrics', metric('recorder.dropped', recording.dropped, 'count', at))
      rates.observe(reads.counts(), at)
      const rate = rates.rate('market')
      if (rate !== undefined) hub.publish('recorder.metrics', metric('recorder.cache.market', rate, 'ratio', at))
      commits = commits.slice(-200)
    }),
  ]
  return {
    stop: () => {
      for (const cancel of timers) cancel()
      flush()
      hub.close()
      store.close()
      return Promise.resolve()
    },
  }
}
