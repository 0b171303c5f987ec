import { useEffect, useState } from 'react'
import type { GapRow } from '../../core/contract/index.ts'
import { useTerminal } from './hooks.ts'
import type { Terminal } from './terminal.ts'
import { listOf } from './topic-store.ts'

/** Gaps asked for of the time before this page was opened. */
const PAST = 1_000

/**
 * The gaps of a market, of all with an empty id: the recorded ones once for each connection, and every
 * telling since. Newest last. Returns the function that ends it.
 */
export function followGaps(terminal: Terminal, instrument: string, onGaps: (gaps: readonly GapRow[]) => void): () => void {
  const { client, topics } = terminal
  const store = topics.store('market.gaps', instrument)
  let past: readonly GapRow[] = []
  let ended = false
  const tell = (): void => {
    const byId = new Map(past.map((gap) => [gap.id, gap]))
    for (const gap of listOf(store.getState())) byId.set(gap.id, gap)
    onGaps([...byId.values()].sort((a, b) => a.endTime - b.endTime || a.startTime - b.startTime))
  }
  const ask = (): void => {
    client.api.recorder.gaps({ limit: PAST, ...(instrument === '' ? {} : { instrument }) }).then(
      (rows) => {
        if (ended) return
        past = rows
        tell()
      },
      // The live ones still come; the panel of services tells of a recorder that is down.
      () => undefined,
    )
  }
  const stops = [
    topics.hold('market.gaps', instrument),
    store.subscribe(tell),
    client.connection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) ask()
    }),
  ]
  ask()
  return () => {
    ended = true
    for (const stop of stops) stop()
  }
}

/** See {@link followGaps}; undefined until the first answer. */
export function useGaps(instrument = ''): readonly GapRow[] | undefined {
  const terminal = useTerminal()
  const [gaps, setGaps] = useState<readonly GapRow[]>()
  useEffect(() => followGaps(terminal, instrument, setGaps), [terminal, instrument])
  return gaps
}
