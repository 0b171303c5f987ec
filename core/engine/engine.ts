import {
  type BookSnapshot,
  type ClockJump,
  type Command,
  type CommandResult,
  type EngineEvent,
  type EngineInput,
  type InstrumentId,
  type Millis,
  type Money,
  required,
  sequence,
} from '../domain/index.ts'
import type { Clock, IdSource, Journal, Logger, Venue } from '../ports/index.ts'
import type { TradingConfig } from './config.ts'
import { evolve } from './evolve.ts'
import { process } from './process.ts'
import { type EngineState, emptyState } from './state.ts'
import type { StepResult } from './step.ts'

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
}

/**
 * The loop around {@link process}: stamp, decide, make durable, then act. When the journal
 * refuses, nothing that raises risk leaves; what happened is kept in memory and written first
 * thing when the disk is back, and safety actions still go out.
 */
export class TradingEngine {
  readonly state: EngineState
  readonly #config: TradingConfig
  readonly #ports: EnginePorts
  readonly #listeners = new Set<StepListener>()
  #unsaved: Unsaved[] = []
  #queue: EngineInput[] = []
  #busy = false

  constructor(environment: EngineState['environment'], config: TradingConfig, ports: EnginePorts) {
    this.#config = config
    this.#ports = ports
    this.state = emptyState(environment, config.approval.defaultMode)
    for (const [strategy, mode] of Object.entries(config.approval.byStrategy)) this.state.modes.set(strategy as never, mode)
  }

  /** Folds the journal and opens the session: start and recovery are this one path. `witness` is told of every event that is folded. */
  open(
    account: { readonly currency: string; readonly cash: Money },
    witness: (event: EngineEvent, at: Millis) => void = () => undefined,
  ): void {
    this.#ports.journal.replay((row) => {
      if (row.entry.kind !== 'event') return
      const { event } = row.entry
      evolve(this.state, event, row.at)
      witness(event, row.at)
      if (event.type !== 'CommandAnswered') return
      const answer = this.state.answered.get(event.commandId)
      if (answer !== undefined) this.#remember(answer, row.cause)
    })
    this.#ports.venue.onReport((report) => {
      this.handle({ type: 'VenueReported', report })
    })
    for (const id of this.state.working) {
      const order = this.state.orders.get(id)
      if (order !== undefined) this.#ports.venue.resume(order)
    }
    this.handle({
      type: 'SessionOpened',
      environment: this.state.environment,
      startingCash: account.cash,
      currency: account.currency,
    })
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
    const step = process(this.state, input, at, { config: this.#config, ids: this.#ports.ids })
    if (step.events.length === 0 && step.effects.length === 0) return step.answer
    const first = step.events.length === 0 ? this.#ports.journal.lastSequence() : this.#save({ at, input, events: step.events })
    const answer = step.answer === undefined ? undefined : this.#remember(step.answer, first ?? 0)
    for (const listener of this.#listeners) listener(input, step, first ?? 0, at)
    this.#act(step, first !== undefined)
    return answer
  }

  /** The effects of a step, in order, once it is durable; otherwise only those that lower risk. */
  #act(step: StepResult, durable: boolean): void {
    const { venue } = this.#ports
    for (const effect of step.effects) {
      if (effect.type === 'CancelAtVenue') venue.cancel(effect.clientOrderId)
      else if (effect.type === 'QueryVenue') venue.query(effect.clientOrderId)
      else if (effect.type === 'ResumeAtVenue') venue.resume(effect.order)
      else if (durable || effect.order.side === 'sell') venue.submit(effect.order)
      else {
        const reason = 'the journal cannot be written, so the order was not sent'
        this.handle({
          type: 'VenueReported',
          report: { type: 'rejected', clientOrderId: effect.order.clientOrderId, reason, at: this.#ports.clock.now() },
        })
      }
    }
  }

  #save(entry: Unsaved): number | undefined {
    if (this.#unsaved.length === 0) {
      try {
        const first = this.#ports.journal.append(entry.at, entry.input, entry.events)
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

  #saveBacklog(): void {
    while (this.#unsaved.length > 0) {
      const entry = required(this.#unsaved[0], 'the backlog has a first row')
      try {
        this.#ports.journal.append(entry.at, entry.input, entry.events)
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
