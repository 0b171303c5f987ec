import { InputError } from '../../domain/index.ts'
import { normalQuantile } from './normal.ts'
import { probabilisticSharpe, type SharpeEstimate } from './sharpe.ts'

const EULER_MASCHERONI = 0.577_215_664_901_532_9

/**
 * Expected maximum of so many independent standard normal numbers:
 * (1 - g) Q(1 - 1/N) + g Q(1 - 1/(N e)), Q the normal quantile and g Euler's constant
 * (D. Bailey and M. Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management, 2014).
 * One number has a maximum of zero. Throws InputError for less than one.
 */
export function expectedMaximum(trials: number): number {
  if (!(trials >= 1 && Number.isFinite(trials)))
    throw new InputError({ field: 'trials', value: String(trials), remedy: 'give a number of at least 1' })
  if (trials === 1) return 0
  const expected =
    (1 - EULER_MASCHERONI) * -normalQuantile(1 / trials) + EULER_MASCHERONI * -normalQuantile(1 / (trials * Math.E))
  // The formula is one for many; between one and two it can fall below zero, which no maximum of a choice does.
  return Math.max(0, expected)
}

/** The search that a strategy was the best of. */
export interface Trials {
  /** Independent ones; a fraction is allowed. */
  readonly count: number
  /** Deviation of the trials' Sharpe ratios, per period as that of the best. */
  readonly deviation: number
}

export interface DeflatedSharpe {
  /** Probability that the true ratio is above what the best of the trials shows when none has any skill. */
  readonly probability: number
  /** That ratio, per period. */
  readonly benchmark: number
}

/**
 * The probabilistic Sharpe ratio against the expected maximum of the trials that were made
 * (D. Bailey and M. Lopez de Prado, The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest Overfitting and
 * Non-Normality, Journal of Portfolio Management, 2014). Throws InputError for trials that are less than one or of no spread.
 */
export function deflatedSharpe(best: SharpeEstimate, { count, deviation }: Trials): DeflatedSharpe {
  if (!(deviation >= 0 && Number.isFinite(deviation)))
    throw new InputError({ field: 'deviation', value: String(deviation), remedy: 'give a number of at least 0' })
  const benchmark = deviation * expectedMaximum(count)
  return { probability: probabilisticSharpe(best, benchmark), benchmark }
}
