import { required } from '../../../domain/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import { independentTrials } from '../../statistics/index.ts'
import type { BarRange } from '../../columns/simulate.ts'
import type { RuleOutcome, RuleRunner } from '../../rules/run.ts'
import type { GeneratorConfig } from '../config.ts'
import { bestOfNiches } from '../evolution/niches.ts'
import type { EvolutionState, Member } from '../evolution/state.ts'
import type { GenePool } from '../genes/gene-pool.ts'
import { type Metrics, metricsOf } from '../metrics.ts'
import type { Windows } from '../windows.ts'
import { deflate } from './deflate.ts'
import { profitableParts, type Rejection, windowRejections } from './filters.ts'
import { neighbourStrategies } from './neighbours.ts'

export interface Judging {
  readonly pool: GenePool
  readonly config: GeneratorConfig
  readonly runner: RuleRunner
  readonly windows: Windows
}

/** A member of the final population with what every window says of it. */
export interface Judged extends Member {
  readonly train: Metrics
  readonly validation: Metrics
  readonly validationDaily: Float64Array
  readonly reasons: readonly Rejection[]
}

export interface Finalist extends Judged {
  /** By the train window alone. */
  readonly nominated: boolean
  readonly deflated: { readonly validation: number; readonly search: number }
  readonly parts: number
  readonly neighbours: { readonly count: number; readonly profitable: number }
}

/** The selection, made without a look at the held-out window. */
export interface Selection {
  readonly population: readonly Judged[]
  readonly passedTrain: number
  readonly passedValidation: number
  /** Best first. */
  readonly finalists: readonly Finalist[]
  readonly rejected: readonly Judged[]
  readonly trials: {
    readonly search: number
    readonly nominees: number
    readonly candidates: number
    readonly meanCorrelation: number
  }
}

/** Every strategy that is alive at the end, once, best fitness first. */
export function populationOf({ islands }: EvolutionState): readonly Member[] {
  const members = new Map(islands.flatMap((island) => island.members.map((member) => [member.id, member] as const)))
  return [...members.values()].sort((a, b) => b.fitness - a.fitness || (a.id < b.id ? -1 : 1))
}

export async function runOver(
  { config, runner }: Judging,
  rules: readonly RuleStrategy[],
  { from, to }: BarRange,
): Promise<readonly RuleOutcome[]> {
  const { cash, costs } = config
  return await runner.run(rules.map((rule) => ({ rule, range: { from, to }, cash, costs })))
}

async function judge(members: readonly Member[], judging: Judging): Promise<readonly Judged[]> {
  const { config, windows } = judging
  const rules = members.map(({ rule }) => rule)
  const train = await runOver(judging, rules, windows.train)
  const validation = await runOver(judging, rules, windows.validation)
  return members.map((member, index) => {
    const outcome = required(validation[index], 'an outcome for each task')
    const metrics = {
      train: metricsOf(required(train[index], 'an outcome for each task'), config.cash),
      validation: metricsOf(outcome, config.cash),
    }
    const reasons = windowRejections('train', metrics.train, config.filters.train)
    return { ...member, ...metrics, validationDaily: outcome.daily, reasons }
  })
}

/** Share of near strategies that made money over train and validation, for each of the rules. */
async function neighbourhood(
  rules: readonly RuleStrategy[],
  judging: Judging,
): Promise<readonly { readonly count: number; readonly profitable: number }[]> {
  const near = rules.map((rule) => neighbourStrategies(judging.pool, rule))
  const { train, validation } = judging.windows
  const outcomes = await runOver(judging, near.flat(), { from: train.from, to: validation.to })
  let taken = 0
  return near.map(({ length: count }) => {
    const own = outcomes.slice(taken, taken + count)
    taken += count
    return { count, profitable: own.filter(({ equity }) => equity > judging.config.cash).length }
  })
}

function stabilityRejections(
  { parts, neighbours }: Pick<Finalist, 'parts' | 'neighbours'>,
  { filters }: GeneratorConfig,
): readonly Rejection[] {
  const share = neighbours.count === 0 ? 1 : neighbours.profitable / neighbours.count
  const bounds = [
    ['profitableParts', parts, filters.profitableParts],
    ['profitableNeighbours', share, filters.profitableNeighbours],
  ] as const
  return bounds
    .filter(([, measured, limit]) => measured < limit)
    .map(([filter, measured, limit]) => ({ window: 'inSample', filter, measured, limit }))
}

/** Filters and ranks the final population by train and validation. */
export async function select(state: EvolutionState, judging: Judging): Promise<Selection> {
  const { config } = judging
  const population = await judge(populationOf(state), judging)
  const candidates = population.filter(({ reasons }) => reasons.length === 0)
  const places = bestOfNiches(candidates, config.promotion.nominees, config.evolution.nicheCorrelation)
  const nominees = places.map((place) => required(candidates[place], 'a candidate at its place'))
  const nominated = new Set(nominees.map(({ id }) => id))
  const { meanCorrelation } = independentTrials(population.map(({ daily }) => daily))
  const shared = Math.max(0, meanCorrelation)
  const trials = {
    meanCorrelation,
    search: shared + (1 - shared) * state.archive.length,
    candidates: validationTrials(candidates),
    nominees: validationTrials(nominees),
  }
  const validated = candidates.map((each) => ({
    ...each,
    reasons: windowRejections('validation', each.validation, config.filters.validation),
  }))
  const passed = validated.filter(({ reasons }) => reasons.length === 0)
  const near = await neighbourhood(
    passed.map(({ rule }) => rule),
    judging,
  )
  const weighed = passed.map((each, index): Finalist => {
    const inSample = [...each.daily, ...each.validationDaily]
    const stability = {
      parts: profitableParts(inSample, config.filters.parts),
      neighbours: required(near[index], 'a neighbourhood for each'),
    }
    const named = nominated.has(each.id)
    const deflated = {
      validation: deflate(each.validationDaily, named ? trials.nominees : trials.candidates),
      search: deflate(inSample, trials.search),
    }
    return { ...each, ...stability, nominated: named, deflated, reasons: stabilityRejections(stability, config) }
  })
  const finalists = weighed.filter(({ reasons }) => reasons.length === 0)
  return {
    population,
    passedTrain: candidates.length,
    passedValidation: passed.length,
    finalists: finalists.sort(byEvidence),
    rejected: [...population, ...validated, ...weighed].filter(({ reasons }) => reasons.length > 0),
    trials,
  }
}

/** What those that are compared on validation are worth as independent trials there. */
const validationTrials = (compared: readonly Judged[]): number =>
  compared.length === 0 ? 1 : independentTrials(compared.map(({ validationDaily }) => validationDaily)).count

const byEvidence = (a: Finalist, b: Finalist): number =>
  Number(b.nominated) - Number(a.nominated) ||
  b.deflated.validation - a.deflated.validation ||
  (b.validation.sharpe ?? 0) - (a.validation.sharpe ?? 0) ||
  (a.id < b.id ? -1 : 1)
