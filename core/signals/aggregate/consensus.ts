import type { FeatureUse, Opinion, Regime, SignalAction, Vote } from '../../domain/index.ts'

/** An opinion with the weight that its strategy was given. */
export interface WeightedOpinion {
  /** Unique; settles ties and the order of sums, so that the order of arrival does not matter. */
  readonly instance: string
  readonly opinion: Opinion
  /** Above zero; only its ratio to the other weights matters. */
  readonly weight: number
  /** What kind of market it was counted in, where that is known. */
  readonly regime?: Regime | undefined
}

export interface ConsensusThresholds {
  /** Least confidence after weighting, 0 to 1. */
  readonly minConfidence: number
  /** Greatest share of the weight that may vote against, 0 to 1. */
  readonly maxConflict: number
  /** Least number of opinions that agree. */
  readonly minVotes: number
}

export interface Tally {
  readonly action: SignalAction
  /** Sum of weight x confidence of those who agree, over the sum of the weights of all who voted. */
  readonly confidence: number
  /** Share of weight x confidence that voted against. */
  readonly conflict: number
  readonly votes: readonly Vote[]
  /** Those who agree, strongest first. */
  readonly agreeing: readonly WeightedOpinion[]
  readonly reasoning: readonly FeatureUse[]
}

/** Less confidence than this is none. */
const LEAST_CONFIDENCE = 1e-9
const strength = ({ weight, opinion }: WeightedOpinion): number => weight * opinion.confidence
const byInstance = (a: WeightedOpinion, b: WeightedOpinion): number => (a.instance < b.instance ? -1 : 1)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const share = (part: number, whole: number): number => Math.min(part / whole, 1)

/** One row for a feature of one source however many strategies use it; opposing parts are signed against the action. */
function reasoningOf(voting: readonly WeightedOpinion[], stance: Opinion['stance'], whole: number): readonly FeatureUse[] {
  const rows: FeatureUse[] = []
  for (const { opinion, weight } of voting) {
    const scale = (opinion.stance === stance ? 1 : -1) * (weight / whole)
    for (const use of opinion.reasons) {
      const at = rows.findIndex(({ feature, source }) => feature === use.feature && source === use.source)
      const known = rows[at]
      const { feature, value, source, asOf } = known !== undefined && known.asOf > use.asOf ? known : use
      const contribution = (known?.contribution ?? 0) + use.contribution * scale
      rows[known === undefined ? rows.length : at] = { feature, value, source, asOf, contribution }
    }
  }
  return rows.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.feature < b.feature ? -1 : 1))
}

/** Weighs the opinions of one market. Neutral opinions and those without confidence abstain; null where nobody or both sides equally vote. */
export function tally(opinions: readonly WeightedOpinion[]): Tally | null {
  const voting = opinions
    .filter(({ opinion }) => opinion.stance !== 'neutral' && opinion.confidence >= LEAST_CONFIDENCE)
    .sort(byInstance)
  const long = voting.filter(({ opinion }) => opinion.stance === 'long')
  const flat = voting.filter(({ opinion }) => opinion.stance === 'flat')
  const [forLong, forFlat] = [sum(long.map(strength)), sum(flat.map(strength))]
  if (forLong === forFlat) return null
  const buys = forLong > forFlat
  const agreeing = buys ? long : flat
  const whole = sum(voting.map(({ weight }) => weight))
  return {
    action: buys ? 'buy' : 'sell',
    confidence: share(buys ? forLong : forFlat, whole),
    conflict: share(buys ? forFlat : forLong, forLong + forFlat),
    votes: voting.map(({ opinion, weight, regime }) => ({
      strategy: opinion.strategy,
      stance: opinion.stance,
      confidence: opinion.confidence,
      weight,
      ...(regime === undefined ? {} : { regime }),
    })),
    agreeing: [...agreeing].sort((a, b) => strength(b) - strength(a) || byInstance(a, b)),
    reasoning: reasoningOf(voting, buys ? 'long' : 'flat', whole),
  }
}

export const passes = (found: Tally, thresholds: ConsensusThresholds): boolean =>
  found.confidence >= thresholds.minConfidence &&
  found.conflict <= thresholds.maxConflict &&
  found.agreeing.length >= thresholds.minVotes
