import {
  type ClockReading,
  type Instrument,
  type InstrumentId,
  max,
  type Millis,
  type Money,
  type OrderId,
  type OrderRequest,
  type Price,
  type Quantity,
  type Quote,
  type Rate,
  type ScheduleId,
} from '../domain/index.ts'

/** Limits a person sets. Rates are exact fractions of equity; times are ms. */
export interface RiskLimits {
  /** What one trade is meant to risk: one R. Nothing is refused by it. */
  readonly riskPerTrade: Rate
  readonly maxPosition: Rate
  readonly maxExposure: Rate
  /** One asset over all its markets, one venue, and a market with those that move with it. */
  readonly maxAssetExposure: Rate
  readonly maxVenueExposure: Rate
  readonly maxCorrelatedExposure: Rate
  readonly maxDrawdown: Rate
  readonly maxDailyLoss: Rate
  readonly maxConsecutiveLosses: number
  /** So many refusals by the venue within the window halt trading; so many outcomes that could not be learnt; and one for so long. */
  readonly maxRejects: number
  readonly rejectWindowMs: number
  readonly maxUnknowns: number
  readonly unknownWindowMs: number
  readonly maxUnknownAgeMs: number
  readonly maxOrdersPerMinute: number
  readonly maxOpenOrders: number
  /** How far two orders for one market, side and quantity must be apart; 0 allows any. */
  readonly duplicateWindowMs: number
  /** Furthest a limit or stop price may be from the mid, basis points. */
  readonly priceCollarBps: number
  readonly maxSpreadBps: number
  /** Age of the quote beyond which no entry is made. */
  readonly stalePriceMs: number
  /** How far the venue's clock may be from ours. */
  readonly maxClockOffsetMs: number
  /** Whether an open gap in the look-back window blocks an entry. */
  readonly blockOnGap: boolean
}

/** Another market that is held or being bought. */
export interface RelatedExposure {
  readonly instrument: InstrumentId
  readonly exposure: Money
  /** Of one-minute log returns with the market of the order, -1 to 1; null where it is not known. */
  readonly correlation: number | null
  /** Minutes that it was measured over. */
  readonly samples: number
}

/** An order as it was asked for. */
export interface RecentOrder extends Pick<OrderRequest, 'instrument' | 'side' | 'quantity'> {
  readonly at: Millis
  readonly id?: OrderId
  /** The schedule that it is a slice of: its slices are alike on purpose. */
  readonly schedule?: ScheduleId
}

/** What the account looks like at the moment of the decision. */
export interface RiskView {
  readonly equity: Money
  readonly peakEquity: Money
  readonly dayStartEquity: Money
  readonly availableCash: Money
  /** Market value of all positions plus working buy orders at worst case. */
  readonly exposure: Money
  /** Held in this instrument, working buys included, at market. */
  readonly instrumentExposure: Money
  /** The same over all markets of its asset, and of its venue; this one included. */
  readonly assetExposure: Money
  readonly venueExposure: Money
  /** Every other market with an exposure. */
  readonly related: readonly RelatedExposure[]
  readonly held: Quantity
  /** Of the held quantity, already promised to working sell orders. */
  readonly committedToSell: Quantity
  readonly ordersLastMinute: number
  /** The orders of the last minute at least, oldest first. */
  readonly latestOrders: readonly RecentOrder[]
  /** Orders that are not final. */
  readonly openOrders: number
  readonly consecutiveLosses: number
  /** Within their windows, and since a person last re-armed. */
  readonly recentRejects: number
  readonly recentUnknowns: number
  /** Ms since the oldest order whose outcome is still not known became so; null without any. */
  readonly oldestUnknownMs: number | null
  readonly haltReason: string
  /** Whether entries were allowed: always by a person where the money is real. */
  readonly armed: boolean
  /** Between our books and the venue's, not settled. */
  readonly openDifferences: number
  /** False while the journal cannot make an intent durable. */
  readonly journalWritable: boolean
  /** False while the recorder cannot write what happens in the market. */
  readonly marketDataWritable: boolean
  /** When the market's book was last heard; null where none ever was. */
  readonly bookSeenAt: Millis | null
  /** The venue's clock against ours; null before it was ever measured, `void` since our clock jumped. */
  readonly clock: ClockReading | 'void' | null
  /** Whether an unmeasured clock blocks: with real money only. */
  readonly clockRequired: boolean
}

export interface RiskContext {
  readonly request: OrderRequest
  /** Of the request, the smallest quantity that the venue sees by itself; absent: all of it. */
  readonly part?: Quantity
  /** Of a slice. */
  readonly schedule?: ScheduleId
  readonly instrument: Instrument
  readonly quote: Quote | undefined
  readonly at: Millis
  readonly gapOpen: boolean
  readonly view: RiskView
  readonly limits: RiskLimits
}

/**
 * The price at which the order is counted: its limit, else the far side of the book; a purchase that waits for a price is
 * counted at the dearer of the two. Undefined without a price.
 */
export function worstPrice(
  { side, limitPrice, stopPrice }: Pick<OrderRequest, 'side' | 'limitPrice' | 'stopPrice'>,
  quote: Pick<Quote, 'bid' | 'ask'> | undefined,
): Price | undefined {
  if (limitPrice !== undefined) return limitPrice
  if (side === 'sell') return stopPrice ?? quote?.bid
  if (stopPrice === undefined || quote === undefined) return stopPrice ?? quote?.ask
  return max(stopPrice, quote.ask)
}

export const expectedPrice = ({ request, quote }: RiskContext): Price | undefined => worstPrice(request, quote)
