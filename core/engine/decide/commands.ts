import { type Command, type CommandResult, isFinal, type OrderId, toWire, unreachable } from '../../domain/index.ts'
import { approveEntry, approveSale, failures } from '../../risk/index.ts'
import { initialStop, isProtective, smallestPart, waitsHere } from '../../execution/index.ts'
import { openQuantity } from '../account.ts'
import type { Step } from '../step.ts'
import { arm, disarm, disarmLive } from './arming.ts'
import { tripBreakers } from './breakers.ts'
import { settle } from './differences.ts'
import { flattenAll, kill } from './halt.ts'
import { misfit, type SubmitOrder, submissionOf } from './order-fields.ts'
import { cancelOrder, placeOrder, riskContext, workingOrders } from './orders.ts'
import { leaveLocal } from './protection.ts'
import { cancelSchedule, endSchedules, progressOf, startSchedule } from './schedules.ts'
import type { Refusal } from './approval-terms.ts'
import { approveByPerson, rejectByPerson } from './signals.ts'

interface Done {
  readonly message: string
  readonly orderIds: readonly OrderId[]
}
type Outcome = Done | Refusal

const done = (message: string, orderIds: readonly OrderId[] = []): Done => ({ message, orderIds })
const refuse = (code: string, message: string): Refusal => ({ code, message })

/** Answers a command once; the same id again gets the first answer and does nothing. */
export function decideCommand(step: Step, command: Command, by: string): CommandResult {
  const before = step.state.answered.get(command.id)
  if (before !== undefined) return before
  const outcome = perform(step, command, by)
  const { message } = outcome
  const diff = 'diff' in outcome ? outcome.diff : undefined
  const [code, orderIds] = 'code' in outcome ? [outcome.code, []] : ['', outcome.orderIds]
  step.emit({
    type: 'CommandAnswered',
    commandId: command.id,
    ok: code === '',
    code,
    message,
    orderIds,
    ...(diff === undefined ? {} : { diff }),
  })
  return 'code' in outcome
    ? {
        ok: false,
        commandId: command.id,
        code: outcome.code,
        message: outcome.message,
        ...(diff === undefined ? {} : { diff: toWire(diff) }),
      }
    : { ok: true, commandId: command.id, sequence: 0, message: outcome.message, orderIds: outcome.orderIds }
}

function perform(step: Step, command: Command, by: string): Outcome {
  switch (command.type) {
    case 'ApproveSignal': {
      const outcome = approveByPerson(step, command, by)
      return typeof outcome === 'string' ? done('approved, the order is on its way', [outcome]) : outcome
    }
    case 'RejectSignal':
      return rejectByPerson(step, command, by) ?? done('rejected')
    case 'SubmitOrder':
      return submit(step, command)
    case 'CancelOrder': {
      const order = step.state.orders.get(command.orderId)
      if (order === undefined) return refuse('unknown-order', `there is no order ${command.orderId}`)
      if (isFinal(order.state)) return refuse('order-final', `the order is already ${order.state}`)
      const schedule = order.schedule === undefined ? undefined : step.state.schedules.get(order.schedule)
      if (isProtective(order)) leaveLocal(step, [order])
      // Whoever takes back what is seen of an iceberg does not want the next part.
      else if (schedule?.kind === 'iceberg') cancelSchedule(step, schedule, by)
      else cancelOrder(step, order.id)
      return done('cancel requested', [order.id])
    }
    case 'CancelAll': {
      endSchedules(step, `all orders cancelled by ${by}`, ({ instrument }) => (command.instrument ?? instrument) === instrument)
      const ids = workingOrders(step, command.instrument)
      for (const id of ids) cancelOrder(step, id)
      leaveLocal(
        step,
        ids.flatMap((id) => step.state.orders.get(id) ?? []),
      )
      return done(`cancel requested for ${String(ids.length)} order${ids.length === 1 ? '' : 's'}`, ids)
    }
    case 'Flatten':
      return flatten(step, command)
    case 'SetProtection':
      return protect(step, command, by)
    case 'SetApprovalMode':
      step.emit({ type: 'ApprovalModeSet', strategy: command.strategy, mode: command.mode })
      return done(`${command.strategy ?? 'every strategy without its own mode'}: ${command.mode}`)
    case 'SetStrategyEnabled':
      step.emit({ type: 'StrategyEnabledSet', strategy: command.strategy, enabled: command.enabled })
      return done(`${command.strategy} is ${command.enabled ? 'on' : 'off'}`)
    case 'Kill': {
      const touched = kill(step, command.flatten, by)
      disarmLive(step, by, 'kill switch')
      return done(`trading is halted; ${String(touched)} order${touched === 1 ? '' : 's'} cancelled or sent to flatten`)
    }
    case 'Rearm':
      return rearm(step, by)
    case 'CancelSchedule': {
      const schedule = step.state.schedules.get(command.scheduleId)
      if (schedule === undefined) return refuse('unknown-schedule', `there is no schedule ${command.scheduleId}`)
      if (schedule.state === 'ended') return refuse('schedule-ended', `it has ended: ${schedule.reason ?? 'done'}`)
      return done(`no more slices; ${progressOf(schedule)}`, cancelSchedule(step, schedule, by))
    }
    case 'Arm':
      return arm(step, by) ?? done('trading is armed')
    case 'Disarm':
      return done(disarm(step, by, command.reason) ? 'trading is disarmed' : 'trading was not armed')
    case 'SettleDifference':
      return settle(step, command, by) ?? done('settled')
    default:
      return unreachable(command)
  }
}

/** Trading goes on, unless what halted it, or something else that would, is still there: then it halts again and says so. */
function rearm(step: Step, by: string): Outcome {
  if (step.state.halt === undefined) return done('trading was not halted')
  step.emit({ type: 'TradingRearmed', by })
  const reason = tripBreakers(step)
  return reason === undefined ? done('trading is active again') : refuse('halted-again', `halted again at once: ${reason}`)
}

function submit(step: Step, command: SubmitOrder): Outcome {
  const instrument = step.state.instruments.get(command.instrument)
  if (instrument === undefined) return refuse('unknown-instrument', `${command.instrument} is not listed`)
  const quote = step.state.quotes.get(command.instrument)
  const submission = submissionOf(command, { instrument, quote, venue: step.capabilities })
  const wrong = misfit(submission)
  if (wrong !== undefined) return wrong
  const { request, slicing } = submission
  const context = { ...riskContext(step, request, false), part: smallestPart(request, slicing) }
  // Every sale of a spot position lowers risk, so no limit may hold it back.
  const approved = request.side === 'sell' ? approveSale(context) : approveEntry(context)
  if (!approved.ok) return refuse('risk', failures(approved.error))
  const { stop, target, trail } = command
  if (slicing !== undefined) {
    const schedule = startSchedule(step, request, slicing, { stop, target, trail })
    const sent = [...step.state.working].filter((id) => step.state.orders.get(id)?.schedule === schedule.id)
    return done(`${progressOf(schedule)} (${schedule.id})`, sent)
  }
  const id = placeOrder(step, approved.value, { purpose: 'manual', stop, target, trail })
  const order = step.state.orders.get(id)
  const waits = order !== undefined && waitsHere(order)
  return done(waits ? 'the order waits in this program: the venue has no such orders' : 'the order is on its way', [id])
}

function flatten(step: Step, command: Extract<Command, { type: 'Flatten' }>): Outcome {
  endSchedules(step, 'flatten', ({ instrument }) => (command.instrument ?? instrument) === instrument)
  for (const id of workingOrders(step, command.instrument)) {
    const order = step.state.orders.get(id)
    if (order !== undefined && !(order.side === 'sell' && order.type === 'market')) cancelOrder(step, id)
  }
  const ids = flattenAll(step, command.instrument)
  if (ids.length === 0)
    return done(step.state.flattening.size === 0 ? 'there is nothing to sell' : 'selling as soon as the cancels come through')
  return done(`selling ${String(ids.length)} position${ids.length === 1 ? '' : 's'} at market`, ids)
}

function protect(step: Step, command: Extract<Command, { type: 'SetProtection' }>, by: string): Outcome {
  if (openQuantity(step.state, command.instrument) === 0n)
    return refuse('no-position', `there is no position in ${command.instrument}`)
  const quote = step.state.quotes.get(command.instrument)
  if (quote !== undefined && command.stop !== null && command.stop >= quote.bid)
    return refuse('stop-above-market', 'stop: at or above the bid: it would sell at once; use Flatten')
  if (quote !== undefined && command.target !== null && command.target <= quote.bid)
    return refuse('target-below-market', 'target: at or below the bid: it would sell at once; use Flatten')
  const { instrument, target } = command
  const trail = command.trail === undefined ? step.state.positions.get(instrument)?.trail : (command.trail ?? undefined)
  const tick = step.state.instruments.get(instrument)?.tickSize
  const start = quote === undefined ? undefined : initialStop(quote.bid, { stop: command.stop ?? undefined, trail }, tick)
  const stop = command.trail === undefined || command.trail === null ? command.stop : (start ?? command.stop)
  step.emit({ type: 'ProtectionSet', instrument, stop, target, ...(trail === undefined ? {} : { trail }), by })
  return done(trail === undefined ? 'stop and target set' : 'trailing stop and target set')
}
