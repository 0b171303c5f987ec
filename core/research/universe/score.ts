import { MEASURES, type Measure, type Measured } from './measures.ts'
import type { UniverseWeights } from './weights.ts'

export interface UniverseComponent {
  readonly name: Measure
  /** As measured; null is missing. */
  readonly value: number | null
  readonly unit: string
  /** Share of the other markets with a value that have less, those with the same counted half; null where there is none to compare. */
  readonly percentile: number | null
  /** Standard deviations from the mean of those that have a value. */
  readonly zScore: number | null
  readonly weight: number
  /** Its part of the score; the parts add up to it. Null where it does not count. */
  readonly contribution: number | null
}

export interface Scored extends Measured {
  readonly components: readonly UniverseComponent[]
  /** 0 to 1: the weighted mean of the percentiles that there are. */
  readonly score: number
  /** The weight behind the score. */
  readonly weight: number
}

/** Less is better. */
const COSTS: readonly Measure[] = ['spread']

const unitOf = (name: Measure, quote: string): string =>
  ({
    liquidity: `${quote} a day`,
    spread: 'bps',
    depth: quote,
    volatility: 'of the price a day',
    momentum: 'times its volatility',
    sentiment: '-1 to 1',
  })[name]

function standingOf(value: number, others: readonly number[]): { readonly percentile: number; readonly zScore: number } {
  const below = others.filter((other) => other < value).length
  const same = others.filter((other) => other === value).length
  const all = [...others, value].sort((a, b) => a - b)
  const mean = all.reduce((sum, each) => sum + each, 0) / all.length
  const spread = Math.sqrt(all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (all.length - 1))
  return { percentile: (below + same / 2) / others.length, zScore: spread > 0 ? (value - mean) / spread : 0 }
}

/** Scores every market against the others. A measure that is missing leaves its weight to those that are there. */
export function scoreAll(markets: readonly Measured[], weights: UniverseWeights, quote: string): readonly Scored[] {
  return markets.map((market) => {
    const compared = MEASURES.map((name) => {
      const value = market.values[name]
      const others = markets.flatMap((other) => (other === market ? [] : [other.values[name]])).filter((each) => each !== null)
      const standing = value === null || others.length === 0 ? null : standingOf(value, others)
      return { name, value, standing, weight: weights[name] }
    })
    const counting = compared.filter(({ standing, weight }) => standing !== null && weight !== 0)
    const whole = counting.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
    const components = compared.map(({ name, value, standing, weight }): UniverseComponent => {
      const counts = standing !== null && weight !== 0
      const wantsLess = COSTS.includes(name) !== weight < 0
      return {
        name,
        value,
        unit: unitOf(name, quote),
        percentile: standing?.percentile ?? null,
        zScore: standing?.zScore ?? null,
        weight,
        contribution: counts ? (Math.abs(weight) / whole) * (wantsLess ? 1 - standing.percentile : standing.percentile) : null,
      }
    })
    const score = components.reduce((sum, { contribution }) => sum + (contribution ?? 0), 0)
    return { ...market, components, score, weight: whole }
  })
}
