import { type Channel, type Gap, type InstrumentId, millis } from '../../../domain/index.ts'
import type { SqlValue } from './kinds.ts'

export interface GapRow {
  readonly id: string
  readonly instrument: InstrumentId
  readonly channel: Channel
  readonly start_sequence: number | null
  readonly end_sequence: number | null
  readonly missing_count: number | null
  readonly start_time: number
  readonly end_time: number
  readonly exchange_time: number
  readonly received_time: number
  readonly cause: string
  readonly recovered: number
  readonly repaired_by: 'snapshot' | 'backfill' | null
}

/** A gap told again replaces what was told before under its id. */
export const WRITE_GAP = 'INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'

export const gapValues = (gap: Gap, instrument: number): readonly SqlValue[] => [
  gap.id,
  instrument,
  gap.channel,
  gap.startSequence ?? null,
  gap.endSequence ?? null,
  gap.missingCount ?? null,
  gap.startTime,
  gap.endTime,
  gap.exchangeTime,
  gap.receivedTime,
  gap.cause,
  gap.recovered,
  gap.repairedBy ?? null,
]

export const gapOf = (row: GapRow): Gap => ({
  kind: 'gap',
  id: row.id,
  instrument: row.instrument,
  channel: row.channel,
  ...(row.start_sequence === null ? {} : { startSequence: row.start_sequence }),
  ...(row.end_sequence === null ? {} : { endSequence: row.end_sequence }),
  ...(row.missing_count === null ? {} : { missingCount: row.missing_count }),
  startTime: millis(row.start_time),
  endTime: millis(row.end_time),
  exchangeTime: millis(row.exchange_time),
  receivedTime: millis(row.received_time),
  cause: row.cause,
  recovered: row.recovered,
  ...(row.repaired_by === null ? {} : { repairedBy: row.repaired_by }),
})
