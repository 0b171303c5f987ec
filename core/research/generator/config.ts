import { InputError } from '../../domain/index.ts'
import type { Costs } from '../columns/simulate.ts'
import { DEFAULT_LIMITS, type TreeLimits } from './genes/limits.ts'
import type { Filters } from './verdict/filters.ts'
import { DEFAULT_FILTERS } from './verdict/filters.ts'
import { DEFAULT_PROMOTION, type Promotion } from './verdict/promotion.ts'

/** How many of each, over all islands, and how they follow each other. */
export interface EvolutionTerms {
  /** Strategies alive at a time, over all islands. */
  readonly count: number
  readonly generations: number
  readonly islands: number
  /** Part of an island that survives unchanged. */
  readonly elite: number
  /** Contenders of a tournament. */
  readonly tournament: number
  /** Parts of the offspring that are crossed and that are drawn anew; the others are mutated only. */
  readonly crossover: number
  readonly immigrants: number
  /** Loss of fitness for each comparison or group. */
  readonly parsimony: number
  /** Strategies whose daily returns correlate by more than this share a niche. */
  readonly nicheCorrelation: number
  /** Generations between migrations, and how many go to the next island each time. */
  readonly migrationInterval: number
  readonly migrants: number
  /** Positions that the fitness asks for before it believes a strategy, in the train window. */
  readonly evidenceTrades: number
}

/** Everything but the data that a result depends on. */
export interface GeneratorConfig {
  readonly seed: number
  readonly cash: number
  readonly costs: Costs
  /** Parts of the days for train, validation and held-out; they sum to 1. */
  readonly split: readonly [train: number, validation: number, heldOut: number]
  /** Days that are left out between two windows. */
  readonly embargoDays: number
  readonly limits: TreeLimits
  readonly evolution: EvolutionTerms
  readonly filters: Filters
  readonly promotion: Promotion
}

export const DEFAULT_EVOLUTION: EvolutionTerms = {
  count: 500,
  generations: 20,
  islands: 4,
  elite: 0.1,
  tournament: 4,
  crossover: 0.5,
  immigrants: 0.05,
  parsimony: 0.02,
  nicheCorrelation: 0.7,
  migrationInterval: 4,
  migrants: 4,
  evidenceTrades: 30,
}

export const DEFAULT_GENERATOR_CONFIG: GeneratorConfig = {
  seed: 1,
  cash: 10_000,
  costs: { fee: 0.001, slippage: 0.0001 },
  split: [0.6, 0.2, 0.2],
  embargoDays: 1,
  limits: DEFAULT_LIMITS,
  evolution: DEFAULT_EVOLUTION,
  filters: DEFAULT_FILTERS,
  promotion: DEFAULT_PROMOTION,
}

const refuse = (field: string, value: unknown, remedy: string): never => {
  throw new InputError({ field, value: JSON.stringify(value), remedy })
}

function wholeFrom(field: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) refuse(field, value, `give a whole number of at least ${String(least)}`)
}

function partOf(field: string, value: number): void {
  if (!(value >= 0 && value <= 1)) refuse(field, value, 'give a number from 0 to 1')
}

/** The smallest island in which a tournament, an elite and a newcomer still have room. */
export const LEAST_ISLAND = 8

/** Throws InputError for what no search can be made of. */
export function checkConfig(config: GeneratorConfig): void {
  const { evolution, split, costs } = config
  wholeFrom('seed', config.seed, 0)
  wholeFrom('count', evolution.count, LEAST_ISLAND)
  wholeFrom('generations', evolution.generations, 1)
  wholeFrom('islands', evolution.islands, 1)
  wholeFrom('tournament', evolution.tournament, 1)
  wholeFrom('migrationInterval', evolution.migrationInterval, 1)
  wholeFrom('migrants', evolution.migrants, 0)
  wholeFrom('embargoDays', config.embargoDays, 0)
  wholeFrom('depth', config.limits.depth, 1)
  wholeFrom('nodes', config.limits.nodes, 2)
  if (evolution.count < evolution.islands * LEAST_ISLAND)
    refuse('islands', evolution.islands, `give each at least ${String(LEAST_ISLAND)} strategies, or fewer islands`)
  for (const part of ['elite', 'crossover', 'immigrants'] as const) partOf(part, evolution[part])
  if (evolution.crossover + evolution.immigrants > 1)
    refuse('crossover', evolution.crossover, 'it and the immigrants are at most 1')
  if (split.some((part) => !(part > 0)) || Math.abs(split[0] + split[1] + split[2] - 1) > 1e-9)
    refuse('split', split, 'give three parts above 0 that sum to 1')
  if (!(config.cash > 0 && Number.isFinite(config.cash))) refuse('cash', config.cash, 'give a number above 0')
  for (const cost of ['fee', 'slippage'] as const)
    if (!(costs[cost] >= 0 && costs[cost] < 1)) refuse(cost, costs[cost], 'give a fraction from 0 to below 1')
}
