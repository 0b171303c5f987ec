import type { GapRow } from '../../core/contract/index.ts'
import { formatAge, formatTime, type Zone } from './time.ts'

/** What the words of a gap are made of: a gap of the list, or one that a signal carries. */
export type GapFacts = Pick<GapRow, 'channel' | 'startTime' | 'endTime' | 'cause' | 'recovered'> &
  Partial<Pick<GapRow, 'missingCount' | 'repairedBy'>>

/** open: nothing of it came. partial: some of it came. */
export type GapState = 'open' | 'partial' | 'repaired'

export function gapState({ repairedBy, recovered }: GapFacts): GapState {
  if (repairedBy !== undefined) return 'repaired'
  return recovered > 0 ? 'partial' : 'open'
}

const CAUSES: Readonly<Record<string, string>> = {
  sequence: 'lost on the way',
  connection: 'connection lost',
  refused: 'refused as wrong',
  checksum: 'checksum differs',
  crossed: 'book was crossed',
  regression: 'venue restarted its numbers',
  unreadable: 'could not be read',
  overflow: 'a full queue',
  'not-running': 'not running',
}

/** A cause in words; one that has none here is shown as it is. */
export const gapCause = (cause: string): string => CAUSES[cause] ?? cause

const REPAIRS = { backfill: 'all fetched', snapshot: 'book rebuilt' } as const

/** What became of it: `book rebuilt`, `7 of 10 fetched`, `open`. */
export function gapRepair(gap: GapFacts): string {
  const { repairedBy, recovered, missingCount } = gap
  if (repairedBy !== undefined) return REPAIRS[repairedBy]
  if (recovered === 0) return 'open'
  return `${String(recovered)} of ${missingCount === undefined ? 'an unknown number' : String(missingCount)} fetched`
}

/** `12 trades`, `1 update`, `some trades` where nobody can tell. */
export function gapMissing({ channel, missingCount }: GapFacts): string {
  const one = channel === 'candles' ? 'bar' : channel === 'trades' ? 'trade' : 'update'
  if (missingCount === undefined) return `some ${one}s`
  return missingCount === 1 ? `1 ${one}` : `${String(missingCount)} ${one}s`
}

/** One line for a tooltip. */
export function describeGap(gap: GapFacts, zone: Zone): string {
  const { startTime, endTime, cause } = gap
  const when = `${formatTime(startTime, zone)} to ${formatTime(endTime, zone)} (${formatAge(endTime - startTime)})`
  return `${gapMissing(gap)} missing, ${when}: ${gapCause(cause)}; ${gapRepair(gap)}`
}

/** One line under a heading that names the market: `trades 14:03:10–14:03:22, 37 missing, open`. */
export function gapLine(gap: GapFacts, zone: Zone): string {
  const { channel, startTime, endTime, missingCount } = gap
  const start = formatTime(startTime, zone)
  // A cut that lasts has no end yet.
  const span = startTime === endTime ? `since ${start}` : `${start}–${formatTime(endTime, zone)}`
  const missing = missingCount === undefined ? 'some' : String(missingCount)
  return `${channel} ${span}, ${missing} missing, ${gapRepair(gap)}`
}
