/**
 * Recorded facts <-> Parquet files, through DuckDB.
 * Invariant: every decimal to the last digit (DECIMAL(38,12)), every time to the millisecond (UTC), in
 * the order in which facts were given; a file has its final name only when it is whole and verified.
 */
export { ARCHIVE_STEPS, ArchiveError, type ArchivedPartition, archivePartition, type ArchiveStep } from './archive.ts'
export { dateOf, dayOf, type Manifest, type Partition } from './layout.ts'
export { parquetMarketReader } from './market-reader.ts'
export { ParquetSession } from './session.ts'
export { openParquetWriter, type ParquetWriter } from './writer.ts'
