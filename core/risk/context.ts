import type { ClockReading, Instrument, Millis, Money, OrderRequest, Price, Quantity, Quote, Rate } from '../domain/index.ts'

/** Limits a person sets. Rates are exact fractions of equity; times are ms. */
export interface RiskLimits {
  readonly maxPosition: Rate
  readonly maxExposure: Rate
  readonly maxDrawdown: Rate
  readonly maxDailyLoss: Rate
  readonly maxConsecutiveLosses: number
  readonly maxOrdersPerMinute: number
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
  readonly held: Quantity
  /** Of the held quantity, already promised to working sell orders. */
  readonly committedToSell: Quantity
  readonly ordersLastMinute: number
  readonly consecutiveLosses: number
  readonly haltReason: string
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
  readonly instrument: Instrument
  readonly quote: Quote | undefined
  readonly at: Millis
  readonly gapOpen: boolean
  readonly view: RiskView
  readonly limits: RiskLimits
}

/** The price at which the order is counted: its limit or stop, else the far side of the book. */
export function expectedPrice(context: RiskContext): Price | undefined {
  const { request, quote } = context
  if (request.limitPrice !== undefined) return request.limitPrice
  if (request.stopPrice !== undefined) return request.stopPrice
  if (quote === undefined) return undefined
  return request.side === 'buy' ? quote.ask : quote.bid
}
