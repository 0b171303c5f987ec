import { checkSameLength } from './matrix.ts'
import { isConstant, meanOf, type Series } from './series.ts'

export interface IndependentTrials {
  /** At least 1, at most the trials that differ from a constant (or 1). */
  readonly count: number
  /** Mean of the correlations of all pairs, -1 to 1; 0 where there is no pair. */
  readonly meanCorrelation: number
}

/**
 * How many independent trials so many correlated ones are worth: r + (1 - r) N, r the mean correlation of all pairs, taken as
 * 0 where it is below (D. Bailey and M. Lopez de Prado, The Deflated Sharpe Ratio, 2014, appendix 3). A trial whose returns
 * never differ traded nothing and is not counted. One series a trial, all equally long.
 */
export function independentTrials(trials: readonly Series[]): IndependentTrials {
  checkSameLength('trials', trials, 1)
  const live = trials.filter((trial) => !isConstant(trial))
  if (live.length < 2) return { count: 1, meanCorrelation: 0 }
  // The squared length of the sum of unit vectors is the sum of all correlations: no matrix of pairs is needed.
  const sum = new Float64Array(live[0]?.length ?? 0)
  for (const trial of live) {
    const mean = meanOf(trial)
    let squares = 0
    for (let index = 0; index < trial.length; index += 1) squares += ((trial[index] ?? 0) - mean) ** 2
    const scale = 1 / Math.sqrt(squares)
    for (let index = 0; index < trial.length; index += 1) sum[index] = (sum[index] ?? 0) + ((trial[index] ?? 0) - mean) * scale
  }
  const total = sum.reduce((all, value) => all + value * value, 0)
  const meanCorrelation = Math.min(1, Math.max(-1, (total - live.length) / (live.length * (live.length - 1))))
  const shared = Math.max(0, meanCorrelation)
  return { count: shared + (1 - shared) * live.length, meanCorrelation }
}
