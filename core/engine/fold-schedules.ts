import {
  add,
  type EngineEvent,
  type Fill,
  type Millis,
  millis,
  type Order,
  required,
  type Schedule,
  type ScheduleId,
} from '../domain/index.ts'
import { sliceRefused, sliceSent } from '../execution/index.ts'
import { type EngineState, KEPT } from './state.ts'

type Schedules = Pick<EngineState, 'schedules' | 'activeSchedules' | 'orders'>
type ScheduleEvent = Extract<EngineEvent, { type: 'ScheduleStarted' | 'SchedulePaused' | 'ScheduleEnded' }>

function change({ schedules }: Schedules, id: ScheduleId, how: (schedule: Schedule) => Schedule): void {
  schedules.set(id, how(required(schedules.get(id), `schedule ${id} exists`)))
}

/** What begins, stops for a while and ends. */
export function foldSchedule(state: Schedules, event: ScheduleEvent, at: Millis): void {
  if (event.type === 'ScheduleStarted') {
    state.schedules.set(event.schedule.id, event.schedule)
    state.activeSchedules.add(event.schedule.id)
    return
  }
  const { scheduleId, reason } = event
  if (event.type === 'SchedulePaused') {
    const slice = event.orderId === undefined ? undefined : state.orders.get(event.orderId)
    change(state, scheduleId, (schedule) => sliceRefused(schedule, reason, at, slice?.quantity))
    return
  }
  change(state, scheduleId, (schedule) => ({ ...schedule, state: 'ended', reason, updatedAt: at }))
  state.activeSchedules.delete(scheduleId)
  if (state.schedules.size <= KEPT) return
  for (const [id, schedule] of state.schedules) {
    if (schedule.state !== 'ended') continue
    state.schedules.delete(id)
    return
  }
}

/** An order that is a slice was made. */
export function foldSlice(state: Schedules, { schedule, quantity }: Order, at: Millis): void {
  if (schedule !== undefined) change(state, schedule, (each) => sliceSent(each, quantity, at))
}

/** Something of a slice was filled; a schedule that ended long ago is no longer kept. */
export function foldSliceFill(state: Schedules, { schedule }: Order, { quantity }: Fill, at: Millis): void {
  if (schedule === undefined || !state.schedules.has(schedule)) return
  change(state, schedule, (each) => ({ ...each, filled: add(each.filled, quantity), denials: 0, updatedAt: at }))
}

/** A clock that was set back must not put off the next slice by more than its interval. */
export function foldScheduleClock(state: Schedules, at: Millis): void {
  for (const id of state.activeSchedules)
    change(state, id, (each) => ({ ...each, nextAt: millis(Math.min(each.nextAt, at + each.interval)) }))
}
