import type { FillId, Millis } from '../../domain/index.ts'
import type { Journal } from '../../ports/index.ts'

/** Clocks differ, and a fill is stamped by the venue: trades are looked for from a little before. */
const MARGIN = 60_000

/** What has to be known of the journal before its venue opens. */
export interface KnownRecord {
  /** Every fill that was ever booked, also those that the engine keeps in memory no more. */
  readonly fills: Set<FillId>
  /** When the books were last known to be whole, what a person ignores included; undefined for an empty journal. */
  readonly wholeAt: Millis | undefined
}

export function knownRecord(journal: Pick<Journal, 'replay'>): KnownRecord {
  const fills = new Set<FillId>()
  let wholeAt: Millis | undefined
  journal.replay(
    ({ at, entry }) => {
      if (entry.kind === 'event') {
        if (entry.event.type === 'FillRecorded') fills.add(entry.event.fill.id)
        else if (entry.event.type === 'AccountOpened') wholeAt = at
      } else if (entry.input.type === 'DifferencesFound' && entry.input.differences.length === 0) wholeAt = at
    },
    ['AccountOpened', 'FillRecorded', 'DifferencesFound'],
  )
  return { fills, wholeAt }
}

export const tradesSince = (wholeAt: Millis): Millis => (wholeAt - MARGIN) as Millis
