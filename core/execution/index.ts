/**
 * ApprovedOrder -> order whose life follows the printed transition table.
 * Invariant: an order is only ever built from an approval of core/risk; an illegal transition is
 * an error; a fill, however late, is always booked.
 */
export * from './emulation.ts'
export * from './live-check.ts'
export * from './order-machine.ts'
export * from './planner.ts'
export * from './protection.ts'
export * from './reconcile/index.ts'
export * from './schedule.ts'
export * from './trailing-stop.ts'
