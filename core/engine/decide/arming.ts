import { type EngineInput, SECOND } from '../../domain/index.ts'
import type { Step } from '../step.ts'
import type { Refusal } from './approval-terms.ts'
import { cancelOrder, workingOrders } from './orders.ts'
import { endSchedules } from './schedules.ts'
import { withdrawEntries } from './signals.ts'

/** Of a gate that is older nobody knows whether it would still pass, ms. */
export const OLDEST_GATE = 60 * SECOND

/** Simulated money is traded from the start; real money never before a person says so again. */
export function openSession(step: Step, input: Extract<EngineInput, { type: 'SessionOpened' }>): void {
  const { environment, currency, startingCash } = input
  if (step.state.opened) step.emit({ type: 'SessionResumed', environment })
  else step.emit({ type: 'AccountOpened', environment, currency, cash: startingCash })
  if (step.state.environment === 'live') disarm(step, 'engine', 'the program was started')
  else if (step.state.armed === undefined) step.emit({ type: 'TradingArmed', by: 'engine' })
}

/** No entries from now on: those that wait are withdrawn, those that work are cancelled. What leads out of a position goes on. */
export function disarm(step: Step, by: string, reason: string): boolean {
  const { state } = step
  if (state.armed === undefined) return false
  step.emit({ type: 'TradingDisarmed', by, reason })
  endSchedules(step, `trading was disarmed: ${reason}`)
  withdrawEntries(step, `trading was disarmed: ${reason}`)
  for (const id of workingOrders(step)) if (state.orders.get(id)?.side === 'buy') cancelOrder(step, id)
  return true
}

/** With real money there are events, such as a jump of the clock, after which a person has to look again. */
export function disarmLive(step: Step, by: string, reason: string): void {
  if (step.state.environment === 'live') disarm(step, by, reason)
}

/** Undefined: entries are allowed from now on. */
export function arm(step: Step, by: string): Refusal | undefined {
  const { state } = step
  if (state.armed !== undefined) return undefined
  if (state.environment === 'live') {
    const gate = gateProblem(step)
    if (gate !== undefined) return { code: 'gate-not-passed', message: gate }
    const open = state.differences.length
    if (open > 0)
      return {
        code: 'not-settled',
        message: `${String(open)} difference${open === 1 ? '' : 's'} between these books and the venue's ${open === 1 ? 'is' : 'are'} open; settle first`,
      }
  }
  step.emit({ type: 'TradingArmed', by })
  return undefined
}

function gateProblem({ state, at }: Step): string | undefined {
  const { gate } = state
  if (gate === undefined) return 'the gate was not run; run it'
  const age = at - gate.at
  if (age < 0 || age > OLDEST_GATE) return `the gate was run ${String(Math.round(age / SECOND))} s ago; run it again`
  const failed = gate.checks.filter(({ passed }) => !passed)
  if (gate.passed) return undefined
  return failed.length === 0
    ? 'the gate checked nothing; run it again'
    : `the gate did not pass: ${failed.map(({ code, measured, limit }) => `${code}: ${measured}, limit ${limit}`).join('; ')}`
}

/** A gate that looked at nothing has let nothing through. */
export function decideGate(step: Step, { checks }: Extract<EngineInput, { type: 'GateChecked' }>): void {
  const passed = checks.length > 0 && checks.every((check) => check.passed)
  step.emit({ type: passed ? 'GatePassed' : 'GateFailed', checks })
}
