/** SQLite behind the ports: the trading journal and the market database, one writer each. */
export * from './journal.ts'
export * from './market-store.ts'
