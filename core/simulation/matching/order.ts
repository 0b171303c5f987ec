import type { Money, Price, Quantity, Rate, Side } from '../../domain/index.ts'

/** Identifies an order inside one engine; the caller keeps it unique. */
export type OrderKey = number

/** How an order may behave when it arrives. `post-only` never takes, `ioc` never rests, `fok` is all or nothing. */
export type Handling = 'gtc' | 'ioc' | 'fok' | 'post-only'

/** The trade price movement that wakes a waiting order. */
export interface Trigger {
  readonly price: Price
  readonly when: 'rises' | 'falls'
}

export interface LimitRequest {
  readonly kind: 'limit'
  readonly key: OrderKey
  readonly side: Side
  readonly price: Price
  readonly quantity: Quantity
  readonly handling: Handling
  readonly trigger?: Trigger
  /** How much of it others see at a time; the next part waits behind all others at the price. */
  readonly display?: Quantity
}

export interface MarketRequest {
  readonly kind: 'market'
  readonly key: OrderKey
  readonly side: Side
  readonly quantity: Quantity
  /** The worst acceptable price, if any. */
  readonly protection?: Price
  readonly trigger?: Trigger
}

/** Spends (or raises) at most `amount` of the quote currency, in whole lots. */
export interface QuoteMarketRequest {
  readonly kind: 'market-by-quote'
  readonly key: OrderKey
  readonly side: Side
  readonly amount: Money
  readonly lotSize: Quantity
}

export type OrderRequest = LimitRequest | MarketRequest | QuoteMarketRequest

export type RejectReason = 'would-take' | 'would-trigger' | 'duplicate-key' | 'not-positive'
/** `other-leg`: the order that it is linked with traded or was triggered. */
export type EndReason = 'cancelled' | 'no-liquidity' | 'immediate-or-cancel' | 'fill-or-kill' | 'other-leg'

/** What one call did, in order. Applying `level` events in order rebuilds the book. */
export type MatchingEvent =
  | { readonly type: 'accepted'; readonly key: OrderKey }
  | { readonly type: 'rejected'; readonly key: OrderKey; readonly reason: RejectReason }
  | { readonly type: 'triggered'; readonly key: OrderKey }
  | {
      readonly type: 'trade'
      readonly tradeId: number
      readonly price: Price
      readonly quantity: Quantity
      readonly takerSide: Side
      readonly taker: OrderKey
      readonly maker: OrderKey
      /** In the quote currency, notional x rate at 24 decimals. */
      readonly takerFee: Money
      readonly makerFee: Money
    }
  | { readonly type: 'rested'; readonly key: OrderKey; readonly price: Price; readonly remaining: Quantity }
  | { readonly type: 'filled'; readonly key: OrderKey }
  | { readonly type: 'ended'; readonly key: OrderKey; readonly remaining: Quantity; readonly reason: EndReason }
  | {
      readonly type: 'level'
      readonly side: Side
      readonly price: Price
      /** The level's new total; zero means it is gone. */
      readonly quantity: Quantity
      readonly updateId: number
    }

export interface FeeSchedule {
  readonly maker: Rate
  readonly taker: Rate
}

export interface Estimate {
  readonly quantity: Quantity
  readonly cost: Money
}

/** Anything that takes orders for one instrument and answers with what happened. */
export interface Matcher {
  submit(request: OrderRequest): readonly MatchingEvent[]
  /** Both of two linked orders end. */
  cancel(key: OrderKey): readonly MatchingEvent[]
  /** Two orders that wait or rest become one of which the first to trade or to be triggered ends the other, before it does. */
  link(a: OrderKey, b: OrderKey): void
  /** What a market order would trade at this moment; nothing changes. */
  estimate(request: MarketRequest | QuoteMarketRequest): Estimate
}
