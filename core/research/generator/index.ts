/**
 * A history of bars and a seed -> rule strategies that were evolved on its first part, selected on its second and reported on
 * its last.
 * Invariant: the report is the same bytes for the same data and configuration; evolution never reads a bar after the train window,
 * selection none of the held-out one.
 */
export { Chance, type ChanceState } from './chance.ts'
export { checkConfig, DEFAULT_EVOLUTION, DEFAULT_GENERATOR_CONFIG, type EvolutionTerms, type GeneratorConfig } from './config.ts'
export type * from './evolution/state.ts'
export { firstPopulation } from './evolution/step.ts'
export * from './generate.ts'
export { type GenePool, genePool } from './genes/gene-pool.ts'
export type * from './metrics.ts'
export type * from './verdict/report.ts'
export type { Rejection } from './verdict/filters.ts'
export { splitWindows, WINDOWS, type WindowName, type Windows } from './windows.ts'
