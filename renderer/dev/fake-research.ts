import {
  type FeedHub,
  parseResearchRequest,
  type PromotionRow,
  type ResearchApi,
  type ResearchRequest,
  type ResearchRunRow,
} from '../../core/contract/index.ts'
import { millis, type Wire } from '../../core/domain/index.ts'
import type { Clock } from '../engine-client/index.ts'
import { fakeAnalysis, fakeBacktest, fakeGeneration, fakeSearch } from './fake-reports.ts'
import { seeded } from './random.ts'

interface FakeResearchOptions {
  readonly hub: FeedHub
  readonly clock: Clock
}

const STEPS = 40
const EVERY = 150

const titleOf = (request: ResearchRequest): string => {
  const market = `${request.instrument}, ${request.timeframe}, ${String(request.days)} days`
  if (request.kind === 'backtest') return `${request.strategy} on ${market}`
  if (request.kind === 'optimise')
    return `${String(request.trials)} trials of ${request.strategy} on ${market}, ${request.method}`
  return `${String(request.count)} strategies for ${market}, seed ${String(request.seed)}`
}

/** Scripted research: progress that moves, reports that look alive. */
export class FakeResearch {
  readonly #options: FakeResearchOptions
  readonly #reports = new Map<string, unknown>()
  #serial = 0

  constructor(options: FakeResearchOptions) {
    this.#options = options
  }

  get api(): ResearchApi {
    const { hub, clock } = this.#options
    return {
      start: (request) => Promise.resolve().then(() => this.#begin(parseResearchRequest(request))),
      cancel: (id) => Promise.resolve(this.#end(id, 'cancelled')),
      runs: () => Promise.resolve(hub.rows('research.runs')),
      report: (id) => Promise.resolve(this.#reports.get(id) ?? null),
      analysis: (id) => Promise.resolve(fakeAnalysis(clock.now(), seeded(id.length))),
      promote: (run, strategy) => {
        this.#promote(run, strategy)
        return Promise.resolve(true)
      },
      promotions: () => Promise.resolve(hub.rows('research.promotions')),
      retire: (strategy, instrument, reason) => {
        const row = hub.rows('research.promotions').find((each) => each.strategy === strategy && each.instrument === instrument)
        if (row !== undefined) hub.publish('research.promotions', { ...row, retiredAt: clock.now(), retiredReason: reason })
        return Promise.resolve(row !== undefined)
      },
      schedule: () => Promise.resolve({ next: null }),
      replay: () => Promise.reject(new Error('nothing is replayed here')),
    }
  }

  /** A run that was finished before anybody looked. */
  finished(input: unknown): ResearchRunRow {
    const row = this.#row(parseResearchRequest(input))
    this.#options.hub.publish('research.runs', row)
    this.#end(row.id, 'done')
    return row
  }

  #row(request: ResearchRequest): ResearchRunRow {
    this.#serial += 1
    const createdAt = millis(this.#options.clock.now() - (50 - this.#serial) * 60_000)
    const base = { id: `run-${String(this.#serial)}`, kind: request.kind, title: titleOf(request), createdAt }
    return {
      ...base,
      request,
      state: 'running',
      summary: null,
      progress: { done: 0, total: STEPS, phase: 'reading candles', left: null },
    }
  }

  #begin(request: ResearchRequest): ResearchRunRow {
    const { hub, clock } = this.#options
    const row = this.#row(request)
    hub.publish('research.runs', row)
    let done = 0
    const stop = clock.every(EVERY, () => {
      const now = hub.rows('research.runs').find(({ id }) => id === row.id)
      done += 1
      if (now?.state !== 'running' || done > STEPS) {
        stop()
        this.#end(row.id, 'done')
        return
      }
      const progress = { done, total: STEPS, phase: `trial ${String(done)} of ${String(STEPS)}`, left: (STEPS - done) * EVERY }
      hub.publish('research.runs', { ...row, progress })
    })
    return row
  }

  #end(id: string, state: 'done' | 'cancelled'): boolean {
    const { hub, clock } = this.#options
    const row = hub.rows('research.runs').find((each) => each.id === id)
    if (row?.state !== 'running') return false
    const request = row.request as ResearchRequest
    const random = seeded(this.#serial * 7)
    const now = clock.now()
    if (state === 'done')
      this.#reports.set(
        id,
        request.kind === 'backtest'
          ? fakeBacktest(request, now, random)
          : request.kind === 'optimise'
            ? fakeSearch(request, now, random)
            : fakeGeneration(request, random),
      )
    hub.publish('research.runs', { ...row, state, progress: null, endedAt: now })
    return true
  }

  #promote(run: string, strategy: string): void {
    const { hub, clock } = this.#options
    const row = hub.rows('research.runs').find(({ id }) => id === run)
    if (row === undefined) return
    const { instrument, timeframe } = row.request as ResearchRequest
    const promotion: Wire<PromotionRow> = {
      strategy,
      run,
      instrument,
      timeframe,
      rule: {},
      provenance: {},
      promotedAt: clock.now(),
    }
    hub.publish('research.promotions', promotion as PromotionRow)
  }
}
