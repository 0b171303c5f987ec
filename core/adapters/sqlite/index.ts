/** SQLite behind the ports: the trading journal and the market database, one writer each. */
export * from './journal.ts'
export * from './drill-store.ts'
export { sqliteMarketReader } from './market/reader.ts'
export type { DamagedBlock } from './market/tables.ts'
export { sqliteMarketEraser } from './market-eraser.ts'
export * from './market-store.ts'
export { sqliteResearchStore } from './research-store.ts'
