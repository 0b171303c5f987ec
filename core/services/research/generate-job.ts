import type { ResearchRequest } from '../../contract/index.ts'
import { DAY, InputError, millis } from '../../domain/index.ts'
import type { Clock, MarketReader } from '../../ports/index.ts'
import {
  type DataProvenance,
  DEFAULT_GENERATOR_CONFIG,
  type EvolutionState,
  generate,
  type GeneratorConfig,
  type GeneratorReport,
  type RulePool,
  ruleRunner,
  type RuleSetup,
} from '../../research/index.ts'
import { barsOfStore } from './candle-source.ts'
import type { Finding, JobControl, JobEnd, JobKind } from './jobs.ts'
import { type SearchData, searchData } from './search-data.ts'

type Request = Extract<ResearchRequest, { kind: 'generate' }>

export interface GenerateTools {
  readonly openMarket: () => MarketReader
  readonly openRulePool: (setup: RuleSetup) => RulePool
  readonly clock: Clock
  /** Days that the candles must reach back; fewer tell too little. */
  readonly leastDays: number
}

/** All that a killed search goes on from, over the very same bars. */
interface Checkpoint {
  readonly data: DataProvenance
  readonly state: EvolutionState
}

const BPS = 1e-4

const configOf = ({ seed, count, generations, feeBps, slippageBps }: Request): GeneratorConfig => ({
  ...DEFAULT_GENERATOR_CONFIG,
  seed,
  costs: { fee: feeBps * BPS, slippage: slippageBps * BPS },
  evolution: { ...DEFAULT_GENERATOR_CONFIG.evolution, count, generations },
})

/** The newest days of candles, or those of before. Throws InputError for too few. */
async function barsOf(
  request: Request,
  { openMarket, leastDays }: GenerateTools,
  before: DataProvenance | undefined,
): Promise<SearchData> {
  const { instrument, timeframe, days } = request
  const reader = openMarket()
  try {
    const window = before === undefined ? { days } : { from: millis(before.from), to: millis(before.to) }
    const found = searchData(instrument, await barsOfStore(reader, { instrument, timeframe }, window))
    const reach = (found.data.to - found.data.from) / DAY
    if (reach >= leastDays) return found
    throw new InputError({
      field: 'days',
      value: `${reach.toFixed(1)} recorded`,
      remedy: `at least ${String(leastDays)} are needed to look for anything (research.leastDays in the configuration)`,
    })
  } finally {
    await reader.close()
  }
}

/** What the summary of a list shows. */
const summaryOf = ({ funnel, overfitting, falsePositiveRate, search, survivors }: GeneratorReport): unknown => ({
  evaluated: search.evaluated,
  ...funnel,
  overfitting: overfitting?.probability ?? null,
  falsePositiveRate,
  best: survivors[0]?.text ?? null,
})

/** What went through everything, with all that is needed to find it again. */
export const findingsOf = (report: GeneratorReport, request: Pick<Request, 'instrument' | 'timeframe'>): readonly Finding[] =>
  report.survivors.flatMap((survivor) => {
    if (!survivor.promoted) return []
    const { id, rule, rank, text, metrics, deflatedSharpe } = survivor
    const { data, config, overfitting, search } = report
    const provenance = {
      rank,
      text,
      metrics,
      deflatedSharpe,
      overfitting: overfitting?.probability ?? null,
      evaluated: search.evaluated,
      data,
      config,
    }
    return [{ strategy: id, instrument: request.instrument, timeframe: request.timeframe, rule, provenance }]
  })

async function search(request: Request, control: JobControl, tools: GenerateTools): Promise<JobEnd | undefined> {
  const { clock, openRulePool } = tools
  const kept = control.checkpoint === undefined ? undefined : (JSON.parse(control.checkpoint) as Checkpoint)
  control.progress({ done: 0, total: request.generations, phase: 'reading candles', left: null })
  const { bars, data } = await barsOf(request, tools, kept?.data)
  if (kept !== undefined && kept.data.fingerprint !== data.fingerprint)
    throw new InputError({
      field: 'candles',
      value: request.instrument,
      remedy: 'changed since the search began; start it again',
    })
  if (control.cancelled()) return undefined
  const pool = openRulePool({ bars, timeframe: data.timeframe })
  const [begun, first] = [clock.now(), kept?.state.generation ?? 0]
  try {
    const report = await generate({
      config: configOf(request),
      data,
      bars,
      runner: ruleRunner({ pool, timeframe: data.timeframe, length: bars.close.length }),
      ...(kept === undefined ? {} : { from: kept.state }),
      isCancelled: () => control.cancelled(),
      onProgress({ phase, generation, part, generations }) {
        const done = generation + part
        const left = done > first ? ((clock.now() - begun) / (done - first)) * (generations - done) : null
        control.progress({ done, total: generations, phase, left: phase === 'judging' ? null : left })
      },
      checkpoint(state) {
        const checkpoint: Checkpoint = { data, state }
        control.keepCheckpoint(JSON.stringify(checkpoint))
        return Promise.resolve()
      },
    })
    if (report === undefined) return undefined
    return { report, summary: summaryOf(report), ...(request.promote ? { findings: findingsOf(report, request) } : {}) }
  } finally {
    await pool.close()
  }
}

/** A search for strategies over recorded candles, as the generate command runs it; it goes on after a kill. */
export const generateJob = (tools: GenerateTools): JobKind<Request> => ({
  title: ({ instrument, timeframe, days, count, seed }) =>
    `${String(count)} strategies for ${instrument}, ${timeframe}, ${String(days)} days, seed ${String(seed)}`,
  // Its schema has said all.
  check: () => undefined,
  run: (request, control) => search(request, control, tools),
})
