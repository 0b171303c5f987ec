import type { ClientOrderId, Millis, VenueReport } from '../domain/index.ts'
import type { VenueAccount, VenueOrder, VenueTrade } from './venue-account.ts'
import type { Venue } from './venue.ts'

/** One question about an order whose outcome is not known. */
export interface VenueAnswer {
  readonly at: Millis
  /** In words a person understands. */
  readonly answer: string
}

/** An order whose outcome is not known, for people: how long, and what was tried. */
export interface UnknownOutcome {
  readonly clientOrderId: ClientOrderId
  readonly since: Millis
  readonly reason: string
  /** The newest 50, oldest first. */
  readonly asked: readonly VenueAnswer[]
}

/** What others did with the account; `prefixed` when the client order id looks like ours and is not known here. */
export type ExternalActivity =
  | { readonly type: 'order'; readonly order: VenueOrder; readonly prefixed: boolean }
  | { readonly type: 'trade'; readonly trade: VenueTrade; readonly prefixed: boolean }

/**
 * offline: no user stream; orders are followed by requests alone
 * catching-up: the stream is open and what was missed is being asked for
 * live: the stream is open and nothing that happened before is missing
 */
export type LinkState = 'offline' | 'catching-up' | 'live'

export interface VenueLink {
  readonly state: LinkState
  readonly reason: string
  readonly at: Millis
}

/**
 * A venue with real money. Orders that are not this program's never come as reports; each fill comes as one report,
 * known by the venue's trade id.
 */
export interface LiveVenue extends Venue {
  readonly account: VenueAccount
  readonly link: VenueLink
  /** Opens the user stream and keeps it open. Resolves when the link is live for the first time. Call it once. */
  connect(): Promise<void>
  /** Asks the venue about every order that works here, and for trades that were missed. Runs by itself too. */
  refresh(): Promise<void>
  unknown(): readonly UnknownOutcome[]
  onReport(listener: (report: VenueReport) => void): void
  onExternal(listener: (activity: ExternalActivity) => void): void
  onLink(listener: (link: VenueLink) => void): void
  /** No report comes after it resolves; orders at the venue stay as they are. */
  close(): Promise<void>
}
