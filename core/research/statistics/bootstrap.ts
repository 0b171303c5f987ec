import { InputError } from '../../domain/index.ts'
import type { Random } from '../../ports/index.ts'
import { quantileOf } from './quantiles.ts'
import { checkSeries, checkWhole, type Series } from './series.ts'

export interface BootstrapTerms {
  readonly random: Random
  /** Resamples, 100 or more; 1,000 by default. */
  readonly runs?: number
  /** Mean length of the blocks, at least 1; the cube root of the number of values by default. */
  readonly blockLength?: number
  /** Share of the resamples inside the interval; 0.95 by default. */
  readonly level?: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Interval of a statistic of dependent values by the stationary bootstrap: blocks that start anywhere, have geometric lengths
 * and run on from the end to the start (D. Politis and J. Romano, The Stationary Bootstrap, Journal of the American Statistical
 * Association, 1994); the percentiles of the resamples bound it. Resamples of which the statistic is not finite are left out.
 * `statistic` may not keep the array that it is given.
 */
export function bootstrapInterval(
  values: Series,
  statistic: (resample: Float64Array) => number,
  { random, runs = 1_000, blockLength, level = 0.95 }: BootstrapTerms,
): Interval {
  checkSeries('values', values, 2)
  checkWhole('runs', runs, 100, 1_000_000)
  const length = blockLength ?? Math.max(1, Math.cbrt(values.length))
  if (!(length >= 1 && Number.isFinite(length)))
    throw new InputError({ field: 'blockLength', value: String(length), remedy: 'give a number of at least 1' })
  if (!(level > 0 && level < 1))
    throw new InputError({ field: 'level', value: String(level), remedy: 'give a number between 0 and 1' })
  const resample = new Float64Array(values.length)
  const found: number[] = []
  for (let run = 0; run < runs; run += 1) {
    drawStationary(values, resample, 1 / length, random)
    const value = statistic(resample)
    if (Number.isFinite(value)) found.push(value)
  }
  if (found.length === 0)
    throw new InputError({ field: 'values', value: `${String(runs)} resamples`, remedy: 'the statistic has a value for none' })
  const sorted = Float64Array.from(found).sort()
  return { low: quantileOf(sorted, (1 - level) / 2), high: quantileOf(sorted, (1 + level) / 2) }
}

function drawStationary(values: Series, into: Float64Array, restart: number, random: Random): void {
  let at = 0
  for (let index = 0; index < into.length; index += 1) {
    const fresh = index === 0 || restart >= 1 || random.next() < restart
    at = fresh ? Math.floor(random.next() * values.length) : (at + 1) % values.length
    into[index] = values[at] ?? 0
  }
}
