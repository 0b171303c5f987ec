import {
  add,
  averagePrice,
  basisPointsLossy,
  type CommandStory,
  type EngineEvent,
  type FillStory,
  type InstrumentId,
  type Money,
  notional,
  type Order,
  type OrderMove,
  type OrderStory,
  type PositionStep,
  type Price,
  type ProtectionStep,
  type Signal,
  type SignalDecision,
  type SignalStory,
  type StoryMarket,
  type StoryMoment,
  type StoryNotice,
  subtract,
  type WhyStory,
  ZERO_MONEY,
} from '../../domain/index.ts'
import type { Journal } from '../../ports/index.ts'
import { collect, type Collected, type Group, isAbout, names, type Told } from './collect.ts'
import { type Focus, focusOf } from './focus.ts'
import { lifeOf } from './life.ts'

/** The whole story of an order, told from its own id, its client order id, or that of its signal or one of its fills. */
export function why(journal: Pick<Journal, 'replay' | 'read'>, id: string): WhyStory {
  const focus = focusOf(journal, id)
  return storyOf(focus, collect(journal, focus.instrument, lifeOf(journal, focus)))
}

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>

interface Row<Type extends EngineEvent['type']> {
  readonly group: Group
  readonly told: Told
  readonly event: Of<Type>
  readonly moment: StoryMoment
}

function rows<Type extends EngineEvent['type']>({ groups }: Collected, type: Type): readonly Row<Type>[] {
  return groups.flatMap((group) =>
    group.events.flatMap((told) =>
      told.event.type === type ? [{ group, told, event: told.event as Of<Type>, moment: momentOf(group, told.sequence) }] : [],
    ),
  )
}

function momentOf({ cause, at, input }: Group, sequence: number): StoryMoment {
  const command = input?.type === 'CommandReceived' ? { command: input.command.type, by: input.by } : {}
  return { sequence, at, cause, input: input?.type ?? 'unrecorded', ...command }
}

function storyOf(focus: Focus, found: Collected): WhyStory {
  const orders = rows(found, 'OrderCreated').flatMap((row) =>
    found.orders.has(row.event.order.id) ? [orderStory(found, row)] : [],
  )
  const position = positionSteps(found)
  const orderId = focus.orderId ?? orders.find(({ order }) => order.signalId === focus.signalId)?.order.id
  return {
    asked: focus.asked,
    kind: focus.kind,
    instrument: focus.instrument,
    ...(orderId === undefined ? {} : { orderId }),
    signals: rows(found, 'SignalCreated').flatMap((row) =>
      found.signals.has(row.event.signal.id) ? [signalStory(found, row)] : [],
    ),
    orders,
    position,
    protection: protectionSteps(found, focus.instrument),
    commands: commandStories(found),
    notices: notices(found),
    ...(position.length === 0 ? {} : { result: resultOf(position) }),
  }
}

function marketOf({ at, input, circumstances }: Group, instrument: InstrumentId): StoryMarket | undefined {
  const seen = circumstances?.quotes?.find((quote) => quote.instrument === instrument)
  const quote = seen ?? (input?.type === 'QuoteReceived' && input.quote.instrument === instrument ? input.quote : undefined)
  if (quote === undefined) return undefined
  const { bid, ask, bidSize, askSize, exchangeTime, receivedTime } = quote
  const book = circumstances?.books?.find((each) => each.instrument === instrument)
  return {
    ...{ bid, ask, bidSize, askSize, exchangeTime, receivedTime, age: at - receivedTime },
    ...(book === undefined ? {} : { bookSequence: book.sequence, bookReceivedTime: book.receivedTime }),
  }
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value })

function signalStory(found: Collected, { event, group, moment }: Row<'SignalCreated'>): SignalStory {
  const { signal } = event
  const row = rows(found, 'SignalDecided').find((each) => each.event.signalId === signal.id)
  const newest = signal.reasoning.reduce((most, { asOf }) => Math.max(most, asOf), 0)
  return {
    signal: row === undefined ? signal : decided(signal, row.event, row.moment),
    created: moment,
    checks: signal.checks,
    ...optional('market', marketOf(group, signal.instrument)),
    ...(newest === 0 ? {} : { sinceData: moment.at - newest }),
    sinceProposal: moment.at - signal.createdAt,
    ...(row === undefined ? {} : { decision: decisionOf(signal, row) }),
  }
}

function decided(signal: Signal, event: Of<'SignalDecided'>, { at }: StoryMoment): Signal {
  const { state, quantity, checks, by: decidedBy, reason } = event
  return { ...signal, state, quantity, checks, decidedBy, reason, decidedAt: at, ...optional('orderId', event.orderId) }
}

function decisionOf(signal: Signal, { event, group, moment }: Row<'SignalDecided'>): SignalDecision {
  const { type: _type, signalId: _id, by: decidedBy, seenBid: _bid, seenAsk: _ask, ...rest } = event
  return {
    ...moment,
    ...rest,
    decidedBy,
    ...optional('market', marketOf(group, signal.instrument)),
    after: moment.at - signal.createdAt,
  }
}

function orderStory(found: Collected, { event, group, moment }: Row<'OrderCreated'>): OrderStory {
  const { order: made, checks, stop, target, trail } = event
  const market = marketOf(group, made.instrument)
  // A level that waits for the market was decided on that level, whatever the market was when it was placed.
  const level = made.stopPrice ?? (made.purpose === 'exit-target' ? made.limitPrice : undefined)
  const decisionPrice = level ?? (made.side === 'buy' ? market?.ask : market?.bid)
  const moves = movesOf(found, made, moment)
  const fills = rows(found, 'FillRecorded').flatMap((row): FillStory[] =>
    row.event.fill.orderId === made.id ? [fillStory(row, moment, decisionPrice)] : [],
  )
  const order = found.state.orders.get(made.id) ?? made
  return {
    order,
    created: moment,
    checks,
    ...optional('stop', stop),
    ...optional('target', target),
    ...optional('trail', trail),
    ...optional('market', market),
    ...optional('decisionPrice', decisionPrice),
    moves,
    fills,
    ...(order.filled > 0n
      ? { averagePrice: averagePrice(order.filledNotional, order.filled, order.side === 'buy' ? 'up' : 'down') }
      : {}),
    ...(decisionPrice === undefined || fills.length === 0
      ? {}
      : { slippageCost: fills.reduce<Money>((sum, { slippageCost = ZERO_MONEY }) => add(sum, slippageCost), ZERO_MONEY) }),
  }
}

/** A fill moves an order too, so both kinds of rows are its way. */
function movesOf(found: Collected, made: Order, created: StoryMoment): readonly OrderMove[] {
  let before = created.at
  return found.groups.flatMap((group) =>
    group.events.flatMap(({ event, sequence }): OrderMove[] => {
      const own =
        (event.type === 'OrderMoved' && event.orderId === made.id) ||
        (event.type === 'FillRecorded' && event.fill.orderId === made.id)
      if (!own) return []
      const after = group.at - before
      before = group.at
      const said =
        event.type === 'OrderMoved'
          ? { ...optional('reason', event.reason), ...optional('venueOrderId', event.venueOrderId) }
          : {}
      return [{ ...momentOf(group, sequence), state: event.state, ...said, after }]
    }),
  )
}

function fillStory({ event, moment }: Row<'FillRecorded'>, created: StoryMoment, decided: Price | undefined): FillStory {
  const { fill } = event
  const step = { ...moment, fill, after: moment.at - created.at }
  if (decided === undefined) return step
  const worse = fill.side === 'buy' ? subtract(fill.price, decided) : subtract(decided, fill.price)
  const bps = basisPointsLossy(decided, fill.price)
  return { ...step, slippageCost: notional(worse, fill.quantity), slippageBps: fill.side === 'buy' ? bps : -bps }
}

const positionSteps = (found: Collected): readonly PositionStep[] =>
  found.groups.flatMap((group) =>
    group.events.flatMap(({ sequence, event, position }): PositionStep[] => {
      if (position === undefined) return []
      const { before, after, flat } = position
      return [
        {
          ...momentOf(group, sequence),
          ...(event.type === 'FillRecorded' ? { fillId: event.fill.id } : {}),
          ...(event.type === 'FundingSettled' ? { funding: event.funding } : {}),
          quantity: after.quantity,
          ...(after.quantity > 0n ? { averagePrice: averagePrice(after.costBasis, after.quantity, 'up') } : {}),
          gain: subtract(after.realisedPnl, before?.realisedPnl ?? ZERO_MONEY),
          fees: subtract(after.fees, before?.fees ?? ZERO_MONEY),
          realisedPnl: after.realisedPnl,
          flat,
        },
      ]
    }),
  )

const protectionSteps = (found: Collected, instrument: InstrumentId): readonly ProtectionStep[] =>
  found.groups.flatMap((group) =>
    group.events.flatMap(({ sequence, event }): ProtectionStep[] => {
      if ((event.type !== 'ProtectionSet' && event.type !== 'StopTrailed') || event.instrument !== instrument) return []
      const moment = momentOf(group, sequence)
      if (event.type === 'StopTrailed') return [{ ...moment, event: event.type, stop: event.stop, setBy: 'engine' }]
      const { stop, target, trail } = event
      const terms = {
        ...optional('stop', stop ?? undefined),
        ...optional('target', target ?? undefined),
        ...optional('trail', trail),
      }
      return [{ ...moment, event: event.type, ...terms, setBy: event.by }]
    }),
  )

function commandStories(found: Collected): readonly CommandStory[] {
  return found.groups.flatMap((group): CommandStory[] => {
    const { input } = group
    const last = group.events.at(-1)
    if (input?.type !== 'CommandReceived' || last?.event.type !== 'CommandAnswered') return []
    const { command } = input
    const touches =
      isAbout(command, found) ||
      group.events.some(({ event }) => names(event, found, found.state)) ||
      (command.type === 'SetProtection' && group.events.some(({ event }) => event.type === 'ProtectionSet'))
    if (!touches) return []
    const { ok, code, message, diff } = last.event
    return [{ ...momentOf(group, group.cause), content: command, ok, code, message, ...optional('diff', diff) }]
  })
}

function notices(found: Collected): readonly StoryNotice[] {
  return found.groups.flatMap((group) =>
    group.events.flatMap(({ sequence, event }): StoryNotice[] => {
      const text = noticeOf(event)
      const about = event.type === 'ReportIgnored' || event.type === 'CandidateFiltered' ? names(event, found, found.state) : true
      return text === undefined || !about ? [] : [{ ...momentOf(group, sequence), event: event.type, text }]
    }),
  )
}

function noticeOf(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'TradingHalted':
      return `trading was halted (${event.code}) by ${event.by}: ${event.reason}`
    case 'TradingRearmed':
      return `trading was re-armed by ${event.by}`
    case 'UnattendedStageSet':
      return `nobody was there, now ${event.stage}: ${event.reason}`
    case 'ClockDistrusted':
      return 'the clock jumped'
    case 'SessionResumed':
      return 'the trader was started again'
    case 'ReportIgnored':
      return `a report of the venue changed nothing: ${event.reason}`
    case 'CandidateFiltered':
      return `the proposal was filtered (${event.code}): ${event.reason}`
    case 'FlattenStarted':
      return `selling everything in ${event.instruments.join(', ')}`
    default:
      return undefined
  }
}

function resultOf(position: readonly PositionStep[]): NonNullable<WhyStory['result']> {
  const sum = (values: readonly Money[]): Money => values.reduce<Money>((total, each) => add(total, each), ZERO_MONEY)
  const gain = sum(position.map((step) => step.gain))
  const fees = sum(position.map((step) => step.fees))
  const funding = sum(position.flatMap((step) => (step.funding === undefined ? [] : [step.funding])))
  return { open: position.at(-1)?.flat !== true, gain, fees, funding, netPnl: add(subtract(gain, fees), funding) }
}
