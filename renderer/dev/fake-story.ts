import type { FillRow, OrderRow, SignalRow, WhyRow } from '../../core/contract/index.ts'

type SignalStory = WhyRow['signals'][number]
type OrderStory = WhyRow['orders'][number]

interface Known {
  readonly signals: readonly SignalRow[]
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
}

const input = 'CandidateReceived' as const

const marketAt = (price: string, at: number): NonNullable<SignalStory['market']> => ({
  ...{ bid: price, ask: price, bidSize: '1.204', askSize: '0.871' },
  ...{ exchangeTime: at - 61, receivedTime: at - 24, age: 24, bookSequence: 88_120, bookReceivedTime: at - 24 },
})

function signalStory(signal: SignalRow): SignalStory {
  const made = { sequence: 40, at: signal.createdAt + 3, cause: 39, input } as SignalStory['created']
  const story = {
    signal,
    created: made,
    checks: signal.checks,
    market: marketAt(signal.entry, made.at),
    sinceData: 243,
    sinceProposal: 3,
  }
  if (signal.decidedAt === undefined) return story
  const decision = {
    ...{
      sequence: 44,
      at: signal.decidedAt,
      cause: 43,
      input: 'CommandReceived',
      command: 'ApproveSignal',
      by: signal.decidedBy,
    },
    ...{ state: signal.state, decidedBy: signal.decidedBy ?? '', reason: signal.reason ?? '', quantity: signal.quantity },
    ...{ stop: signal.stop, target: signal.target, checks: signal.checks, after: signal.decidedAt - signal.createdAt },
    ...(signal.orderId === undefined ? {} : { orderId: signal.orderId }),
    diff: {
      ...{ at: signal.decidedAt, bid: signal.entry, ask: signal.entry, seen: signal.entry, quantity: signal.quantity },
      ...{ driftBps: 1.42, spreadBps: 0.2, dataAge: 118, slippageBps: 0.4, slippageFrom: 'book', stopDistanceBps: 35 },
      checks: [
        { code: 'price-drift', measured: '1.42 bps', limit: '15 bps', passed: true },
        { code: 'data-age', measured: '118 ms', limit: '5000 ms', passed: true },
      ],
    },
  }
  return { ...story, decision } as unknown as SignalStory
}

function orderStory(order: OrderRow, fills: readonly FillRow[]): OrderStory {
  const at = order.createdAt
  const own = fills.filter(({ orderId }) => orderId === order.id)
  const step = (sequence: number, after: number, state: OrderRow['state']) => ({
    sequence,
    at: at + after,
    cause: 45,
    input: 'VenueReported',
    state,
    after,
  })
  return {
    order,
    created: { sequence: 45, at, cause: 43, input: 'CommandReceived', command: 'ApproveSignal', by: 'user' },
    ...{ checks: [], market: marketAt(own[0]?.price ?? order.limitPrice ?? '0', at), decisionPrice: own[0]?.price },
    moves: [step(46, 2, 'submitted'), { ...step(48, 31, 'accepted'), venueOrderId: `v-${order.id}` }],
    fills: own.map((fill, index) => ({
      ...{ sequence: 49 + index, at: fill.at + 38, cause: 47, input: 'VenueReported', fill, after: 38 },
      ...{ slippageCost: '0.0121', slippageBps: 0.31 },
    })),
    ...(own[0] === undefined ? {} : { averagePrice: own[0].price, slippageCost: '0.0121' }),
  } as unknown as OrderStory
}

/** A story made of the rows that are shown; undefined for an id that none of them has. */
export function fakeStory(id: string, { signals, orders, fills }: Known): WhyRow | undefined {
  const orderId = fills.find((fill) => fill.id === id)?.orderId ?? signals.find((signal) => signal.id === id)?.orderId
  const order = orders.find((each) => each.id === id || each.clientOrderId === id || each.id === orderId)
  const signal = signals.find((each) => each.id === id || (order !== undefined && each.orderId === order.id))
  const instrument = order?.instrument ?? signal?.instrument
  if (instrument === undefined) return undefined
  const story = order === undefined ? undefined : orderStory(order, fills)
  const filled = story?.fills[0]
  const moment = { sequence: 49, at: filled?.at ?? 0, cause: 47, input: 'VenueReported' }
  return {
    ...{ asked: id, kind: order?.id === id ? 'order' : 'signal', instrument, orderId: order?.id },
    signals: signal === undefined ? [] : [signalStory(signal)],
    orders: story === undefined ? [] : [story],
    position:
      filled === undefined
        ? []
        : [
            {
              ...{ ...moment, fillId: filled.fill.id, quantity: filled.fill.quantity, averagePrice: filled.fill.price },
              ...{ gain: '0', fees: filled.fill.fee, realisedPnl: '31.204411', flat: false },
            },
          ],
    protection:
      filled === undefined || signal === undefined
        ? []
        : [{ ...moment, sequence: 51, event: 'ProtectionSet', stop: signal.stop, target: signal.target, setBy: 'signal' }],
    commands: [],
    notices: [],
    ...(filled === undefined
      ? {}
      : { result: { open: true, gain: '0', fees: filled.fill.fee, funding: '0', netPnl: `-${filled.fill.fee}` } }),
  } as unknown as WhyRow
}
