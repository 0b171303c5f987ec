import { required, timeframeLength } from '../../../domain/index.ts'
import type { BarColumns } from '../../../features/index.ts'
import { ruleStrategyText } from '../../../strategies/index.ts'
import { backtestOverfitting } from '../../statistics/index.ts'
import type { RuleOutcome } from '../../rules/run.ts'
import type { EvolutionState } from '../evolution/state.ts'
import { metricsOf } from '../metrics.ts'
import type { Window, WindowName } from '../windows.ts'
import { buyAndHold } from './buy-and-hold.ts'
import type { Rejection } from './filters.ts'
import { promotionRejections } from './promotion.ts'
import type { DataProvenance, GeneratorReport, OverfittingSummary, ReportedWindow, Survivor } from './report.ts'
import { type Finalist, type Judged, type Judging, runOver, select } from './select.ts'

export interface Evidence extends Judging {
  readonly data: DataProvenance
  readonly bars: BarColumns
}

/** Blocks of at least two days, an even number of them. */
const blocksFor = (days: number): number => Math.min(12, Math.floor(days / 4) * 2)

function overfittingOf(population: readonly Judged[], heldOut: readonly RuleOutcome[]): OverfittingSummary | null {
  const daily = population.map(({ validationDaily }, index) => [
    ...validationDaily,
    ...required(heldOut[index], 'an outcome for each task').daily,
  ])
  const days = daily[0]?.length ?? 0
  const blocks = blocksFor(days)
  if (blocks < 4 || daily.length < 2) return null
  const { probability, lossProbability, slope } = backtestOverfitting(daily, blocks)
  return { strategies: daily.length, days, blocks, probability, lossProbability, slope }
}

function windowOf(window: Window, { bars, data, config }: Evidence): ReportedWindow {
  const { openTime } = bars
  return {
    from: openTime[window.from] ?? 0,
    to: (openTime[window.to - 1] ?? 0) + timeframeLength(data.timeframe),
    bars: window.to - window.from,
    days: window.days,
    buyAndHold: buyAndHold(bars, window, config.costs),
  }
}

const counted = (rejections: readonly Rejection[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const { window, filter } of rejections) counts.set(`${window}.${filter}`, (counts.get(`${window}.${filter}`) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The last step of a search: selects, and only then runs the held-out window, once, for the report. */
export async function conclude(state: EvolutionState, evidence: Evidence): Promise<GeneratorReport> {
  const { config, windows, data } = evidence
  const selection = await select(state, evidence)
  const { population, finalists, rejected, trials } = selection
  const heldOut = await runOver(
    evidence,
    population.map(({ rule }) => rule),
    windows.heldOut,
  )
  const overfitting = overfittingOf(population, heldOut)
  const outcomes = new Map(population.map(({ id }, index) => [id, required(heldOut[index], 'an outcome for each task')]))
  const survivor = (finalist: Finalist, index: number): Survivor => {
    const last = metricsOf(required(outcomes.get(finalist.id), 'an outcome for each finalist'), config.cash)
    const against = promotionRejections(
      {
        nominated: finalist.nominated,
        deflated: finalist.deflated,
        heldOut: last,
        overfitting: overfitting?.probability ?? null,
      },
      config.promotion,
    )
    return {
      rank: index + 1,
      id: finalist.id,
      text: ruleStrategyText(finalist.rule),
      rule: finalist.rule,
      nominated: finalist.nominated,
      promoted: against.length === 0,
      against,
      metrics: { train: finalist.train, validation: finalist.validation, heldOut: last },
      deflatedSharpe: finalist.deflated,
      profitableParts: finalist.parts,
      neighbours: finalist.neighbours,
    }
  }
  const survivors = finalists.map(survivor)
  const windowNamed = (name: WindowName): ReportedWindow => windowOf(windows[name], evidence)
  return {
    version: 1,
    data,
    config,
    windows: { train: windowNamed('train'), validation: windowNamed('validation'), heldOut: windowNamed('heldOut') },
    search: {
      generations: state.generation,
      evaluated: state.archive.length,
      independentTrials: trials.search,
      meanCorrelation: trials.meanCorrelation,
      nomineeTrials: trials.nominees,
      candidateTrials: trials.candidates,
      bestFitness: population[0]?.fitness ?? 0,
    },
    overfitting,
    falsePositiveRate: Number((1 - config.promotion.deflatedSharpe).toFixed(12)),
    funnel: {
      population: population.length,
      passedTrain: selection.passedTrain,
      passedValidation: selection.passedValidation,
      survived: survivors.length,
      promoted: survivors.filter(({ promoted }) => promoted).length,
    },
    rejectedFor: counted(rejected.flatMap(({ reasons }) => reasons)),
    survivors,
    rejected: rejected.map(({ id, train, validation, reasons }) => ({ id, metrics: { train, validation }, reasons })),
  }
}
