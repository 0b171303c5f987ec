import {
  add,
  type CommandResult,
  DAY,
  type EngineEvent,
  type Fill,
  isFinal,
  type Millis,
  MINUTE,
  negate,
  type Order,
  type Position,
  required,
  type Signal,
  subtract,
  toWire,
  unreachable,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { amountOf, fillKey, fillOrder, initialStop, isProtective, moveOrder } from '../execution/index.ts'
import { applyFill, applyFunding, cashFlow, chargeOf, emptyPosition, feeSource, payFee, withoutPlan } from '../portfolio/index.ts'
import { stakeOf } from '../risk/index.ts'
import { followFill, KEPT_TRADES, tradesOf } from '../signals/index.ts'
import { attend } from './attendance.ts'
import { adjust, adjustCash, noteMove, raiseAsset, settleDifference } from './fold-live.ts'
import { foldSchedule, foldScheduleClock, foldSlice, foldSliceFill } from './fold-schedules.ts'
import { isFlat } from './account.ts'
import { type EngineState, KEPT } from './state.ts'

/**
 * Folds one event into the state. No decision is made here: replaying the same journal with a
 * newer program gives the same books, because what was decided is in the events.
 */
export function evolve(state: EngineState, event: EngineEvent, at: Millis): void {
  state.attendance = attend(state, event, at)
  switch (event.type) {
    case 'AccountOpened':
      Object.assign(state, {
        opened: true,
        openedAt: at,
        currency: event.currency,
        cash: event.cash,
        startingCash: event.cash,
        peakEquity: event.cash,
        lastEquity: event.cash,
        dayStartEquity: event.cash,
        day: Math.floor(at / DAY),
      })
      return
    case 'SessionResumed':
      // Measured before this start, and nobody knows what the clock did since.
      state.clocks.clear()
      state.gate = undefined
      askAnew(state, at)
      return
    case 'UnattendedStageSet':
    case 'CandidateFiltered':
    case 'ReportIgnored':
      return
    case 'InstrumentChanged':
      state.instruments.set(event.instrument.id, event.instrument)
      return
    case 'SignalCreated':
      state.signals.set(event.signal.id, event.signal)
      if (event.signal.state === 'PENDING') state.pending.add(event.signal.id)
      if (event.signal.action === 'buy') {
        state.lastSignalAt.set(event.signal.instrument, at)
        for (const { strategy, stance } of event.signal.votes) if (stance === 'long') state.lastVotedAt.set(strategy, at)
      }
      prune(state.signals, (signal) => signal.state !== 'PENDING')
      return
    case 'SignalDecided':
      decideSignal(state, event, at)
      return
    case 'OrderCreated':
      createOrder(state, event, at)
      return
    case 'OrderMoved': {
      const order = required(state.orders.get(event.orderId), `order ${event.orderId} exists`)
      const protective = isProtective(order)
      // A refused stop is tried again in its own time and says nothing of entries.
      if (event.state === 'rejected' && !protective) note(state.rejects, at)
      if (event.state === 'unknown' && !isSecondOfPair(state, order)) note(state.unknowns, at)
      if (event.state === 'accepted' && protective && order.purpose === 'exit-stop')
        state.localProtection.delete(order.instrument)
      if (event.state === 'cancelling') state.cancelWanted.add(order.id)
      noteMove(state, order.id)
      keepOrder(state, moveOrder(order, { state: event.state, at, reason: event.reason, venueOrderId: event.venueOrderId }))
      return
    }
    case 'OrderReduced': {
      const order = required(state.orders.get(event.orderId), `order ${event.orderId} exists`)
      if (order.state !== 'created') throw new Error(`order ${order.id} is ${order.state}: its quantity is settled`)
      const { displayQuantity, ...rest } = order
      // What is no more than its tip is no iceberg.
      const shown = displayQuantity === undefined || displayQuantity >= event.quantity ? {} : { displayQuantity }
      keepOrder(state, { ...rest, ...shown, quantity: event.quantity, updatedAt: at })
      return
    }
    case 'FillRecorded':
      if (!state.differences.some(({ key }) => key === fillKey(event.fill.id))) noteMove(state, event.fill.orderId)
      recordFill(state, event, at)
      return
    case 'OrderAdopted':
      state.byClientId.set(event.order.clientOrderId, event.order.id)
      keepOrder(state, event.order)
      return
    case 'PositionAdjusted':
      adjust(state, event, at)
      return
    case 'AssetAdjusted':
      raiseAsset(state.others, event.asset, event.amountChange)
      return
    case 'CashAdjusted':
      adjustCash(state, event)
      return
    case 'TradingArmed':
      state.armed = { by: event.by, at }
      return
    case 'TradingDisarmed':
      state.armed = undefined
      return
    case 'GatePassed':
    case 'GateFailed':
      state.gate = { passed: event.type === 'GatePassed', checks: event.checks, at }
      return
    case 'DifferencesFound':
      state.differences = event.differences
      state.booksAt = event.booksAt
      state.movedOrders.clear()
      return
    case 'DifferenceSettled':
      settleDifference(state, event)
      return
    case 'ProtectionSet': {
      const position = state.positions.get(event.instrument)
      if (position === undefined) return
      if (event.by !== 'engine') state.localProtection.delete(event.instrument)
      const { stop: _stop, target: _target, trail: _trail, ...rest } = position
      state.positions.set(event.instrument, {
        ...rest,
        ...(event.stop === null ? {} : { stop: event.stop }),
        ...(event.target === null ? {} : { target: event.target }),
        ...(event.trail === undefined ? {} : { trail: event.trail }),
        updatedAt: at,
      })
      return
    }
    case 'StopTrailed': {
      const position = state.positions.get(event.instrument)
      if (position !== undefined) state.positions.set(event.instrument, { ...position, stop: event.stop, updatedAt: at })
      return
    }
    case 'FundingSettled': {
      const position = required(state.positions.get(event.instrument), `a position in ${event.instrument} exists`)
      state.positions.set(event.instrument, applyFunding(position, event.funding, at))
      state.cash = add(state.cash, event.funding)
      state.fundedAt.set(event.instrument, event.dueAt)
      return
    }
    case 'ApprovalModeSet':
      if (event.strategy === null) state.defaultMode = event.mode
      else state.modes.set(event.strategy, event.mode)
      return
    case 'StrategyEnabledSet':
      if (event.enabled) state.disabled.delete(event.strategy)
      else state.disabled.add(event.strategy)
      return
    case 'FlattenStarted':
      for (const instrument of event.instruments) state.flattening.add(instrument)
      return
    case 'TradingHalted':
      state.halt = { code: event.code, reason: event.reason, by: event.by }
      return
    case 'TradingRearmed':
      // Nothing was lost by nobody being there: the breakers keep what they measure.
      if (state.halt?.code === 'unattended') {
        state.halt = undefined
        return
      }
      state.halt = undefined
      state.consecutiveLosses = 0
      state.rejects.length = 0
      state.unknowns.length = 0
      // The person has seen the loss and what the venue refused, and accepts a new starting point for the breakers.
      state.peakEquity = state.lastEquity
      state.dayStartEquity = state.lastEquity
      return
    case 'EquitySampled':
      state.lastSampleAt = at
      for (const quote of event.marks) {
        const [seen, marked] = [state.quotes.peek(quote.instrument), state.marks.get(quote.instrument)]
        if (seen === undefined || seen.receivedTime < quote.receivedTime) state.quotes.set(quote.instrument, quote)
        if (marked === undefined || marked.receivedTime < quote.receivedTime) state.marks.set(quote.instrument, quote)
      }
      state.lastEquity = event.equity
      if (event.equity > state.peakEquity) state.peakEquity = event.equity
      if (Math.floor(at / DAY) !== state.day) {
        state.day = Math.floor(at / DAY)
        state.dayStartEquity = event.equity
      }
      return
    case 'ProtectionLocal': {
      const { code, attempts, retryAt } = event
      state.localProtection.set(event.instrument, { code, attempts, ...(retryAt === undefined ? {} : { retryAt }) })
      return
    }
    case 'ClockDistrusted':
      distrustClock(state, at)
      return
    case 'VenueClockRead':
      state.clocks.set(event.reading.exchange, { reading: event.reading, void: false })
      return
    case 'OrderWoken': {
      const order = required(state.orders.get(event.orderId), `order ${event.orderId} exists`)
      keepOrder(state, { ...order, reason: event.reason, triggeredAt: at, updatedAt: at })
      return
    }
    case 'ScheduleStarted':
    case 'SchedulePaused':
    case 'ScheduleEnded':
      foldSchedule(state, event, at)
      return
    case 'CommandAnswered': {
      const { commandId, message, code, orderIds } = event
      const answer: CommandResult = event.ok
        ? { ok: true, commandId, sequence: 0, message, orderIds }
        : { ok: false, commandId, code, message, ...(event.diff === undefined ? {} : { diff: toWire(event.diff) }) }
      state.answered.set(commandId, answer)
      if (state.answered.size > 5 * KEPT) prune(state.answered, () => true)
      return
    }
    default:
      unreachable(event)
  }
}

/** While the program did not run nobody could ask about an order, so its wait begins again. */
function askAnew(state: EngineState, at: Millis): void {
  for (const order of state.unknownSince.keys()) state.unknownSince.set(order, at)
}

/** What was stamped later than now by a clock that has been set back counts as of now, or it would bind for as long. */
function distrustClock(state: EngineState, at: Millis): void {
  state.clockJumpedAt = at
  state.gate = undefined
  for (const [exchange, { reading }] of state.clocks) state.clocks.set(exchange, { reading, void: true })
  for (const [instrument, time] of state.lastSignalAt) if (time > at) state.lastSignalAt.set(instrument, at)
  for (const [strategy, time] of state.lastVotedAt) if (time > at) state.lastVotedAt.set(strategy, at)
  for (const [index, order] of state.recentOrders.entries()) if (order.at > at) state.recentOrders[index] = { ...order, at }
  for (const times of [state.rejects, state.unknowns])
    for (const [index, time] of times.entries()) if (time > at) times[index] = at
  for (const [instrument, { retryAt, ...local }] of state.localProtection)
    state.localProtection.set(instrument, retryAt === undefined ? local : { ...local, retryAt: earlier(retryAt, at) })
  askAnew(state, at)
  foldScheduleClock(state, at)
  if (state.lastSampleAt !== undefined && state.lastSampleAt > at) state.lastSampleAt = at
}

const earlier = (a: Millis, b: Millis): Millis => (a < b ? a : b)

/** Both orders of a pair are one request: what became of it is not known once. */
const isSecondOfPair = (state: EngineState, { pairedWith }: Order): boolean =>
  pairedWith !== undefined && state.unknownSince.has(pairedWith)

function decideSignal(state: EngineState, event: Extract<EngineEvent, { type: 'SignalDecided' }>, at: Millis): void {
  const signal = required(state.signals.get(event.signalId), `signal ${event.signalId} exists`)
  if (signal.state !== 'PENDING') throw new Error(`signal ${signal.id} was already ${signal.state}`)
  const { stop: _stop, target: _target, trail: _trail, riskAmount: _risk, ...rest } = signal
  const tick = state.instruments.get(signal.instrument)?.tickSize
  const decided: Signal = {
    ...rest,
    state: event.state,
    quantity: event.quantity,
    ...stakeOf(signal.entry, event.quantity, signal.action === 'buy' ? initialStop(signal.entry, event, tick) : undefined),
    checks: event.checks,
    decidedAt: at,
    decidedBy: event.by,
    reason: event.reason,
    ...(event.stop === undefined ? {} : { stop: event.stop }),
    ...(event.target === undefined ? {} : { target: event.target }),
    ...(event.trail === undefined ? {} : { trail: event.trail }),
    ...(event.seenBid === undefined ? {} : { seenBid: event.seenBid }),
    ...(event.seenAsk === undefined ? {} : { seenAsk: event.seenAsk }),
    ...(event.diff === undefined ? {} : { diff: event.diff }),
    ...(event.orderId === undefined ? {} : { orderId: event.orderId }),
  }
  state.signals.set(signal.id, decided)
  state.pending.delete(signal.id)
}

function createOrder(state: EngineState, event: Extract<EngineEvent, { type: 'OrderCreated' }>, at: Millis): void {
  const { order, stop, target, trail } = event
  state.byClientId.set(order.clientOrderId, order.id)
  if (stop !== undefined || target !== undefined || trail !== undefined) {
    state.brackets.set(order.id, {
      ...(stop === undefined ? {} : { stop }),
      ...(target === undefined ? {} : { target }),
      ...(trail === undefined ? {} : { trail }),
    })
  }
  keepOrder(state, order)
  if (isProtective(order)) return
  const { id, instrument, side, quantity, schedule } = order
  foldSlice(state, order, at)
  state.recentOrders.push({ at, id, instrument, side, quantity, ...(schedule === undefined ? {} : { schedule }) })
  while ((state.recentOrders[0]?.at ?? at) < at - MINUTE) state.recentOrders.shift()
}

function note(times: Millis[], at: Millis): void {
  times.push(at)
  if (times.length > KEPT) times.shift()
}

function keepOrder(state: EngineState, order: Order): void {
  if (order.state !== 'unknown' && order.state !== 'cancelling') state.unknownSince.delete(order.id)
  else if (order.state === 'unknown' && !state.unknownSince.has(order.id)) state.unknownSince.set(order.id, order.updatedAt)
  state.orders.set(order.id, order)
  if (!isFinal(order.state)) {
    state.working.add(order.id)
    return
  }
  state.working.delete(order.id)
  state.cancelWanted.delete(order.id)
  // A fill may still come after a cancel, and what it opens must have its stop.
  if (order.filled >= order.quantity) state.brackets.delete(order.id)
  const dropped = prune(state.orders, (each) => isFinal(each.state))
  if (dropped === undefined) return
  state.byClientId.delete(dropped.clientOrderId)
  state.brackets.delete(dropped.id)
}

function recordFill(state: EngineState, event: Extract<EngineEvent, { type: 'FillRecorded' }>, at: Millis): void {
  const { fill, state: orderState } = event
  const order = required(state.orders.get(fill.orderId), `order ${fill.orderId} exists`)
  const before = state.positions.get(fill.instrument) ?? emptyPosition(fill.instrument, fill.at)
  const booked = applyFill(before, fill)
  const wasFlat = isFlat(state, fill.instrument, before.quantity)
  const closes = fill.side === 'sell' && isFlat(state, fill.instrument, booked.quantity)
  const after = closes ? withoutPlan(booked) : booked
  const strategy = order.strategy
  state.positions.set(fill.instrument, wasFlat && strategy !== undefined ? { ...after, strategy } : after)
  state.cash = add(state.cash, cashFlow(fill))
  payOtherFee(state, fill)
  state.fills.set(fill.id, fill)
  prune(state.fills, () => true)
  const open = (position: Position, none: boolean): Position => (none ? { ...position, quantity: ZERO_QUANTITY } : position)
  followTrip(state, fill, { before: open(before, wasFlat), after: open(after, closes), order })
  const gained = subtract(after.realisedPnl, before.realisedPnl)
  if (closes) {
    state.flattening.delete(fill.instrument)
    state.localProtection.delete(fill.instrument)
    state.reached.delete(fill.instrument)
    state.consecutiveLosses = gained < 0n ? state.consecutiveLosses + 1 : 0
  }
  keepOrder(state, fillOrder(order, fill, orderState))
  foldSliceFill(state, order, fill, at)
}

/** A fee in a third asset leaves less of it; what was never bought here is missing from what else the venue holds. */
function payOtherFee(state: EngineState, fill: Fill): void {
  const { other } = chargeOf(fill)
  if (other === undefined) return
  const source = feeSource(fill.instrument, other.asset)
  const held = state.positions.get(source)
  const after = held === undefined ? undefined : payFee(held, other.quantity, fill.at)
  if (after !== undefined) state.positions.set(source, after)
  const paid = subtract(held?.quantity ?? ZERO_QUANTITY, after?.quantity ?? ZERO_QUANTITY)
  const missing = subtract(other.quantity, paid)
  if (missing !== 0n) raiseAsset(state.others, other.asset, amountOf(negate(missing)))
}

interface Change {
  readonly before: Position
  readonly after: Position
  readonly order: Order
}

/** What a round trip that ends was worth is noted for each strategy that voted for its entry. */
function followTrip(state: EngineState, fill: Fill, { before, after, order }: Change): void {
  const trip = state.trips.get(fill.instrument)
  const signal = order.signalId === undefined ? undefined : state.signals.get(order.signalId)
  const next = followFill({ trip, before, after, fill, signal })
  if (next !== undefined) state.trips.set(fill.instrument, next)
  if (next !== undefined || trip === undefined) return
  state.trips.delete(fill.instrument)
  for (const [strategy, trade] of tradesOf(trip, after))
    state.tracked.set(strategy, [...(state.tracked.get(strategy) ?? []), trade].slice(-KEPT_TRADES))
}

/** Drops the oldest removable row once there are more than {@link KEPT}. */
function prune<K, V>(rows: Map<K, V>, removable: (row: V) => boolean): V | undefined {
  if (rows.size <= KEPT) return undefined
  for (const [key, row] of rows) {
    if (!removable(row)) continue
    rows.delete(key)
    return row
  }
  return undefined
}
