/**
 * A fact and what came before it -> accepted values, or the stage and reason of its refusal.
 * Invariant: a refused fact changes nothing but counters and the quarantine.
 */
export { BadRate, type BadRateOptions, DEFAULT_BAD_RATE } from './bad-rate.ts'
export { Quarantine, type QuarantinedFrame } from './quarantine.ts'
export * from './rules.ts'
export { type Rejection, reject, type Stage, STAGES } from './stages.ts'
export { Holes, type IdRange } from './holes.ts'
export { createTradeIds, type TradeIds, type TradeIdVerdict } from './trade-ids.ts'
