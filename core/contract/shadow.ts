import type { ShadowedOrder, ShadowSummary, Wire } from '../domain/index.ts'

/** One live order and what paper made of it. */
export type ShadowRow = Wire<ShadowedOrder>
/** Over all orders that match a query, whatever the number of rows asked for. */
export type ShadowSummaryRow = Wire<ShadowSummary>

/** Which live orders; each field narrows. */
export interface ShadowRequest {
  readonly instrument?: string
  readonly side?: string
  readonly type?: string
  readonly outcome?: string
  /** The newest so many, newest first; 200 unless told, at most 2,000. */
  readonly limit?: number
}

/** The live orders of this session beside the same orders on paper. */
export interface ShadowView {
  readonly rows: readonly ShadowRow[]
  readonly summary: ShadowSummaryRow
}
