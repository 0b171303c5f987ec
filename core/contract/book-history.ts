/** What a picture of the recorded book over time is asked with. */
export interface BookHistoryRequest {
  readonly instrument: string
  /** Exchange times from (inclusive) to (exclusive), epoch ms; at most five minutes apart. */
  readonly from: number
  readonly to: number
  /** The range is cut into so many equal slots, each told by its newest book; at most 1,500. */
  readonly maxColumns: number
  /** Levels a side; at most 200, and never more than were recorded. */
  readonly depth: number
}

/** A recorded book. Levels best first as [price, quantity] text. */
export interface BookColumnRow {
  readonly exchangeTime: number
  /** The instant it was sampled at. An unchanged book is told once a second: longer without one means that none was live. */
  readonly receivedTime: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
}
