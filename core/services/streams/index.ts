/** The typed streams between services; each direction declared once, used by both ends. */
export {
  MARKET_INTERESTS,
  type MarketFlow,
  type MarketInlet,
  type MarketMessage,
  type MarketOutlet,
  type RecordedUntil,
  sendRecorded,
  marketInlet,
  marketOutlet,
} from './market-stream.ts'
export { gatherByTurn } from './by-turn.ts'
export type * from './promoted-stream.ts'
export * from './signal-stream.ts'
export * from './storage-stream.ts'
