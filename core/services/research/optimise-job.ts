import type { ResearchRequest } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Clock, MarketReader } from '../../ports/index.ts'
import { searchSpace, Study } from '../../research/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { checkStrategy, daysText, marketOf, termsOf } from './bar-request.ts'
import { barsOfStore } from './candle-source.ts'
import type { JobControl, JobEnd, JobKind } from './jobs.ts'
import { type OptimiseReport, runOptimise } from './optimise.ts'
import type { OpenPool } from './search-run.ts'

type Request = Extract<ResearchRequest, { kind: 'optimise' }>

export interface OptimiseTools {
  readonly openMarket: () => MarketReader
  readonly openTrialPool: OpenPool
  readonly clock: Clock
}

/** Days after a part that nothing is chosen by, as the command has it. */
const EMBARGO = 1

const summaryOf = ({ ran, objective, winner, deflation, overfitting, robustness }: OptimiseReport): unknown => ({
  trials: ran,
  objective,
  score: winner?.score ?? null,
  params: winner?.params ?? null,
  totalReturn: winner?.metrics.return ?? null,
  sharpe: winner?.metrics.sharpe ?? null,
  maxDrawdown: winner?.metrics.maxDrawdown ?? null,
  deflated: deflation?.deflated ?? null,
  overfitting: overfitting?.probability ?? null,
  shape: robustness?.shape ?? null,
})

/** The errors of a search name the command's options; a request has fields of the same names. */
function named<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { field, value, remedy } = error.problem
    throw new InputError({ field: field.replace(/^--/, ''), value, remedy: remedy.replaceAll('--', '') })
  }
}

function check(request: Request): void {
  const { strategy, params, space, method, trials, seed, batch } = request
  checkStrategy({ ...request, params: {} })
  named(() => new Study(searchSpace(strategyById(strategy), space, params), { method, trials, seed, batch }))
}

async function search(request: Request, control: JobControl, tools: OptimiseTools): Promise<JobEnd | undefined> {
  const { days, space, method, trials, seed, batch, objective, minTrades, folds } = request
  control.progress({ done: 0, total: trials, phase: 'reading candles', left: null })
  const reader = tools.openMarket()
  try {
    const history = await barsOfStore(reader, request, { days })
    if (control.cancelled()) return undefined
    const begun = tools.clock.now()
    const report = await runOptimise({
      market: marketOf(request, history),
      terms: termsOf(request),
      ...{ method, trials, seed, batch },
      aim: { objective, minTrades },
      openPool: tools.openTrialPool,
      ...(space === undefined ? {} : { narrowing: space }),
      ...(folds === undefined ? {} : { folds: { folds, embargo: EMBARGO } }),
      control: {
        onProgress(done, of) {
          const left = ((tools.clock.now() - begun) / done) * (of - done)
          const phase = done < of ? `trial ${String(done)} of ${String(of)}` : 'trying the neighbours of the best'
          control.progress({ done, total: of, phase, left: done < of ? left : null })
        },
        isCancelled: () => control.cancelled(),
      },
    })
    return control.cancelled() ? undefined : { report, summary: summaryOf(report) }
  } finally {
    await reader.close()
  }
}

/** A search over the parameters of a strategy, as the optimise command runs it. */
export const optimiseJob = (tools: OptimiseTools): JobKind<Request> => ({
  title: ({ strategy, instrument, timeframe, days, trials, method, seed }) =>
    `${String(trials)} trials of ${strategy} on ${instrument}, ${timeframe}, ${daysText(days)}, ${method}, seed ${String(seed)}`,
  check,
  run: (request, control) => search(request, control, tools),
})
