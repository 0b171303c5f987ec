import type { FeedHub, FillRow, JournalRow, OrderRow, PositionRow, SignalRow, TraderApi } from '../../core/contract/index.ts'
import { parseCommand } from '../../core/contract/index.ts'
import type { Command, CommandResult, OrderId } from '../../core/domain/index.ts'
import { toWire } from '../../core/domain/index.ts'
import type { Clock } from '../engine-client/index.ts'
import { fakeApproval } from './fake-approval.ts'
import { fakePreview } from './fake-preview.ts'
import type { FakeMarket } from './fake-market.ts'
import { fakeOverrides } from './fake-overrides.ts'
import { fakePerformance } from './fake-performance.ts'
import { fakeRisk } from './fake-risk.ts'
import { CHECKS, makeSignal } from './fake-signal.ts'
import { fakeStory } from './fake-story.ts'

export interface FakeTraderOptions {
  readonly hub: FeedHub
  readonly clock: Clock
  readonly markets: readonly FakeMarket[]
  readonly random: () => number
  readonly environment: 'paper' | 'live'
}

interface Decision {
  readonly by: string
  readonly reason: string
  readonly orderId?: OrderId
}

const START = 10_000

function riskTo({ stop, quantity }: PositionRow, mark: number): Pick<PositionRow, 'riskAmount' | 'stopDistanceBps'> {
  if (stop === undefined) return {}
  const away = mark - Number(stop)
  return { riskAmount: (away * Number(quantity)).toFixed(6), stopDistanceBps: (away / mark) * 10_000 }
}

/** A scripted trader: enough to look alive and to answer; it keeps no real books. */
export class FakeTrader {
  readonly #options: FakeTraderOptions
  readonly #answers = new Map<string, CommandResult>()
  readonly #journal: JournalRow[] = []
  #cash = START
  #halted = ''
  #serial = 0
  #toldAt = 0

  constructor(options: FakeTraderOptions) {
    this.#options = options
    this.#publishState()
    this.#publishMoney()
  }

  get api(): TraderApi {
    const { hub, clock, environment, markets } = this.#options
    return {
      command: (command) => Promise.resolve(this.#command(command)),
      health: () => Promise.resolve({ journalWritable: true, halted: this.#halted !== '', haltReason: this.#halted }),
      preview: async (raw) =>
        await Promise.resolve(
          fakePreview(raw, { market: (id) => this.#market(id), equity: () => this.#equity(), held: (id) => this.#held(id) }),
        ),
      signals: () => Promise.resolve(hub.rows('trading.signals')),
      orders: () => Promise.resolve(hub.rows('trading.orders')),
      fills: () => Promise.resolve(hub.rows('trading.fills')),
      schedules: () => Promise.resolve(hub.rows('trading.schedules')),
      positions: () => Promise.resolve(hub.rows('trading.positions')),
      portfolio: () => {
        const row = hub.rows('trading.portfolio')[0]
        return row === undefined ? Promise.reject(new Error('no portfolio yet')) : Promise.resolve(row)
      },
      journal: (after, limit) => Promise.resolve(this.#journal.filter(({ sequence }) => sequence > after).slice(0, limit)),
      approval: (signalId, edits) => {
        const signal = hub.rows('trading.signals').find(({ id }) => id === signalId)
        return Promise.resolve(
          signal === undefined ? null : fakeApproval(signal, this.#market(signal.instrument).price, clock.now(), edits),
        )
      },
      overrides: (query) => Promise.resolve(fakeOverrides(query, clock.now(), markets)),
      performance: (query) => Promise.resolve(fakePerformance(query, clock.now(), { environment, markets })),
      risk: () => Promise.resolve(fakeRisk(hub, clock.now(), this.#halted)),
      why: (id) => {
        const rows = {
          signals: hub.rows('trading.signals'),
          orders: hub.rows('trading.orders'),
          fills: hub.rows('trading.fills'),
        }
        const story = fakeStory(id, rows)
        const near = rows.orders.slice(-3).map((order) => order.id)
        const problem = `id: ${id}: no order, signal or fill of this journal has that id; the nearest are ${near.join(', ')}`
        return story === undefined ? Promise.reject(new Error(problem)) : Promise.resolve(story)
      },
      explain: (id) => Promise.resolve(this.#journal.filter((row) => JSON.stringify(row.payload).includes(id))),
    }
  }

  /** Moves marks, lets signals expire, fills crossing limit orders. */
  step(): void {
    const { hub, clock } = this.#options
    for (const signal of hub.rows('trading.signals')) {
      if (signal.state === 'PENDING' && signal.expiresAt <= clock.now())
        this.#decide(signal, 'EXPIRED', { by: 'clock', reason: 'Nobody decided in time' })
    }
    for (const order of hub.rows('trading.orders')) {
      const market = this.#market(order.instrument)
      const limit = Number(order.limitPrice ?? Number.NaN)
      const crossed = order.side === 'buy' ? market.price <= limit : market.price >= limit
      if (order.state === 'accepted' && crossed) this.#fill(order, market.price, Number(order.quantity))
    }
    if (clock.now() - this.#toldAt >= 1_000) this.#publishState()
    this.#publishMoney()
  }

  propose(index: number, lifetime = 60_000): SignalRow {
    const { hub, clock, markets, random, environment } = this.#options
    const market = markets[index % markets.length]
    if (market === undefined) throw new Error('invariant broken: there are markets')
    this.#serial += 1
    const signal = makeSignal({ market, now: clock.now(), lifetime, random, serial: this.#serial, environment })
    this.#note('event', 'SignalCreated', { signal })
    hub.publish('trading.signals', signal)
    this.#publishState()
    return signal
  }

  end(signal: SignalRow, state: SignalRow['state'], reason: string): void {
    this.#decide(signal, state, { by: state === 'REJECTED' ? 'user' : 'engine', reason })
  }

  approve(signal: SignalRow): void {
    const order = this.#order({ instrument: signal.instrument, side: signal.action, type: 'market', quantity: signal.quantity })
    this.#decide(signal, 'APPROVED', { by: 'user', reason: '', orderId: order.id })
    const market = this.#market(signal.instrument)
    this.#fill(order, market.price, Number(signal.quantity), signal)
  }

  #command(input: unknown): CommandResult {
    const parsed = parseCommand(input)
    if (!parsed.ok) {
      const { field, value, remedy } = parsed.error
      return { ok: false, commandId: '' as CommandResult['commandId'], code: 'INVALID', message: `${field}: ${value}: ${remedy}` }
    }
    const command = parsed.value
    const known = this.#answers.get(command.id)
    if (known !== undefined) return known
    this.#note('input', 'CommandReceived', { command: toWire(command) })
    const problem = this.#carryOut(command)
    const answer: CommandResult =
      problem === ''
        ? { ok: true, commandId: command.id, sequence: this.#journal.length, message: `${command.type} done`, orderIds: [] }
        : { ok: false, commandId: command.id, code: 'REFUSED', message: problem }
    this.#answers.set(command.id, answer)
    return answer
  }

  #carryOut(command: Command): string {
    const { hub } = this.#options
    switch (command.type) {
      case 'ApproveSignal':
      case 'RejectSignal': {
        const signal = hub.rows('trading.signals').find(({ id }) => id === command.signalId)
        if (signal?.state !== 'PENDING') return `signal ${command.signalId} is not waiting`
        if (command.type === 'ApproveSignal') this.approve(signal)
        else this.#decide(signal, 'REJECTED', { by: 'user', reason: command.reason })
        return ''
      }
      case 'SubmitOrder': {
        if (this.#halted !== '' && !command.reduceOnly) return `trading is halted: ${this.#halted}`
        const { instrument, side, orderType, quantity, limitPrice, stopPrice } = toWire(command)
        const prices = { ...(limitPrice === undefined ? {} : { limitPrice }), ...(stopPrice === undefined ? {} : { stopPrice }) }
        const order = this.#order({ instrument, side, type: orderType, quantity, ...prices })
        if (orderType === 'market') this.#fill(order, this.#market(instrument).price, Number(quantity))
        return ''
      }
      case 'CancelSchedule': {
        const running = hub.rows('trading.schedules').find(({ id }) => id === command.scheduleId)
        if (running === undefined) return `there is no schedule ${command.scheduleId}`
        hub.publish('trading.schedules', { ...running, state: 'ended', reason: 'cancelled by user' })
        return ''
      }
      case 'CancelOrder':
      case 'CancelAll':
        for (const order of hub.rows('trading.orders')) {
          if (order.state !== 'accepted' || (command.type === 'CancelOrder' && order.id !== command.orderId)) continue
          hub.publish('trading.orders', {
            ...order,
            state: 'cancelled',
            reason: 'Cancelled by user',
            updatedAt: this.#options.clock.now(),
          })
        }
        return ''
      case 'SetProtection': {
        const { instrument, stop, target, trail } = toWire(command)
        const held = hub.rows('trading.positions').find((row) => row.instrument === instrument)
        if (held === undefined) return 'there is no position to protect'
        if (stop !== null && Number(stop) >= this.#market(instrument).price)
          return 'stop: at or above the bid: it would sell at once; use Flatten'
        const { stop: _stop, target: _target, trail: _trail, ...rest } = held
        const stopResting = stop === null ? 'none' : 'venue'
        hub.publish('trading.positions', {
          ...rest,
          stopResting,
          ...(stop === null ? {} : { stop }),
          ...(target === null ? {} : { target }),
          ...(trail === null || trail === undefined ? {} : { trail }),
        })
        return ''
      }
      case 'Kill':
        this.#halted = 'KILL pressed by user.'
        this.#publishState()
        return ''
      case 'Rearm':
        this.#halted = ''
        this.#publishState()
        return ''
      default:
        return ''
    }
  }

  #order(request: Pick<OrderRow, 'instrument' | 'side' | 'type' | 'quantity'> & Partial<OrderRow>): OrderRow {
    const { hub, clock, environment } = this.#options
    this.#serial += 1
    const id = `ord-${String(this.#serial).padStart(5, '0')}`
    const order: OrderRow = {
      ...request,
      id: id as OrderId,
      clientOrderId: `c-${id}` as OrderRow['clientOrderId'],
      environment,
      purpose: 'manual',
      state: 'accepted',
      filled: '0',
      filledNotional: '0',
      fee: '0',
      timeInForce: 'GTC',
      reduceOnly: false,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    }
    this.#note('event', 'OrderCreated', { order })
    hub.publish('trading.orders', order)
    return order
  }

  #fill(order: OrderRow, at: number, quantity: number, signal?: SignalRow): void {
    const { hub, clock, environment } = this.#options
    const market = this.#market(order.instrument)
    this.#serial += 1
    const fill: FillRow = {
      id: `fill-${String(this.#serial)}` as FillRow['id'],
      orderId: order.id,
      clientOrderId: order.clientOrderId,
      environment,
      instrument: order.instrument,
      side: order.side,
      price: at.toFixed(market.decimals),
      quantity: quantity.toFixed(market.sizeDecimals),
      fee: (at * quantity * 0.001).toFixed(6),
      liquidity: order.type === 'limit' ? 'maker' : 'taker',
      at: clock.now(),
    }
    this.#note('event', 'FillRecorded', { fill })
    hub.publish('trading.orders', { ...order, state: 'filled', filled: fill.quantity, updatedAt: clock.now() })
    hub.publish('trading.fills', fill)
    const sign = order.side === 'buy' ? 1 : -1
    const held = hub.rows('trading.positions').find(({ instrument }) => instrument === order.instrument)
    const size = Math.max(0, Number(held?.quantity ?? 0) + sign * quantity)
    this.#cash -= sign * at * quantity
    hub.publish('trading.positions', {
      instrument: order.instrument,
      quantity: size.toFixed(market.sizeDecimals),
      costBasis: (size * at).toFixed(4),
      realisedPnl: sign < 0 ? '4.1802' : (held?.realisedPnl ?? '0'),
      fees: fill.fee,
      averagePrice: at.toFixed(market.decimals),
      markPrice: at.toFixed(market.decimals),
      unrealisedPnl: '0',
      stopResting: 'local',
      stop: signal?.stop ?? (at * 0.9965).toFixed(market.decimals),
      target: signal?.target ?? (at * 1.006).toFixed(market.decimals),
      openedAt: clock.now(),
      updatedAt: clock.now(),
      markedAt: clock.now(),
    })
  }

  #decide(signal: SignalRow, state: SignalRow['state'], { by, reason, orderId }: Decision): void {
    const { hub, clock } = this.#options
    const decided = {
      ...signal,
      state,
      decidedAt: clock.now(),
      decidedBy: by,
      reason,
      ...(orderId === undefined ? {} : { orderId }),
    }
    this.#note('event', 'SignalDecided', { signalId: signal.id, state, by, reason })
    hub.publish('trading.signals', decided)
    this.#publishState()
  }

  #market(instrument: string): FakeMarket {
    const market = this.#options.markets.find((item) => item.instrument.id === instrument)
    if (market === undefined) throw new Error(`no market ${instrument}`)
    return market
  }

  #note(kind: JournalRow['kind'], type: string, payload: unknown): void {
    const sequence = this.#journal.length + 1
    const row: JournalRow = {
      sequence,
      at: this.#options.clock.now(),
      cause: kind === 'input' ? sequence : Math.max(1, sequence - 1),
      kind,
      type,
      payload,
    }
    this.#journal.push(row)
    this.#options.hub.publish('trading.journal', row)
  }

  #publishState(): void {
    const { hub, clock, environment } = this.#options
    this.#toldAt = clock.now()
    hub.publish('trading.state', {
      environment,
      halted: this.#halted !== '',
      haltReason: this.#halted,
      defaultMode: 'manual',
      strategyModes: [
        { strategy: 'ema-cross', mode: 'manual' },
        { strategy: 'rsi-reversion', mode: 'advisory' },
      ],
      checks: CHECKS,
      pendingSignals: hub.rows('trading.signals').filter(({ state }) => state === 'PENDING').length,
      lastSequence: this.#journal.length,
    })
  }

  #held(instrument: string): number {
    return Number(this.#options.hub.rows('trading.positions').find((row) => row.instrument === instrument)?.quantity ?? 0)
  }

  #equity(): number {
    return Number(this.#options.hub.rows('trading.portfolio')[0]?.equity ?? START)
  }

  #publishMoney(): void {
    const { hub, clock, environment } = this.#options
    let held = 0
    for (const position of hub.rows('trading.positions')) {
      const market = this.#market(position.instrument)
      const size = Number(position.quantity)
      held += size * market.price
      const unrealised = (market.price - Number(position.averagePrice ?? market.price)) * size
      const mark = { markPrice: market.price.toFixed(market.decimals), markedAt: clock.now() }
      const next: PositionRow = { ...position, ...mark, ...riskTo(position, market.price), unrealisedPnl: unrealised.toFixed(6) }
      hub.publish('trading.positions', next)
    }
    const equity = this.#cash + held
    hub.publish('trading.portfolio', {
      environment,
      currency: 'USDT',
      cash: this.#cash.toFixed(6),
      reserved: '241.15',
      marketValue: held.toFixed(6),
      equity: equity.toFixed(6),
      startingEquity: String(START),
      realisedPnl: '31.204411',
      unrealisedPnl: (equity - START).toFixed(6),
      fees: '4.118021',
      dayPnl: (equity - START + 6.2).toFixed(6),
      peakEquity: '10251.77',
      updatedAt: clock.now(),
    })
    hub.publish('trading.equity', { at: clock.now(), equity: equity.toFixed(6) })
  }
}
