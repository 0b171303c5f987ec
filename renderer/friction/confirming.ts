/** What was asked about and may be confirmed: the key names all of it, so that a change of anything asks anew. */
export interface Confirming {
  readonly key: string
  /** Epoch ms. */
  readonly at: number
}

/** Two presses closer than this, ms, are one that was doubled. */
export const DOUBLED = 400
/** How long the second press is waited for, ms. */
export const CONFIRM_WITHIN = 8_000

export const isConfirming = (confirming: Confirming | undefined, key: string, now: number): boolean =>
  confirming?.key === key && now - confirming.at <= CONFIRM_WITHIN

/** What a press means for something that is to be read first. */
export function pressOf(confirming: Confirming | undefined, key: string, now: number): 'first' | 'second' | 'doubled' {
  if (confirming === undefined || !isConfirming(confirming, key, now)) return 'first'
  return now - confirming.at < DOUBLED ? 'doubled' : 'second'
}

/** Lets one press of two that come together through, each kind for itself. */
export class PressGuard {
  readonly #last = new Map<string, number>()

  admits(key: string, now: number): boolean {
    const before = this.#last.get(key)
    if (before !== undefined && now - before < DOUBLED) return false
    this.#last.set(key, now)
    return true
  }
}
