import {
  add,
  type FillId,
  type Instrument,
  max,
  type Millis,
  formatMoney,
  type Order,
  quantity,
  type VenueReport,
  type Quantity,
  type VenueOrderId,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../../domain/index.ts'
import type { UnknownOutcome, VenueAnswer, VenueOrder, VenueTrade } from '../../../ports/index.ts'

const MOST_ANSWERS = 50

/** How an order ended, learnt but perhaps not told yet: its fills come first. */
export interface End {
  readonly state: Exclude<VenueOrder['state'], 'working'>
  readonly reason: string
  /** Taken for never arrived, or refused: should it show up all the same, nobody follows it. */
  readonly believedAbsent: boolean
}

/** All that is known here of one order of ours at the venue. */
export class FollowedOrder {
  readonly order: Order
  /** The other of a pair: the venue has both or neither, and the first to trade ends the other. */
  partner: FollowedOrder | undefined
  venueOrderId: VenueOrderId | undefined
  /** The venue has said that it knows the order. */
  existed: boolean
  /** What was reported last of a state that may change. */
  told: 'nothing' | 'accepted' | 'unknown' = 'nothing'
  end: End | undefined
  /** The end is reported. */
  ended = false
  /** When the request may have left; later than which the venue refuses it as stale. */
  sentAt: Millis
  /** How often in a row the venue did not know it, after it could have arrived. */
  absences = 0
  wantsCancel = false
  cancelsSent = 0
  /** The venue has to be asked, whatever is known. */
  mustAsk = false
  asking: Promise<void> | undefined
  placing: Promise<void> | undefined
  outcome: UnknownOutcome | undefined
  /** By the fills that are known. */
  filled: Quantity = ZERO_QUANTITY
  /** The most that the venue has said. */
  executed: Quantity = ZERO_QUANTITY
  readonly fills = new Set<FillId>()

  constructor(order: Order, sentAt: Millis) {
    this.order = order
    this.sentAt = sentAt
    this.existed = order.venueOrderId !== undefined
    this.venueOrderId = order.venueOrderId
  }

  /** Fills are known to be missing. */
  get lacksFills(): boolean {
    return this.executed > this.filled
  }

  /** The venue has said that it knows the order, or the other one that cannot be without it. */
  get mustExist(): boolean {
    return this.existed || this.partner?.existed === true
  }

  learn(row: VenueOrder): void {
    this.existed = true
    this.absences = 0
    this.venueOrderId = row.venueOrderId
    this.executed = max(this.executed, row.filled)
    if (row.state !== 'working' && this.end === undefined)
      this.end = { state: row.state, reason: `${row.state} at the venue`, believedAbsent: false }
  }

  /** False for a fill that was known. */
  addFill(trade: VenueTrade): boolean {
    if (this.fills.has(trade.fillId)) return false
    this.fills.add(trade.fillId)
    this.existed = true
    this.venueOrderId = trade.venueOrderId
    this.filled = add(this.filled, trade.quantity)
    this.executed = max(this.executed, this.filled)
    return true
  }

  doubt(reason: string, at: Millis): void {
    this.outcome ??= { clientOrderId: this.order.clientOrderId, since: at, reason, asked: [] }
  }

  note(answer: VenueAnswer): void {
    if (this.outcome === undefined) return
    this.outcome = { ...this.outcome, asked: [...this.outcome.asked, answer].slice(-MOST_ANSWERS) }
  }
}

type FeeOfFill = Pick<Extract<VenueReport, { type: 'filled' }>, 'fee' | 'feeAsset' | 'feeQuantity'>

/** What the venue took, as a report says it: in the quote currency, or so much of another asset. */
export function feeOf({ feeAsset, feeAmount }: VenueTrade, { quote }: Instrument): FeeOfFill {
  if (feeAmount === ZERO_MONEY || feeAsset === quote) return { fee: feeAmount }
  return { fee: ZERO_MONEY, feeAsset, feeQuantity: quantity(formatMoney(feeAmount)) }
}
