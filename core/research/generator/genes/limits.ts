/** Distances of stops and targets that may be drawn, as fractions of the fill price, and parts of the equity. */
export const STOPS = [0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05] as const
export const TARGETS = [0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.08] as const
export const FRACTIONS = [0.25, 0.5, 1] as const

/** A target far nearer than the stop wins often and loses rarely but much, which a short history cannot tell from skill. */
export const LEAST_TARGET_TO_STOP = 0.5

export interface TreeLimits {
  /** Levels of a condition; a single comparison has one. */
  readonly depth: number
  /** Comparisons and groups of entry and exit together. */
  readonly nodes: number
}

export const DEFAULT_LIMITS: TreeLimits = { depth: 3, nodes: 12 }
