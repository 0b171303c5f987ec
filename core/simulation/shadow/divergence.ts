import type { Millis, Order, ShadowDivergence, ShadowedOrder, ShadowedSide, ShadowOutcome, Side } from '../../domain/index.ts'
import type { SideRecord } from './side-record.ts'

/** Fractions of a basis point that are told apart. */
const STEPS = 1_000_000n

export interface ShadowRecord {
  readonly order: Order
  readonly submittedAt: Millis
  readonly live: SideRecord
  /** Why paper does not take it, instead of what paper made of it. */
  readonly paper: SideRecord | string
  /** What was last told of it; cleared with every report. */
  view?: ShadowedOrder | undefined
}

/**
 * Live mean price over paper mean price less one, in basis points; for a sale the other way round, so that above zero is
 * worse for the order's owner. Exact to a millionth of a basis point, whatever the two quantities.
 */
export function priceDivergence(side: Side, live: SideRecord, paper: SideRecord): number | undefined {
  if (live.filled <= 0n || paper.filled <= 0n) return undefined
  const ofLive = live.notional * paper.filled
  const ofPaper = paper.notional * live.filled
  const worse = side === 'buy' ? ofLive - ofPaper : ofPaper - ofLive
  return Number((worse * 10_000n * STEPS) / ofPaper) / Number(STEPS)
}

function outcomeOf({ live, paper }: ShadowRecord): ShadowOutcome {
  if (typeof paper === 'string') return 'not-followed'
  if (!live.ended || !paper.ended) return 'working'
  if (live.filled > 0n) return paper.filled > 0n ? 'both' : 'live-only'
  return paper.filled > 0n ? 'paper-only' : 'neither'
}

const TIMES = ['acceptMs', 'firstFillMs', 'lastFillMs'] as const

function divergenceOf({ order, live, paper }: ShadowRecord, views: readonly [ShadowedSide, ShadowedSide]): ShadowDivergence {
  if (typeof paper === 'string') return {}
  const [ofLive, ofPaper] = views
  const bps = priceDivergence(order.side, live, paper)
  const divergence: { -readonly [M in keyof ShadowDivergence]: ShadowDivergence[M] } = bps === undefined ? {} : { bps }
  for (const time of TIMES) {
    const [a, b] = [ofLive[time], ofPaper[time]]
    if (a !== undefined && b !== undefined) divergence[time] = a - b
  }
  if (live.ended && paper.ended) divergence.fillRatio = ofLive.fillRatio - ofPaper.fillRatio
  return divergence
}

export function shadowedOrder(record: ShadowRecord): ShadowedOrder {
  record.view ??= viewOf(record)
  return record.view
}

function viewOf(record: ShadowRecord): ShadowedOrder {
  const { order, submittedAt, live, paper } = record
  const ofLive = live.view()
  const sides = typeof paper === 'string' ? { notFollowed: paper } : { paper: paper.view() }
  return {
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    submittedAt,
    outcome: outcomeOf(record),
    live: ofLive,
    ...sides,
    divergence: divergenceOf(record, [ofLive, sides.paper ?? ofLive]),
  }
}
