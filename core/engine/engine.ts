import {
  type BookSnapshot,
  type Circumstances,
  type ClockJump,
  type Command,
  type CommandResult,
  type EngineEvent,
  type EngineInput,
  type InstrumentId,
  type Millis,
  type Money,
  type Order,
  required,
  sequence,
} from '../domain/index.ts'
import { atVenue } from '../execution/index.ts'
import type { Clock, IdSource, Journal, Logger, Venue } from '../ports/index.ts'
import { CircumstanceNotes } from './circumstances.ts'
import type { TradingConfig } from './config.ts'
import { evolve } from './evolve.ts'
import { process } from './process.ts'
import { restoreSnapshot, snapshotParts, snapshotVersion } from './snapshot.ts'
import { type EngineState, emptyState } from './state.ts'
import type { ProcessPorts, StepResult } from './step.ts'

export interface EnginePorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly journal: Journal
  readonly venue: Venue
  readonly logger: Logger
  /** Asked before each input: what the clock did since the last time. None where time is simulated. */
  readonly jumped?: () => ClockJump | null
}

/** Told of every step that changed something, after it is durable. `first` is the sequence of its input row. */
export type StepListener = (input: EngineInput, step: StepResult, first: number, at: Millis) => void

interface Unsaved {
  readonly at: Millis
  readonly input: EngineInput
  readonly events: readonly EngineEvent[]
  readonly circumstances: Circumstances | undefined
}

/**
 * The loop around {@link process}: stamp, decide, make durable, then act. When the journal
 * refuses, nothing that raises risk leaves; what happened is kept in memory and written first
 * thing when the disk is back, and safety actions still go out.
 */
export class TradingEngine {
  readonly state: EngineState
  readonly #ports: EnginePorts
  /** What a preview needs to judge as the engine would. */
  readonly ports: ProcessPorts
  readonly #notes: CircumstanceNotes
  readonly #version: string
  readonly #listeners = new Set<StepListener>()
  #unsaved: Unsaved[] = []
  #queue: EngineInput[] = []
  #busy = false

  constructor(environment: EngineState['environment'], config: TradingConfig, ports: EnginePorts) {
    this.#ports = ports
    this.ports = { config, ids: ports.ids, capabilities: ports.venue.capabilities }
    this.state = emptyState(environment, config.approval.defaultMode)
    for (const [strategy, mode] of Object.entries(config.approval.byStrategy)) this.state.modes.set(strategy as never, mode)
    this.#notes = new CircumstanceNotes(this.state, { config, capabilities: ports.venue.capabilities }, ports.ids)
    this.#version = snapshotVersion(this.state)
  }

  /**
   * Folds the journal, from its snapshot where that is to be trusted, and opens the session: start and recovery are
   * this one path.
   */
  open(account: { readonly currency: string; readonly cash: Money }): void {
    this.#ports.journal.replay(
      (row) => {
        if (row.entry.kind !== 'event') return
        evolve(this.state, row.entry.event, row.at)
        this.#stamp(row.entry.event, row.cause)
      },
      undefined,
      this.#restore(),
    )
    this.#ports.venue.onReport((report) => {
      this.handle({ type: 'VenueReported', report })
    })
    for (const id of this.state.working) {
      const order = this.state.orders.get(id)
      // One that still waits for its turn or its price never left.
      if (order !== undefined && order.state !== 'created') this.#ports.venue.resume(atVenue(order))
    }
    this.handle({
      type: 'SessionOpened',
      environment: this.state.environment,
      startingCash: account.cash,
      currency: account.currency,
    })
  }

  /** The sequence that the snapshot reaches to; 0 where there is none that can be trusted. */
  #restore(): number {
    const { journal, logger } = this.#ports
    const snapshot = journal.snapshots?.newest()
    if (snapshot === undefined) return 0
    if (snapshot.sequence <= journal.lastSequence() && restoreSnapshot(this.state, snapshot)) return snapshot.sequence
    logger.info('the snapshot is of another version; the whole journal is read')
    return 0
  }

  /** What the journal's rows so far come to. Undefined while some of it waits for the disk. */
  snapshot(): { readonly sequence: number; readonly version: string; readonly parts: Iterator<string> } | undefined {
    if (this.#unsaved.length > 0 || this.#busy) return undefined
    return { sequence: this.#ports.journal.lastSequence(), version: this.#version, parts: snapshotParts(this.state) }
  }

  /** A picture of the book came; like prices it is not journaled, and an old one stops entries. */
  bookSeen(instrument: InstrumentId, at: Millis, picture?: BookSnapshot): void {
    this.state.booksSeen.set(instrument, at)
    if (picture !== undefined) this.state.books.set(instrument, picture)
  }

  /** What the recorder says of its database; entries stop while it cannot be written. */
  marketDataWritable(writable: boolean): void {
    this.state.marketDataWritable = writable
  }

  onStep(listener: StepListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  command(command: Command, by: string): CommandResult {
    const known = this.state.answered.get(command.id)
    if (known !== undefined) return known
    return required(this.#run({ type: 'CommandReceived', command, by }), 'a command is answered')
  }

  /** Takes one input; inputs that arrive while a step runs wait their turn. */
  handle(input: EngineInput): void {
    this.#queue.push(input)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#run(next)
    } finally {
      this.#busy = false
    }
  }

  #run(input: EngineInput): CommandResult | undefined {
    const jump = this.#ports.jumped?.() ?? null
    // First of all: what waited in a queue while the machine slept must not find a trader that knows of nothing.
    if (jump !== null) this.#run({ type: 'ClockJumped', jump })
    const at = this.#ports.clock.now()
    if (input.type === 'ClockTicked') this.#saveBacklog()
    const step = this.#decide(input, at)
    const { events } = step
    if (events.length === 0 && step.effects.length === 0) return step.answer
    const first =
      events.length === 0
        ? this.#ports.journal.lastSequence()
        : this.#save({ at, input, events, circumstances: this.#notes.take(input, events) })
    const answer = step.answer === undefined ? undefined : this.#remember(step.answer, first ?? 0)
    for (const listener of this.#listeners) listener(input, step, first ?? 0, at)
    this.#act(step, first !== undefined)
    return answer
  }

  #decide(input: EngineInput, at: Millis): StepResult {
    this.#notes.begin()
    try {
      return process(this.state, input, at, { ...this.ports, ids: this.#notes })
    } finally {
      this.#notes.end()
    }
  }

  /** The effects of a step, in order, once it is durable; otherwise only those that lower risk, of which a slice can wait. */
  #act(step: StepResult, durable: boolean): void {
    const { venue } = this.#ports
    for (const effect of step.effects) {
      if (effect.type === 'CancelAtVenue') venue.cancel(effect.clientOrderId)
      else if (effect.type === 'QueryVenue') venue.query(effect.clientOrderId)
      else if (effect.type === 'ResumeAtVenue') venue.resume(atVenue(effect.order))
      else {
        const orders = effect.type === 'SubmitToVenue' ? [effect.order] : effect.orders
        if (!durable && orders.some(({ side, schedule }) => side !== 'sell' || schedule !== undefined)) this.#hold(orders)
        else if (effect.type === 'SubmitToVenue') venue.submit(effect.order)
        else venue.submitPair(effect.orders)
      }
    }
  }

  #hold(orders: readonly Order[]): void {
    const reason = 'the journal cannot be written, so the order was not sent'
    for (const { clientOrderId } of orders)
      this.handle({
        type: 'VenueReported',
        report: { type: 'rejected', clientOrderId, reason, at: this.#ports.clock.now() },
      })
  }

  #save(entry: Unsaved): number | undefined {
    if (this.#unsaved.length === 0) {
      try {
        const first = this.#append(entry)
        this.state.journalWritable = true
        return first
      } catch (error) {
        this.#ports.logger.error('the journal cannot be written; entries stop', { reason: String(error) })
      }
    }
    this.state.journalWritable = false
    this.#unsaved.push(entry)
    return undefined
  }

  #append({ at, input, events, circumstances }: Unsaved): number {
    return this.#ports.journal.append(at, input, events, circumstances)
  }

  /** The answer to a command names the row that it is recorded in. */
  #stamp(event: EngineEvent, first: number): void {
    if (event.type !== 'CommandAnswered') return
    const answer = this.state.answered.get(event.commandId)
    if (answer !== undefined) this.#remember(answer, first)
  }

  #saveBacklog(): void {
    while (this.#unsaved.length > 0) {
      const entry = required(this.#unsaved[0], 'the backlog has a first row')
      try {
        const first = this.#append(entry)
        for (const event of entry.events) this.#stamp(event, first)
      } catch (error) {
        this.#ports.logger.warn('the journal still cannot be written', { reason: String(error), waiting: this.#unsaved.length })
        return
      }
      this.#unsaved.shift()
    }
    if (!this.state.journalWritable) this.#ports.logger.info('the journal is written again')
    this.state.journalWritable = true
  }

  #remember(answer: CommandResult, first: number): CommandResult {
    const stamped = answer.ok ? { ...answer, sequence: sequence(first) } : answer
    this.state.answered.set(answer.commandId, stamped)
    return stamped
  }
}
