import { sqliteMarketReader, sqliteResearchStore } from '../../adapters/sqlite/index.ts'
import { exposeApi, FeedHub, parseResearchRequest, type ResearchApi } from '../../contract/index.ts'
import { InputError, type InstrumentId } from '../../domain/index.ts'
import type { MarketReader } from '../../ports/index.ts'
import type { RulePool, RuleSetup } from '../../research/index.ts'
import type { ServiceContext, StartService } from '../runtime/index.ts'
import { damagedBlockAlert } from '../recorder/index.ts'
import { backtestJob } from './backtest-job.ts'
import { captureFormat } from './capture-format.ts'
import { analysisOf } from './analysis.ts'
import { findingOf } from './finding.ts'
import { generateJob } from './generate-job.ts'
import { ResearchJobs } from './jobs.ts'
import { optimiseJob } from './optimise-job.ts'
import { nightly } from './nightly.ts'
import { nightlyRequests } from './nightly-requests.ts'
import { Promotions } from './promotions.ts'
import { replay } from './replay.ts'
import { replayConfig } from './replay-config.ts'
import type { OpenPool } from './search-run.ts'

/** What only a host can give. */
export interface ResearchTools {
  /** Threads that run rule strategies over one history; closed by whoever asked for them. */
  readonly openRulePool: (setup: RuleSetup) => RulePool
  /** Threads that run trials of one search over parameters; closed by the search. */
  readonly openTrialPool: OpenPool
}

const MOST_RUNS = 1_000

/** The recorded market, read only. Throws InputError while nothing was recorded. */
function marketOpener(context: ServiceContext): () => MarketReader {
  const damaged = damagedBlockAlert(context)
  return () => sqliteMarketReader(`${context.config.dataDir}/market.db`, damaged)
}

/** Long work on recorded data, away from everything that trades. */
export const startResearchService =
  (tools: ResearchTools): StartService =>
  (context) => {
    const { clock, config, ids, logger } = context
    const settings = config.research
    const store = sqliteResearchStore(`${config.dataDir}/research.db`)
    const hub = new FeedHub(['research.runs', 'research.promotions'], { clock })
    const openMarket = marketOpener(context)
    const promotions = new Promotions({ store, hub, clock, most: settings.mostPromoted })
    const jobs = new ResearchJobs({
      store,
      hub,
      clock,
      ids,
      logger,
      kinds: {
        backtest: backtestJob(openMarket),
        optimise: optimiseJob({ openMarket, clock, openTrialPool: tools.openTrialPool }),
        generate: generateJob({ openMarket, clock, openRulePool: tools.openRulePool, leastDays: settings.leastDays }),
      },
      onFindings: (run, findings) => {
        promotions.take(run, findings)
        const message = `${String(findings.length)} found on ${run.title} passed every filter`
        context.alert({ severity: 'info', source: 'research', message })
      },
      onTrouble: ({ title, error = '' }) => {
        context.alert({ severity: 'warning', source: 'research', message: `${title}: ${error}` })
      },
    })
    const night = settings.nightly
      ? nightly(clock, settings.at, () => {
          for (const request of nightlyRequests(config, clock.now())) jobs.start(request)
        })
      : undefined
    context.onPeer('strategy', (port) => {
      promotions.connect(port)
    })
    let stopping = false
    const api: ResearchApi = {
      replay: ({ exchange, captures, format }) => {
        const wanted = captureFormat(format)
        return replay({
          exchange,
          captures,
          config: replayConfig(config, exchange),
          logger,
          cancelled: () => stopping,
          ...(wanted === undefined ? {} : { format: wanted }),
        })
      },
      start: (request) => Promise.resolve().then(() => jobs.start(parseResearchRequest(request))),
      cancel: (id) => Promise.resolve(jobs.cancel(id)),
      runs: (limit) => Promise.resolve(store.runs(Math.min(limit, MOST_RUNS)).map((run) => jobs.row(run))),
      report(id) {
        const text = store.report(id)
        return Promise.resolve(text === undefined ? null : (JSON.parse(text) as unknown))
      },
      analysis: (id) => Promise.resolve().then(() => analysisOf(store, id)),
      promote: (run, strategy) =>
        Promise.resolve().then(() => {
          const found = findingOf(store, run, strategy)
          promotions.take(found.run, [found.finding])
          return promotions.isAtWork(found.finding)
        }),
      promotions: () => Promise.resolve(promotions.rows()),
      retire: (strategy, instrument, reason) =>
        Promise.resolve().then(() => {
          if (reason.trim() === '') throw new InputError({ field: 'reason', value: reason, remedy: 'say why in words' })
          return promotions.retire({ strategy, instrument: instrument as InstrumentId }, reason)
        }),
      schedule: () => Promise.resolve({ next: night?.next ?? null }),
    }
    context.onClient((link) => {
      hub.attach(link)
      exposeApi(api, link)
    })
    return Promise.resolve({
      async stop() {
        stopping = true
        night?.stop()
        await jobs.stop()
        hub.close()
        store.close()
      },
    })
  }
