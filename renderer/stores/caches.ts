import { useEffect, useState } from 'react'
import type { CacheRow } from '../../core/contract/index.ts'
import { useTerminal } from './hooks.ts'
import type { Terminal } from './terminal.ts'

export const CACHING = ['feed', 'recorder', 'strategy'] as const
export type CachingService = (typeof CACHING)[number]

/** The memory of each service by tier; null for a service that did not answer. */
export type Caches = Readonly<Record<CachingService, readonly CacheRow[] | null>>

const EVERY = 5_000

/**
 * Reads every service's memory now and every five seconds; one round at a time.
 * Returns the function that ends it.
 */
export function followCaches(terminal: Terminal, onCaches: (caches: Caches) => void): () => void {
  const { client, clock } = terminal
  let ended = false
  let asking = false
  const read = (service: CachingService): Promise<readonly CacheRow[] | null> =>
    client.api[service].cache().then(
      (rows) => rows,
      // The panel says which service is silent; why, the panel of services tells.
      () => null,
    )
  const ask = (): void => {
    if (asking || client.connection.getState().phase !== 'connected') return
    asking = true
    void Promise.all(CACHING.map(read)).then(([feed = null, recorder = null, strategy = null]) => {
      asking = false
      if (!ended) onCaches({ feed, recorder, strategy })
    })
  }
  const stops = [
    clock.every(EVERY, ask),
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

/** See {@link followCaches}; undefined until the first answer. */
export function useCaches(): Caches | undefined {
  const terminal = useTerminal()
  const [caches, setCaches] = useState<Caches>()
  useEffect(() => followCaches(terminal, setCaches), [terminal])
  return caches
}
