import { InputError } from '../../domain/index.ts'

const ROOT_TAU = Math.sqrt(2 * Math.PI)

/** Density of the standard normal distribution. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / ROOT_TAU

/** Beyond this the series needs too many terms and the continued fraction converges fast. */
const SERIES_LIMIT = 3
const FRACTION_TERMS = 120

/**
 * Standard normal distribution function, to about 1e-14 of the value in both tails: near zero
 * 1/2 + density(x) (x + x^3/3 + x^5/15 + ...) (G. Marsaglia, Evaluating the Normal Distribution, Journal of Statistical
 * Software, 2004); in the tail Laplace's continued fraction density(x) / (x + 1/(x + 2/(x + 3/...))).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) throw new InputError({ field: 'x', value: 'NaN', remedy: 'give a number' })
  if (x > SERIES_LIMIT) return 1 - upperTail(x)
  if (x < -SERIES_LIMIT) return upperTail(-x)
  let [term, sum] = [x, x]
  for (let odd = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum) * 0.01; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * normalDensity(x)
}

function upperTail(x: number): number {
  let fraction = x
  for (let term = FRACTION_TERMS; term >= 1; term -= 1) fraction = x + term / fraction
  return normalDensity(x) / fraction
}

/**
 * The x at which {@link normalCdf} is `probability`: the rational start of M. Abramowitz and I. Stegun, Handbook of
 * Mathematical Functions, 26.2.23, made exact by Halley's method. 0 and 1 give the infinities.
 * Throws InputError outside [0, 1].
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1))
    throw new InputError({ field: 'probability', value: String(probability), remedy: 'give a number from 0 to 1' })
  if (probability === 0) return -Infinity
  if (probability === 1) return Infinity
  if (probability > 0.5) return -lowerQuantile(1 - probability)
  return lowerQuantile(probability)
}

function lowerQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability))
  let x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
  for (let round = 0; round < 3; round += 1) {
    const step = (normalCdf(x) - probability) / normalDensity(x)
    if (!Number.isFinite(step)) break
    x -= step / (1 + (x * step) / 2)
  }
  return x
}
