import type { Axis, OptimiseFigures, Trial, Value } from './report.ts'

/** Where a value stands on its axis, 0 at the bottom to 1. */
export function placeOn({ choices, min, max }: Axis, value: Value | undefined): number {
  if (choices !== undefined) return choices.length < 2 ? 0.5 : Math.max(0, choices.indexOf(String(value))) / (choices.length - 1)
  return max === min ? 0.5 : (Number(value ?? min) - min) / (max - min)
}

/** The axis of the score, over those that have one. */
export function scoreAxis({ objective, trials }: Pick<OptimiseFigures, 'objective' | 'trials'>): Axis | undefined {
  const scores = trials.flatMap(({ score }) => (score === null ? [] : [score]))
  if (scores.length === 0) return undefined
  return { name: objective, choices: undefined, min: Math.min(...scores), max: Math.max(...scores) }
}

/** Worst first, so that the best are drawn over the others; those without a score at the very back. */
export const backToFront = (trials: readonly Trial[]): readonly Trial[] =>
  trials.toSorted((a, b) => (a.score ?? -Infinity) - (b.score ?? -Infinity) || a.trial - b.trial)

export const paramsText = (params: Readonly<Record<string, Value>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
