import type { ApprovalDiff, Emulation, RuleCheck, Wire } from '../domain/index.ts'

/** What an order would cost and which rules it meets now; nothing is sent or recorded. */
export interface OrderPreview {
  /** What is to be sent; on the lot where it was asked for by what it comes to. */
  readonly quantity: string
  /** The price it is counted at: its own, else the far side of the book; absent without a quote. */
  readonly price?: string
  /** Mean price of the whole size over the book; absent where it does not take at once, or what is shown does not reach. */
  readonly averagePrice?: string
  /** Of that over the best price, of a schedule for each slice; null where what is shown does not reach. */
  readonly slippageBps?: number | null
  readonly slippageFrom?: ApprovalDiff['slippageFrom']
  /** Of a market order at its mean price, where that is known. */
  readonly notional?: string
  /** At the taker rate. */
  readonly fee?: string
  /** The notional as a share of equity, rounded up; absent where it is not known. */
  readonly equityShare?: string
  /** Loss at the stop, fees excluded; absent without a stop. */
  readonly riskAmount?: string
  /** The same in R: what one trade is meant to risk, by the configuration. */
  readonly riskR?: string
  /** Where the stop would rest; absent without one. */
  readonly protection?: 'venue' | 'local'
  readonly checks: readonly RuleCheck[]
  readonly allowed: boolean
  /** Set when the order does not fit its own kind, its market or its venue: what it would be refused with. */
  readonly code?: string
  readonly message?: string
  /** What the program would do of it, because the venue does not. */
  readonly emulated?: Emulation
  /** How many orders it would become, where not one, of what size each, and the least ms between two of them. */
  readonly slices?: number
  readonly sliceQuantity?: string
  readonly interval?: number
}

/** What an approval would be made on now; nothing is sent or recorded. */
export interface ApprovalPreviewRow {
  readonly state: string
  readonly expiresAt: number
  /** What would be traded, what it comes to at the expected price, and that as a share of equity, rounded up. */
  readonly quantity?: string
  readonly notional?: string
  readonly equityShare?: string
  /** The market of now against the signal and, with `seen`, against what the person saw; absent without a price. */
  readonly diff?: Wire<ApprovalDiff>
  /** Every risk rule, run on the market of now. */
  readonly checks: readonly RuleCheck[]
  readonly allowed: boolean
  /** Why it is not: the code and message with which the approval would be refused. */
  readonly code?: string
  readonly message?: string
}
