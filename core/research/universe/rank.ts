import { type Exclusion, type ScreenTerms, screen, type UniverseCandidate } from './candidate.ts'
import { correlation, measure } from './measures.ts'
import { type Scored, scoreAll, type UniverseComponent } from './score.ts'
import type { UniverseWeights } from './weights.ts'
import { reasonsOf } from './words.ts'

export interface UniverseTerms extends ScreenTerms {
  readonly weights: UniverseWeights
  /** The most that are proposed. */
  readonly take: number
}

export interface UniverseRow {
  readonly instrument: string
  /** From 1; by score alone. */
  readonly rank: number
  /** 0 to 1; null where there is no other market to compare any measure with. */
  readonly score: number | null
  readonly components: readonly UniverseComponent[]
  /** From the first close to the last, a fraction. */
  readonly change: number
  /** In words, what adds most first. */
  readonly reasons: readonly string[]
  readonly missing: readonly string[]
}

export interface UniverseProposal {
  readonly instrument: string
  /** The score with its likeness to those proposed before it, 0 to 1; null as in its row. */
  readonly score: number | null
  /** The one before it that it is most like; null for the first, and where nothing can be said. */
  readonly likest: { readonly instrument: string; readonly correlation: number } | null
  readonly reason: string
}

export interface UniverseReport {
  readonly quote: string
  readonly weights: UniverseWeights
  /** Best first. */
  readonly rows: readonly UniverseRow[]
  /** What to watch, in the order in which it was chosen. */
  readonly proposals: readonly UniverseProposal[]
  readonly excluded: readonly Exclusion[]
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score || (a.instrument < b.instrument ? -1 : 1)

function likestOf(market: Scored, chosen: readonly Scored[]): UniverseProposal['likest'] {
  const known = chosen.flatMap((other) => {
    const value = correlation(market.returns, other.returns)
    return value === null ? [] : [{ instrument: other.instrument, correlation: value }]
  })
  return known.reduce<UniverseProposal['likest']>(
    (most, each) => (most === null || each.correlation > most.correlation ? each : most),
    null,
  )
}

const likenessText = (likest: UniverseProposal['likest'], first: boolean, compared: boolean): string => {
  if (!compared) return 'nothing to compare it with'
  if (first) return 'the best score'
  if (likest === null) return 'too few common bars to tell how like it is to those before'
  return `correlation ${likest.correlation.toFixed(2)} with ${likest.instrument}, the likest of those before`
}

/**
 * Takes the best, then again and again the one whose score and unlikeness to all taken weigh most (a greedy choice).
 * What moves against another is no more unlike than what is independent of it: a correlation below zero counts as zero.
 */
function propose(markets: readonly Scored[], take: number, weight: number): readonly UniverseProposal[] {
  const left = [...markets].sort(byScore)
  const chosen: Scored[] = []
  const proposals: UniverseProposal[] = []
  while (proposals.length < take && left.length > 0) {
    const offers = left.map((market) => {
      const likest = likestOf(market, chosen)
      if (likest === null) return { market, likest, score: market.score }
      const unlike = 1 - Math.max(likest.correlation, 0)
      const whole = market.weight + weight
      return { market, likest, score: whole === 0 ? 0 : (market.score * market.weight + unlike * weight) / whole }
    })
    const [first, ...rest] = offers
    if (first === undefined) break
    const best = rest.reduce((a, b) => (b.score > a.score ? b : a), first)
    const { market, likest, score } = best
    const compared = market.weight > 0
    proposals.push({
      instrument: market.instrument,
      score: compared ? score : null,
      likest,
      reason: likenessText(likest, chosen.length === 0, compared),
    })
    chosen.push(market)
    left.splice(left.indexOf(market), 1)
  }
  return proposals
}

/** Ranks markets against each other and proposes the best that are not all alike. */
export function rankUniverse(candidates: readonly UniverseCandidate[], terms: UniverseTerms): UniverseReport {
  const { weights, take, barLength } = terms
  const { fit, excluded, quote } = screen(candidates, terms)
  const scored = scoreAll(
    fit.map((candidate) => measure(candidate, barLength)),
    weights,
    quote,
  )
  const rows = [...scored].sort(byScore).map((market, index): UniverseRow => {
    const { instrument, score, components, change } = market
    const shown = market.weight > 0 ? score : null
    return { instrument, rank: index + 1, score: shown, components, change, ...reasonsOf(market) }
  })
  return { quote, weights, rows, proposals: propose(scored, take, weights.correlation), excluded }
}
