/**
 * In: a CSV file of candles, plain or gzip, in the layouts that exchanges and data sets use.
 * Out: candles with exact decimals, or columns of doubles as features and research take them.
 * Invariant: rows are whole, strictly later than the one before, and possible as candles; anything else is an
 * InputError that names file, line, field and value. Nothing is skipped and nothing is repaired.
 */
export * from './columns.ts'
export { type FundingFileRow, readFundingFile } from './funding-file.ts'
export { type CandleFileRow, readCandleFile } from './reader.ts'
