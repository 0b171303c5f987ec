import { required } from '../../../domain/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import type { RuleRunner } from '../../rules/run.ts'
import { Chance } from '../chance.ts'
import type { GeneratorConfig } from '../config.ts'
import type { GenePool } from '../genes/gene-pool.ts'
import type { Window } from '../windows.ts'
import { firstGeneration, type Newborn, type Nursery, offspring } from './breed.ts'
import { fitnessOf } from './fitness.ts'
import { migrate } from './migrate.ts'
import { bestOfNiches } from './niches.ts'
import type { EvolutionState, Island, Member } from './state.ts'

/** What a search runs in. */
export interface Habitat {
  readonly pool: GenePool
  readonly config: GeneratorConfig
  readonly runner: RuleRunner
  /** The only bars that evolution sees. */
  readonly train: Window
}

/** How many live on each island; the first ones take what does not divide. */
export const islandSizes = (count: number, islands: number): readonly number[] =>
  Array.from({ length: islands }, (_, index) => Math.floor(count / islands) + (index < count % islands ? 1 : 0))

export const startOf = ({ seed, evolution }: GeneratorConfig): EvolutionState => ({
  version: 1,
  generation: 0,
  islands: Array.from({ length: evolution.islands }, (_, index) => ({ chance: Chance.seeded(seed, index).state, members: [] })),
  archive: [],
})

/** Best fitness first; the id decides between equals, so that no order of arrival does. */
const byFitness = (a: Member, b: Member): number => b.fitness - a.fitness || (a.id < b.id ? -1 : 1)

interface Brood {
  readonly elite: readonly Member[]
  readonly newborns: readonly Newborn[]
  readonly chance: Chance
}

function broodOf({ members, chance: state }: Island, size: number, nursery: Nursery): Brood {
  const chance = new Chance(state)
  if (members.length === 0) return { elite: [], newborns: firstGeneration(chance, nursery, size), chance }
  const { elite: part, nicheCorrelation } = nursery.config.evolution
  // The elite is one of each kind, so that copies of one idea cannot fill it.
  const places = bestOfNiches(members, Math.max(1, Math.floor(size * part)), nicheCorrelation)
  const elite = places.map((place) => required(members[place], 'a member of the elite'))
  return { elite, newborns: offspring(chance, nursery, members, size - elite.length), chance }
}

async function raise(newborns: readonly Newborn[], { config, runner, train }: Habitat): Promise<readonly Member[]> {
  const { cash, costs, evolution } = config
  const range = { from: train.from, to: train.to }
  const outcomes = await runner.run(newborns.map(({ rule }) => ({ rule, range, cash, costs })))
  return newborns.map(({ id, rule }, index) => {
    const outcome = required(outcomes[index], 'an outcome for each task')
    return { id, rule, fitness: fitnessOf(rule, outcome, evolution), daily: [...outcome.daily] }
  })
}

function broodsOf({ islands, archive }: EvolutionState, { config, pool }: Omit<Habitat, 'runner' | 'train'>): readonly Brood[] {
  const { count, islands: places } = config.evolution
  const nursery: Nursery = { pool, config, taken: new Set(archive.map(([id]) => id)) }
  const sizes = islandSizes(count, places)
  return islands.map((island, index) => broodOf(island, required(sizes[index], 'a size for each island'), nursery))
}

/** The strategies that the first generation of a search runs, in their order. */
export const firstPopulation = (config: GeneratorConfig, pool: GenePool): readonly RuleStrategy[] =>
  broodsOf(startOf(config), { config, pool }).flatMap(({ newborns }) => newborns.map(({ rule }) => rule))

/** One generation on every island; all newborns run in one batch, which the runner spreads over the cores. */
export async function step(state: EvolutionState, habitat: Habitat): Promise<EvolutionState> {
  const { evolution } = habitat.config
  const broods = broodsOf(state, habitat)
  const raised = await raise(
    broods.flatMap(({ newborns }) => newborns),
    habitat,
  )
  let taken = 0
  const islands = broods.map(({ elite, newborns, chance }): Island => {
    const born = raised.slice(taken, taken + newborns.length)
    taken += newborns.length
    return { chance: chance.state, members: [...elite, ...born].sort(byFitness) }
  })
  const generation = state.generation + 1
  const moves = generation % evolution.migrationInterval === 0 && generation < evolution.generations
  return {
    version: 1,
    generation,
    islands: moves ? migrate(islands, evolution.migrants, byFitness) : islands,
    archive: [...state.archive, ...raised.map(({ id, fitness }) => [id, fitness] as const)],
  }
}
