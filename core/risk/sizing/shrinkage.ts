/** What closed trades say: counts of any positive size, gains as fractions of the cost. */
export interface WinRecord {
  /** How many fresh trades these are worth. */
  readonly sample: number
  readonly won: number
  readonly lost: number
  /** Sum of the gains of those won, and of the losses of those lost; both zero or more. */
  readonly gained: number
  readonly forfeited: number
}

export const NO_RECORD: WinRecord = { sample: 0, won: 0, lost: 0, gained: 0, forfeited: 0 }

/**
 * Posterior mean of the win rate with a Beta prior of mean `prior` that is worth `priorTrades` trades. Without a
 * record exactly the prior.
 */
export function shrunkWinRate({ sample, won }: WinRecord, prior: number, priorTrades: number): number {
  return sample > 0 ? (won + priorTrades * prior) / (sample + priorTrades) : prior
}

/**
 * Mean gain over mean loss, drawn towards `prior` on a scale of ratios, so that one great trade does not carry it off.
 * The ratio is known only as well as the rarer of its halves: it counts as twice that many trades, and without either
 * half the prior stands.
 */
export function shrunkPayoff(record: WinRecord, prior: number, priorTrades: number): number {
  const { won, lost, gained, forfeited } = record
  if (!(prior > 0 && gained > 0 && forfeited > 0)) return prior
  const sample = 2 * Math.min(won, lost)
  const observed = gained / won / (forfeited / lost)
  return prior * (observed / prior) ** (sample / (sample + priorTrades))
}
