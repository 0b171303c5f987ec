import {
  type BookSnapshot,
  type CandidateSignal,
  type EngineInput,
  type Instrument,
  type InstrumentId,
  type Millis,
  money,
  type Quote,
  rate,
  type Signal,
  signalId,
  type Trade,
} from '../../domain/index.ts'
import { NEVER_UNATTENDED, type TradingConfig } from '../../engine/index.ts'
import { ShadowAccount, type ShadowPorts } from './shadow-account.ts'

/** Signals that are followed at once; one more is not followed, and its row says so. */
export const MOST_FOLLOWED = 32

/** No limit of an account means anything to a signal that is looked at by itself; what makes a fill believable still holds. */
const unlimited = (config: TradingConfig): TradingConfig => ({
  ...config,
  unattended: NEVER_UNATTENDED,
  approval: { ...config.approval, defaultMode: 'manual', byStrategy: {} },
  filter: { minConfidence: 0, cooldown: 0, strategyCooldown: 0 },
  risk: {
    ...config.risk,
    maxPosition: rate('1'),
    maxExposure: rate('1'),
    maxAssetExposure: rate('1'),
    maxVenueExposure: rate('1'),
    maxCorrelatedExposure: rate('1'),
    maxDrawdown: rate('1'),
    maxDailyLoss: rate('1'),
    maxConsecutiveLosses: Number.MAX_SAFE_INTEGER,
    maxRejects: Number.MAX_SAFE_INTEGER,
    maxUnknowns: Number.MAX_SAFE_INTEGER,
    maxUnknownAgeMs: Number.MAX_SAFE_INTEGER,
    maxOrdersPerMinute: Number.MAX_SAFE_INTEGER,
    maxOpenOrders: Number.MAX_SAFE_INTEGER,
    duplicateWindowMs: 0,
  },
})

/** More than any signal costs: cash is no matter here, the size is the one that was proposed. */
const CASH = money('1000000000000')

/** What a signal starts from: the market of the moment at which it was made. */
export interface Scene {
  readonly quote: Quote | undefined
  readonly snapshot: BookSnapshot | undefined
  readonly bookSeenAt: Millis | undefined
}

/**
 * Signals that the account would not have taken, each followed by itself in a market of its own name:
 * one account, one journal, and no two of them in each other's way.
 */
export class AloneAccount {
  readonly #account: ShadowAccount
  readonly #clock: ShadowPorts['clock']
  readonly #horizon: number
  readonly #slots = new Map<InstrumentId, Set<InstrumentId>>()
  /** Signals that found every slot taken since the start. */
  readonly crowdedOut = new Set<string>()

  constructor(config: TradingConfig, ports: ShadowPorts, horizon: number) {
    this.#account = new ShadowAccount(unlimited(config), ports)
    this.#clock = ports.clock
    this.#horizon = horizon
  }

  get book() {
    return this.#account.book
  }

  get engine() {
    return this.#account.engine
  }

  open(currency: string): void {
    this.#account.open({ currency, cash: CASH })
    const { positions, working, orders } = this.#account.engine.state
    for (const { instrument, quantity } of positions.values()) if (quantity > 0n) this.#take(instrument)
    for (const id of working) {
      const order = orders.get(id)
      if (order !== undefined) this.#take(order.instrument)
    }
  }

  quoteOf(slot: InstrumentId): Quote | undefined {
    return this.#account.engine.state.quotes.get(slot)
  }

  follow(signal: Signal, instrument: Instrument, scene: Scene): void {
    const slot = this.#free(signal.instrument)
    if (slot === undefined) {
      this.crowdedOut.add(signal.id)
      return
    }
    const { engine, venue } = this.#account
    engine.handle({ type: 'InstrumentListed', instrument: { ...instrument, id: slot } })
    const picture = scene.snapshot === undefined ? undefined : { ...scene.snapshot, instrument: slot }
    if (picture !== undefined) venue.onBook(picture)
    if (scene.bookSeenAt !== undefined) engine.bookSeen(slot, scene.bookSeenAt, picture)
    if (scene.quote !== undefined) engine.handle({ type: 'QuoteReceived', quote: { ...scene.quote, instrument: slot } })
    this.#take(slot)
    engine.handle({ type: 'CandidateReceived', candidate: proposalOf(signal, slot), gapOpen: signal.gapOpen })
    if (engine.state.signals.get(signal.id)?.state !== 'PENDING') return
    const answer = this.#account.command({ type: 'ApproveSignal', signalId: signal.id, quantity: signal.quantity })
    if (!answer.ok) this.#account.command({ type: 'RejectSignal', signalId: signal.id, reason: answer.message })
  }

  /** Strategies that want out of a market end what is followed there. */
  leave(candidate: CandidateSignal, gapOpen: boolean): void {
    for (const [index, slot] of this.#of(candidate.instrument).entries()) {
      const id = signalId(`${candidate.id}#${String(index)}`)
      this.#account.engine.handle({ type: 'CandidateReceived', candidate: { ...candidate, id, instrument: slot }, gapOpen })
    }
  }

  quote(quote: Quote): void {
    for (const instrument of this.#of(quote.instrument))
      this.#account.engine.handle({ type: 'QuoteReceived', quote: { ...quote, instrument } })
  }

  fund(due: Extract<EngineInput, { type: 'FundingDue' }>): void {
    for (const instrument of this.#of(due.instrument)) this.#account.engine.handle({ ...due, instrument })
  }

  onBook(snapshot: BookSnapshot): void {
    for (const instrument of this.#of(snapshot.instrument)) {
      const picture = { ...snapshot, instrument }
      this.#account.engine.bookSeen(instrument, snapshot.receivedTime, picture)
      this.#account.venue.onBook(picture)
    }
  }

  onTrade(trade: Trade): void {
    for (const instrument of this.#of(trade.instrument)) this.#account.venue.onTrade({ ...trade, instrument })
  }

  /** For what is no market's own: clocks and ticks. */
  handle(input: EngineInput): void {
    this.#account.engine.handle(input)
  }

  marketDataWritable(writable: boolean): void {
    this.#account.engine.marketDataWritable(writable)
  }

  tick(): void {
    const { engine, book } = this.#account
    engine.handle({ type: 'ClockTicked' })
    for (const slot of [...this.#slots.values()].flatMap((slots) => [...slots])) {
      const trip = book.openTrip(slot)
      if (trip === undefined) this.#leaveIdle(slot)
      else if (this.#clock.now() - trip.openedAt >= this.#horizon && !engine.state.flattening.has(slot))
        this.#account.command({ type: 'Flatten', instrument: slot })
    }
  }

  #leaveIdle(slot: InstrumentId): void {
    const { working, orders, pending, signals } = this.#account.engine.state
    const busy =
      [...working].some((id) => orders.get(id)?.instrument === slot) ||
      [...pending].some((id) => signals.get(id)?.instrument === slot)
    if (!busy) this.#slots.get(marketOf(slot))?.delete(slot)
  }

  #of(market: InstrumentId): readonly InstrumentId[] {
    return [...(this.#slots.get(market) ?? [])]
  }

  #take(slot: InstrumentId): void {
    const market = marketOf(slot)
    const slots = this.#slots.get(market) ?? new Set()
    this.#slots.set(market, slots.add(slot))
  }

  #free(market: InstrumentId): InstrumentId | undefined {
    const taken = [...this.#slots.values()].reduce((sum, slots) => sum + slots.size, 0)
    if (taken >= MOST_FOLLOWED) return undefined
    const own = this.#slots.get(market)
    for (let number = 1; ; number += 1) {
      const slot = `${market}#${String(number)}` as InstrumentId
      if (own?.has(slot) !== true) return slot
    }
  }
}

/** The market that a slot stands for. */
const marketOf = (slot: InstrumentId): InstrumentId => slot.slice(0, slot.lastIndexOf('#')) as InstrumentId

const proposalOf = (signal: Signal, instrument: InstrumentId): CandidateSignal => ({
  id: signal.id,
  instrument,
  timeframe: signal.timeframe,
  action: signal.action,
  confidence: signal.confidence,
  votes: signal.votes,
  conflict: signal.conflict,
  entry: signal.entry,
  ...(signal.stop === undefined ? {} : { stop: signal.stop }),
  ...(signal.target === undefined ? {} : { target: signal.target }),
  ...(signal.trail === undefined ? {} : { trail: signal.trail }),
  reasoning: signal.reasoning,
  createdAt: signal.createdAt,
})
