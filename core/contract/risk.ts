/** A rule about the whole account. */
export interface RiskLimitRow {
  readonly code: string
  /** Both as text for a person. */
  readonly measured: string
  readonly limit: string
  readonly passed: boolean
  /** Share of the limit that is used, 0 and up; null for a rule that is kept or not. */
  readonly used: number | null
}

/** A limit whose breach halts trading until a person re-arms it. */
export interface BreakerRow extends RiskLimitRow {
  /** `tripped`: it is what halted trading. `blocked`: it would halt now, were trading not halted already. */
  readonly state: 'ready' | 'tripped' | 'blocked'
}

/** Money at risk against what is allowed of it; working buys are counted at worst case. */
export interface ExposureRow {
  /** An asset, a venue or a market. */
  readonly key: string
  readonly exposure: string
  readonly allowed: string
  /** Of the equity. */
  readonly share: number
  /** Of what is allowed. */
  readonly used: number
  readonly passed: boolean
}

export interface RelationRow {
  readonly one: string
  readonly other: string
  /** Of one-minute returns, -1 to 1; null while too few are known. */
  readonly correlation: number | null
  /** Minutes that it was measured over. */
  readonly samples: number
}

export interface RiskRow {
  readonly at: number
  readonly environment: 'paper' | 'live'
  readonly currency: string
  readonly equity: string
  /** Null while trading is active. `code` is a breaker's, `kill` or another cause. */
  readonly halt: { readonly code: string; readonly reason: string; readonly by: string } | null
  readonly limits: readonly RiskLimitRow[]
  readonly breakers: readonly BreakerRow[]
  readonly total: ExposureRow
  /** Each the largest first. */
  readonly assets: readonly ExposureRow[]
  readonly venues: readonly ExposureRow[]
  readonly markets: readonly ExposureRow[]
  /** A market with all others, each by how much it moves with it. */
  readonly correlated: readonly ExposureRow[]
  /** What is held or being bought first, then the markets of signals that wait; each pair of them once in `relations`. */
  readonly related: readonly { readonly instrument: string; readonly held: boolean }[]
  readonly relations: readonly RelationRow[]
}
