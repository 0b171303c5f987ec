import { DAY } from '../../domain/index.ts'
import type { BarColumns } from '../../features/index.ts'

/** One market as it is known: closed bars, oldest first, and what else was recorded of it. */
export interface UniverseCandidate {
  /** `BASE/QUOTE`, with or without `exchange:` before it. */
  readonly instrument: string
  readonly bars: Pick<BarColumns, 'openTime' | 'close' | 'volume'>
  /** Mean spread, bps of the mid. */
  readonly spread?: number
  /** Mean value of both sides of the book near the mid, in the quote currency. */
  readonly depth?: number
  /** Readings of its mood in [-1, 1]; null where the feed had none. */
  readonly sentiment?: readonly (number | null)[]
}

export const EXCLUSIONS = ['no-bars', 'not-a-number', 'not-in-order', 'short-history', 'holes', 'stale', 'other-quote'] as const

export interface Exclusion {
  readonly instrument: string
  readonly code: (typeof EXCLUSIONS)[number]
  readonly reason: string
}

export interface ScreenTerms {
  /** Length of a bar, ms. */
  readonly barLength: number
  /** Bars that a market must have. */
  readonly minBars: number
}

/** Least part of the bars between its first and its last that a market must have. */
const LEAST_COVERAGE = 0.9
/** Bars that a market may be behind the newest one. */
const MOST_BEHIND = 3

export const quoteOf = (instrument: string): string => instrument.slice(instrument.lastIndexOf('/') + 1)

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

function flawOf({ instrument, bars }: UniverseCandidate, { barLength, minBars }: ScreenTerms): Exclusion | undefined {
  const { openTime, close, volume } = bars
  const count = openTime.length
  const refuse = (code: Exclusion['code'], reason: string): Exclusion => ({ instrument, code, reason })
  if (count === 0) return refuse('no-bars', 'it has no closed bars')
  for (let row = 0; row < count; row += 1) {
    const [time = Number.NaN, price = Number.NaN, size = Number.NaN] = [openTime[row], close[row], volume[row]]
    if (!Number.isFinite(time) || !(price > 0 && price < Infinity) || !(size >= 0 && size < Infinity))
      return refuse('not-a-number', `bar ${String(row)} has the close ${String(price)} and the volume ${String(size)}`)
    if (row > 0 && time <= (openTime[row - 1] ?? Infinity))
      return refuse('not-in-order', `bar ${String(row)} is not later than the one before`)
  }
  if (count < minBars) return refuse('short-history', `it has ${String(count)} bars; ${String(minBars)} are needed`)
  const expected = ((openTime[count - 1] ?? 0) - (openTime[0] ?? 0)) / barLength + 1
  if (count < expected * LEAST_COVERAGE)
    return refuse('holes', `it has ${percent(count / expected)} of its bars; ${percent(LEAST_COVERAGE)} are needed`)
  return undefined
}

/** The quote currency that most are priced in: turnovers in others cannot be compared with it. */
function commonQuote(candidates: readonly UniverseCandidate[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { instrument } of candidates) counts.set(quoteOf(instrument), (counts.get(quoteOf(instrument)) ?? 0) + 1)
  const [most] = [...counts].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
  return most?.[0]
}

/** Who can be compared, in the order of their names, and who cannot, with the reason. */
export function screen(
  candidates: readonly UniverseCandidate[],
  terms: ScreenTerms,
): { readonly fit: readonly UniverseCandidate[]; readonly excluded: readonly Exclusion[]; readonly quote: string } {
  const sorted = [...candidates].sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
  const excluded: Exclusion[] = []
  const sound = sorted.filter((candidate) => {
    const flaw = flawOf(candidate, terms)
    if (flaw !== undefined) excluded.push(flaw)
    return flaw === undefined
  })
  const quote = commonQuote(sound) ?? ''
  const alike = sound.filter(({ instrument }) => {
    if (quoteOf(instrument) === quote) return true
    const reason = `it is priced in ${quoteOf(instrument)}, the list in ${quote}`
    excluded.push({ instrument, code: 'other-quote', reason })
    return false
  })
  const newest = Math.max(...alike.map(({ bars }) => bars.openTime.at(-1) ?? 0))
  const fit = alike.filter(({ instrument, bars }) => {
    const behind = newest - (bars.openTime.at(-1) ?? 0)
    if (behind <= MOST_BEHIND * terms.barLength) return true
    const days = (behind / DAY).toFixed(1)
    excluded.push({ instrument, code: 'stale', reason: `its last bar is ${days} days older than the newest of the list` })
    return false
  })
  return { fit, excluded: excluded.sort((a, b) => (a.instrument < b.instrument ? -1 : 1)), quote }
}
