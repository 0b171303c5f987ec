import type { CommandResult, EngineEffect, EngineEvent, Millis } from '../domain/index.ts'
import type { IdSource, VenueCapabilities } from '../ports/index.ts'
import type { TradingConfig } from './config.ts'
import { evolve } from './evolve.ts'
import type { EngineState } from './state.ts'

/** What one input led to. */
export interface StepResult {
  readonly events: readonly EngineEvent[]
  readonly effects: readonly EngineEffect[]
  readonly answer?: CommandResult
}

/** What the decisions of a step lean on beside the state. */
export interface ProcessPorts {
  readonly config: TradingConfig
  readonly ids: IdSource
  /** What the venue does itself. */
  readonly capabilities: VenueCapabilities
}

/**
 * One run of the engine over one input. A decision that is emitted is folded into the state at
 * once, so the next decision of the same step already sees it.
 */
export class Step {
  readonly state: EngineState
  readonly config: TradingConfig
  readonly capabilities: VenueCapabilities
  readonly at: Millis
  readonly events: EngineEvent[] = []
  readonly effects: EngineEffect[] = []
  readonly #ids: IdSource

  constructor(state: EngineState, ports: ProcessPorts, at: Millis) {
    this.state = state
    this.config = ports.config
    this.capabilities = ports.capabilities
    this.#ids = ports.ids
    this.at = at
  }

  emit(event: EngineEvent): void {
    evolve(this.state, event, this.at)
    this.events.push(event)
  }

  effect(effect: EngineEffect): void {
    this.effects.push(effect)
  }

  nextId(prefix: string): string {
    return this.#ids.next(prefix)
  }
}
