import { required } from '../../../domain/index.ts'
import type { VenueTrade } from '../../../ports/index.ts'
import { type End, feeOf, type FollowedOrder } from './followed-order.ts'
import type { LiveOrdersOptions } from './live-orders-options.ts'

/** What is told of followed orders, each thing once: a doubt, an acceptance, a fill, an end. */
export class OrderReports {
  readonly #options: Pick<LiveOrdersOptions, 'clock' | 'instruments' | 'isKnownFill' | 'report'>

  constructor(options: Pick<LiveOrdersOptions, 'clock' | 'instruments' | 'isKnownFill' | 'report'>) {
    this.#options = options
  }

  doubt(followed: FollowedOrder, reason: string): void {
    if (followed.ended || followed.end !== undefined) return
    followed.doubt(reason, this.#options.clock.now())
    if (followed.told === 'unknown') return
    followed.told = 'unknown'
    this.#report(followed, 'unknown', reason)
  }

  accept(followed: FollowedOrder): void {
    if (followed.ended || followed.venueOrderId === undefined || followed.told === 'accepted') return
    // A doubt about a cancel is not over because the order fills.
    if (followed.told === 'unknown' && (followed.wantsCancel || followed.end !== undefined)) return
    followed.told = 'accepted'
    followed.outcome = undefined
    const { order, venueOrderId } = followed
    this.#options.report({ type: 'accepted', clientOrderId: order.clientOrderId, venueOrderId, at: this.#options.clock.now() })
  }

  fill(followed: FollowedOrder, trade: VenueTrade): void {
    if (!followed.addFill(trade)) return
    const { isKnownFill, instruments, report } = this.#options
    if (isKnownFill(trade.fillId)) return
    this.accept(followed)
    const instrument = required(instruments.get(followed.order.instrument), 'a followed order has its instrument')
    report({
      type: 'filled',
      clientOrderId: followed.order.clientOrderId,
      fillId: trade.fillId,
      price: trade.price,
      quantity: trade.quantity,
      ...feeOf(trade, instrument),
      liquidity: trade.liquidity,
      at: trade.at,
    })
  }

  /** False when its end was told before. */
  finish(followed: FollowedOrder, end: End): boolean {
    if (followed.ended) return false
    followed.end = end
    followed.ended = true
    followed.mustAsk = false
    followed.outcome = undefined
    // A filled order is told by its fills.
    if (end.state !== 'filled') this.#report(followed, end.state, end.reason)
    return true
  }

  #report(followed: FollowedOrder, type: 'unknown' | 'rejected' | 'cancelled' | 'expired', reason: string): void {
    const { report, clock } = this.#options
    report({ type, clientOrderId: followed.order.clientOrderId, reason, at: clock.now() })
  }
}
