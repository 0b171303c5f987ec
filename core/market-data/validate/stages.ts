/** The four stages a fact passes, in this order. */
export const STAGES = ['schema', 'business', 'consistency', 'duplicate'] as const
export type Stage = (typeof STAGES)[number]

/** Why a fact was refused; `stage:reason` is the key it is counted under. */
export interface Rejection {
  readonly stage: Stage
  readonly reason: string
}

export const reject = (stage: Stage, reason: string): Rejection => ({ stage, reason })
