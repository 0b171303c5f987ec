import { decimalParameter, type ParameterSchema, type ParameterValues, resolveParameters } from '../../domain/index.ts'

const weight = (title: string, fallback: number) => decimalParameter(title, fallback, [-10, 10])

/** How much each measure counts; below zero prefers less of it, zero leaves it out. */
export const UNIVERSE_WEIGHTS = {
  liquidity: weight('Turnover of a day', 3),
  spread: weight('Tightness of the spread', 1),
  depth: weight('Depth of the book', 1),
  volatility: weight('Movement of a day', 2),
  momentum: weight('Rise in multiples of its volatility', 2),
  sentiment: weight('Mood', 1),
  /** Of being unlike what was proposed before; it counts in proposals, not in ranks. */
  correlation: decimalParameter('Unlike those proposed', 3, [0, 10]),
} as const satisfies ParameterSchema

export type UniverseWeights = ParameterValues<typeof UNIVERSE_WEIGHTS>

/** Defaults filled in and checked. Throws InputError. */
export const resolveUniverseWeights = (given: Readonly<Record<string, unknown>> = {}): UniverseWeights =>
  resolveParameters(UNIVERSE_WEIGHTS, given, 'weights')
