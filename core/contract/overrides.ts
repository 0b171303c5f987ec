/** A signal's way from entry to exit in one account. Amounts are text. */
export interface FollowedRow {
  readonly quantity: string
  readonly entryPrice: string
  readonly enteredAt: number
  readonly exitPrice?: string
  readonly exitedAt?: number
  /** `exit-stop`, `exit-target`, `exit-signal`, `flatten`, `manual`, or `horizon` for one that was followed as long as any is. */
  readonly exit?: string
  readonly fees: string
  /** After fees; what is held counts at the mid. Absent while that is not known. */
  readonly pnl?: string
}

/** A proposal, what was made of it, what really came of it and what would have. */
export interface OverrideRow {
  /** Absent for a position that was opened by hand. */
  readonly signalId?: string
  readonly instrument: string
  readonly strategy: string
  readonly at: number
  readonly outcome: string
  readonly decidedBy: string
  readonly reason: string
  readonly failed: readonly string[]
  readonly entry?: string
  readonly stop?: string
  readonly target?: string
  readonly real?: FollowedRow
  /** In the account that approved everything. */
  readonly counterfactual?: FollowedRow
  /** By itself, where that account could not take it. */
  readonly alone?: FollowedRow
  readonly unfollowed?: string
  /** Real less counterfactual. */
  readonly effect?: string
  /** Real less alone; never added to the effects. */
  readonly aloneEffect?: string
}

export interface EffectSumRow {
  readonly count: number
  readonly settled: number
  readonly unpriced: number
  /** Above zero: deciding earned it; below: it cost as much. */
  readonly effect: string
  /** 95 % interval of the sum of the settled ones; absent for too few of them. */
  readonly interval?: { readonly low: number; readonly high: number }
  readonly verdict: string
}

export interface OverrideGroupRow {
  readonly key: string
  readonly account: EffectSumRow
  readonly alone: EffectSumRow
  readonly unfollowed: number
}

export const OVERRIDES_BY = ['strategy', 'hour', 'reason'] as const
export type OverridesBy = (typeof OVERRIDES_BY)[number]

export interface OverridesQuery {
  /** `reason` unless told. */
  readonly by?: OverridesBy
  /** The newest so many signals, newest first; 500 unless told, at most 2,000. The sums are over all. */
  readonly limit?: number
}

/** What overriding signals earned or cost. */
export interface OverridesRow {
  /** Two accounts since the same moment: what really was, and what would have been had every signal been approved at once. */
  readonly comparison: {
    readonly since: number
    readonly currency: string
    readonly pnl: string
    readonly counterfactual: string
    readonly effect: string
  }
  readonly by: OverridesBy
  /** Fewer settled signals than this say nothing. */
  readonly fewest: number
  readonly overrides: OverrideGroupRow
  readonly all: OverrideGroupRow
  readonly groups: readonly OverrideGroupRow[]
  /** The same in sentences. */
  readonly text: readonly string[]
  readonly signals: readonly OverrideRow[]
}
