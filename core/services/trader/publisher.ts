import type { FeedHub } from '../../contract/index.ts'
import { type EngineEvent, type InstrumentId, type OrderId, type ScheduleId, type SignalId, toWire } from '../../domain/index.ts'
import { type StepListener, type TradingConfig, type TradingEngine, portfolioOf, positionView } from '../../engine/index.ts'
import { isProtective } from '../../execution/index.ts'
import type { Clock } from '../../ports/index.ts'
import { journalRow, orderRow, scheduleRow, stateRow } from './rows.ts'

/** Publishes what each step changed: money at once and exactly, marks at a steady rate. */
export class TraderPublisher {
  readonly #engine: TradingEngine
  readonly #hub: FeedHub
  readonly #clock: Clock
  readonly #config: TradingConfig
  readonly #marked = new Set<InstrumentId>()
  #sequence = 0

  constructor(engine: TradingEngine, hub: FeedHub, clock: Clock, config: TradingConfig) {
    this.#engine = engine
    this.#hub = hub
    this.#clock = clock
    this.#config = config
  }

  /** Everything, once, after the journal was folded. */
  publishAll(lastSequence: number): void {
    const { state } = this.#engine
    this.#sequence = lastSequence
    for (const signal of state.signals.values()) this.#hub.publish('trading.signals', toWire(signal))
    for (const order of state.orders.values()) this.#hub.publish('trading.orders', orderRow(order))
    for (const fill of state.fills.values()) this.#hub.publish('trading.fills', toWire(fill))
    for (const schedule of state.schedules.values()) this.#hub.publish('trading.schedules', scheduleRow(schedule, state))
    for (const instrument of state.positions.keys()) this.#marked.add(instrument)
    this.refresh(true)
  }

  readonly onStep: StepListener = (input, step, first, at) => {
    const orders = new Set<OrderId>()
    const signals = new Set<SignalId>()
    const schedules = new Set<ScheduleId>()
    const { state } = this.#engine
    for (const event of step.events) {
      this.#collect(event, orders, signals)
      if (event.type === 'ScheduleStarted') schedules.add(event.schedule.id)
      if (event.type === 'SchedulePaused' || event.type === 'ScheduleEnded') schedules.add(event.scheduleId)
    }
    for (const id of orders) {
      const slice = state.orders.get(id)?.schedule
      if (slice !== undefined) schedules.add(slice)
    }
    for (const id of schedules) {
      const schedule = state.schedules.get(id)
      if (schedule !== undefined) this.#hub.publish('trading.schedules', scheduleRow(schedule, state))
    }
    for (const id of signals) {
      const signal = state.signals.get(id)
      if (signal !== undefined) this.#hub.publish('trading.signals', toWire(signal))
    }
    for (const id of orders) {
      const order = state.orders.get(id)
      if (order !== undefined) this.#hub.publish('trading.orders', orderRow(order))
    }
    if (first === 0 || step.events.length === 0) return
    this.#hub.publish('trading.journal', journalRow({ sequence: first, at, cause: first, entry: { kind: 'input', input } }))
    for (const [index, event] of step.events.entries()) {
      const sequence = first + 1 + index
      this.#sequence = sequence
      this.#hub.publish('trading.journal', journalRow({ sequence, at, cause: first, entry: { kind: 'event', event } }))
    }
    this.refresh(true)
  }

  quoted(instrument: InstrumentId): void {
    const position = this.#engine.state.positions.get(instrument)
    if (position !== undefined && position.quantity > 0n) this.#marked.add(instrument)
  }

  /** Positions and totals whose marks moved since the last call; `all` also when nothing moved. */
  refresh(all = false): void {
    const { state } = this.#engine
    if (!all && this.#marked.size === 0) return
    for (const instrument of this.#marked) {
      const position = state.positions.get(instrument)
      if (position !== undefined) this.#hub.publish('trading.positions', toWire(positionView(state, position)))
    }
    this.#marked.clear()
    const at = this.#clock.now()
    this.#hub.publish('trading.portfolio', toWire(portfolioOf(state, at)))
    if (all) this.#hub.publish('trading.state', stateRow(state, this.#config, at, this.#sequence))
  }

  /** Where a stop rests is told with its position. */
  #markStop(id: OrderId): void {
    const order = this.#engine.state.orders.get(id)
    if (order !== undefined && isProtective(order)) this.#marked.add(order.instrument)
  }

  #collect(event: EngineEvent, orders: Set<OrderId>, signals: Set<SignalId>): void {
    switch (event.type) {
      case 'SignalCreated':
        signals.add(event.signal.id)
        return
      case 'SignalDecided':
        signals.add(event.signalId)
        return
      case 'OrderCreated':
        orders.add(event.order.id)
        return
      case 'OrderMoved':
      case 'OrderWoken':
        orders.add(event.orderId)
        this.#markStop(event.orderId)
        return
      case 'OrderReduced':
        orders.add(event.orderId)
        return
      case 'FillRecorded':
        orders.add(event.fill.orderId)
        this.#marked.add(event.fill.instrument)
        this.#hub.publish('trading.fills', toWire(event.fill))
        return
      case 'OrderAdopted':
        orders.add(event.order.id)
        return
      case 'PositionAdjusted':
      case 'ProtectionSet':
        this.#marked.add(event.instrument)
        return
      case 'EquitySampled':
        this.#hub.publish('trading.equity', { at: this.#clock.now(), equity: toWire({ equity: event.equity }).equity })
        return
      default:
    }
  }
}
