import { type CommandResult, type EngineInput, type Millis, unreachable } from '../domain/index.ts'
import { decideGate, openSession } from './decide/arming.ts'
import { decideJump } from './decide/clock.ts'
import { decideCommand } from './decide/commands.ts'
import { decideDifferences } from './decide/differences.ts'
import { decideFunding } from './decide/funding.ts'
import { decideQuote, decideTick } from './decide/market.ts'
import { decideProtection } from './decide/protection.ts'
import { decideReport } from './decide/reports.ts'
import { decideCandidate } from './decide/signals.ts'
import type { EngineState } from './state.ts'
import { type ProcessPorts, Step, type StepResult } from './step.ts'

/**
 * The whole trader as one synchronous function: one input, the decisions it leads to, and the
 * work to be done outside once those decisions are durable. It reads no clock and does no I/O.
 */
export function process(state: EngineState, input: EngineInput, at: Millis, ports: ProcessPorts): StepResult {
  const step = new Step(state, ports, at)
  const answer = decide(step, input)
  decideProtection(step, input)
  return { events: step.events, effects: step.effects, ...(answer === undefined ? {} : { answer }) }
}

function decide(step: Step, input: EngineInput): CommandResult | undefined {
  switch (input.type) {
    case 'SessionOpened':
      openSession(step, input)
      return undefined
    case 'InstrumentListed':
      if (JSON.stringify(input.instrument, digits) !== JSON.stringify(step.state.instruments.get(input.instrument.id), digits)) {
        step.emit({ type: 'InstrumentChanged', instrument: input.instrument })
      }
      return undefined
    case 'CandidateReceived':
      decideCandidate(step, input.candidate, input.gapOpen)
      return undefined
    case 'CommandReceived':
      return decideCommand(step, input.command, input.by)
    case 'VenueReported':
      decideReport(step, input.report)
      return undefined
    case 'QuoteReceived':
      decideQuote(step, input.quote)
      return undefined
    case 'FundingDue':
      decideFunding(step, input)
      return undefined
    case 'ClockJumped':
      decideJump(step, input.jump)
      return undefined
    case 'VenueClockMeasured':
      step.emit({ type: 'VenueClockRead', reading: input.reading })
      return undefined
    case 'GateChecked':
      decideGate(step, input)
      return undefined
    case 'DifferencesFound':
      decideDifferences(step, input)
      return undefined
    case 'ClockTicked':
      decideTick(step)
      return undefined
    default:
      return unreachable(input)
  }
}

const digits = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
