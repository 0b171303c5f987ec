import {
  formatQuantity,
  isFinal,
  type Order,
  type OrderId,
  type OrderRequest,
  type Schedule,
  scheduleId,
  type VenueReport,
} from '../../domain/index.ts'
import { allSent, nextSlice, planSchedule, type Slicing } from '../../execution/index.ts'
import { approveEntry, approveReduction, failures } from '../../risk/index.ts'
import type { Step } from '../step.ts'
import { cancelOrder, type OrderOrigin, placeOrder, riskContext } from './orders.ts'

/** Stop, target and trail of the position that an order makes. */
type Protection = Pick<OrderOrigin, 'stop' | 'target' | 'trail'>

/** Begins to place an order that the rules accept as a whole; the first slice goes now. */
export function startSchedule(step: Step, request: OrderRequest, slicing: Slicing, bracket: Protection): Schedule {
  const id = scheduleId(step.nextId('sch'))
  const { environment } = step.state
  step.emit({
    type: 'ScheduleStarted',
    schedule: planSchedule(request, { ...slicing, ...bracket, id, environment, at: step.at }),
  })
  advanceSchedules(step, ({ id: each }) => each === id)
  return step.state.schedules.get(id) ?? planSchedule(request, { ...slicing, id, environment, at: step.at })
}

export const activeSchedules = (step: Step): readonly Schedule[] =>
  [...step.state.activeSchedules].flatMap((id) => step.state.schedules.get(id) ?? [])

/** Sends the slices that are due, one of each schedule at most, and ends the schedules that are done. */
export function advanceSchedules(step: Step, which: (schedule: Schedule) => boolean = () => true): void {
  if (step.state.activeSchedules.size === 0) return
  for (const schedule of activeSchedules(step)) if (which(schedule)) advance(step, schedule)
}

function advance(step: Step, schedule: Schedule): void {
  const working = workingSlices(step, schedule).length > 0
  if (allSent(schedule)) {
    if (!working) step.emit({ type: 'ScheduleEnded', scheduleId: schedule.id, reason: 'every slice was sent and has ended' })
    return
  }
  // A slice whose intent is not durable could be sent again after a crash; nothing is lost by waiting.
  if (step.at < schedule.nextAt || !step.state.journalWritable || (working && schedule.kind === 'iceberg')) return
  placeSlice(step, schedule)
}

function placeSlice(step: Step, schedule: Schedule): void {
  const request = nextSlice(schedule)
  const context = { ...riskContext(step, request, false), schedule: schedule.id }
  const approved = request.side === 'sell' ? approveReduction(context) : approveEntry(context)
  if (!approved.ok) {
    pause(step, schedule, { reason: failures(approved.error), checks: approved.error })
    return
  }
  // What a person did to the protection of a position that is there already is not undone by a later slice.
  const { stop, target, trail } = schedule.filled > 0n ? {} : (schedule as Protection)
  placeOrder(step, approved.value, {
    purpose: 'manual',
    schedule: schedule.id,
    ...(schedule.kind === 'iceberg' ? { emulated: 'iceberg' as const } : {}),
    stop,
    target,
    trail,
  })
}

/** The next interval tries again; a schedule of which nothing goes any more ends. */
function pause(step: Step, schedule: Schedule, why: Omit<Refused, 'type' | 'scheduleId'>): void {
  step.emit({ type: 'SchedulePaused', scheduleId: schedule.id, ...why })
  const { denials, slices } = step.state.schedules.get(schedule.id) ?? schedule
  if (denials < Math.max(slices, LEAST_TRIES)) return
  step.emit({ type: 'ScheduleEnded', scheduleId: schedule.id, reason: `refused ${String(denials)} times: ${why.reason}` })
}

type Refused = Extract<Step['events'][number], { type: 'SchedulePaused' }>
/** So often at least a slice is tried before its schedule is given up. */
const LEAST_TRIES = 10

/** What became of a slice may make the next one due, or be the end. */
export function followSlice(step: Step, order: Order, report: VenueReport): void {
  const schedule = order.schedule === undefined ? undefined : step.state.schedules.get(order.schedule)
  const now = step.state.orders.get(order.id)
  if (schedule === undefined || schedule.state === 'ended' || now === undefined || !isFinal(now.state)) return
  if (report.type === 'rejected') {
    pause(step, schedule, { reason: `the venue refused a slice: ${report.reason}`, checks: [], orderId: order.id })
    return
  }
  if (schedule.kind === 'iceberg' && now.state !== 'filled') {
    step.emit({ type: 'ScheduleEnded', scheduleId: schedule.id, reason: `the part that was shown is ${now.state}` })
    return
  }
  advance(step, schedule)
}

const workingSlices = (step: Step, { id }: Schedule): readonly OrderId[] =>
  [...step.state.working].filter((each) => step.state.orders.get(each)?.schedule === id)

/** Sends no more of these schedules; the slices that work stay. Returns how many ended. */
export function endSchedules(step: Step, reason: string, which: (schedule: Schedule) => boolean = () => true): number {
  const ending = activeSchedules(step).filter(which)
  for (const { id } of ending) step.emit({ type: 'ScheduleEnded', scheduleId: id, reason })
  return ending.length
}

/** Ends a schedule and cancels what still works of it. */
export function cancelSchedule(step: Step, schedule: Schedule, by: string): readonly OrderId[] {
  endSchedules(step, `cancelled by ${by}`, ({ id }) => id === schedule.id)
  const working = workingSlices(step, schedule)
  for (const id of working) cancelOrder(step, id)
  return working
}

export const progressOf = ({ kind, placed, slices, sentQuantity, quantity }: Schedule): string =>
  `${kind}: ${String(placed)} of ${String(slices)} slices sent, ${formatQuantity(sentQuantity)} of ${formatQuantity(quantity)}`
