import { type BookColumnRow, type BookRow, FRESHNESS } from '../../../core/contract/index.ts'
import { followGaps, type Terminal } from '../../stores/index.ts'
import { DEPTH, type HeatView } from './heat-view.ts'

/** A column so often at most, ms: five a second. */
const EVERY = 200
/** An unchanged book is told again after so long, as the recorder does. */
const REPEAT = 1_000
/** What is fetched of the time before, and how much of it at once; newest first. */
export const PAST = 300_000
const PAGE = 60_000

/** What became of the recorded past, for the person. */
export type PastState = 'loading' | 'none' | 'ready' | { readonly problem: string }

export interface HeatFeedOptions {
  readonly terminal: Terminal
  readonly instrument: string
  readonly view: HeatView
  readonly onPast: (state: PastState) => void
}

/** Reads the recorded books of the last minutes, newest page first; ends early once `current` says no. */
async function readPast({ terminal, instrument, view, onPast }: HeatFeedOptions, current: () => boolean): Promise<void> {
  const { client, clock } = terminal
  const now: number = clock.now()
  let found = 0
  onPast('loading')
  try {
    for (let to: number = now; to > now - PAST; to -= PAGE) {
      const request = { instrument, from: to - PAGE, to, maxColumns: PAGE / EVERY, depth: DEPTH }
      const rows: readonly BookColumnRow[] = await client.api.recorder.bookHistory(request)
      if (!current()) return
      found += rows.length
      if (rows.length > 0) view.addPast(rows)
    }
    onPast(found === 0 ? 'none' : 'ready')
  } catch (error) {
    if (current()) onPast({ problem: error instanceof Error ? error.message : String(error) })
  }
}

/** Brings the view what the feed tells, and after each new connection what was recorded meanwhile. Returns the end of it. */
export function feedHeat(options: HeatFeedOptions): () => void {
  const { terminal, instrument, view } = options
  const { client, clock, topics } = terminal
  const books = topics.store('market.books', instrument)
  const trades = topics.store('market.trades', instrument)
  let told: { readonly row: BookRow; readonly at: number } | undefined
  let reading = 0
  const sample = (): void => {
    const { phase, rows } = books.getState()
    const row = rows.get(instrument)
    const now = clock.now()
    view.tick()
    if (phase !== 'ready' || row === undefined) return
    if (told?.row === row && now - told.at < REPEAT) return
    const live = row.state === 'live' && now - row.receivedTime <= FRESHNESS.book
    const at = told?.row === row ? now : row.receivedTime
    told = { row, at: now }
    view.push(live ? { at, bids: row.bids, asks: row.asks } : { at: now, bids: [], asks: [] })
  }
  const past = (): void => {
    reading += 1
    const turn = reading
    void readPast(options, () => turn === reading)
  }
  view.addTrades(trades.getState().changed)
  const stops = [
    topics.hold('market.books', instrument),
    topics.hold('market.trades', instrument),
    clock.every(EVERY, sample),
    trades.subscribe((now, before) => {
      if (now.version !== before.version) view.addTrades(now.changed)
    }),
    followGaps(terminal, instrument, (gaps) => {
      view.setGaps(gaps)
    }),
    client.connection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) past()
    }),
  ]
  sample()
  past()
  return () => {
    reading += 1
    for (const stop of stops) stop()
  }
}
