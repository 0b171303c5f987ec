import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { IndicatorDescription } from '../../../core/contract/index.ts'
import type { EngineClient } from '../../engine-client/index.ts'
import { type Terminal, useTerminal } from '../../stores/index.ts'

export interface Catalog {
  /** Undefined until it was read. */
  readonly list: readonly IndicatorDescription[] | undefined
  /** Why it could not be; it is asked for again. */
  readonly problem: string
}

const RETRY = 3_000

const stores = new WeakMap<EngineClient, StoreApi<Catalog>>()

/** Every indicator there is, read once for all charts of a page: it changes with the program only. */
export function catalogStore({ client, clock }: Pick<Terminal, 'client' | 'clock'>): StoreApi<Catalog> {
  const known = stores.get(client)
  if (known !== undefined) return known
  const store = createStore<Catalog>(() => ({ list: undefined, problem: '' }))
  stores.set(client, store)
  const read = (): void => {
    client.api.recorder.indicators().then(
      (list) => {
        store.setState({ list, problem: '' })
      },
      (error: unknown) => {
        store.setState({ problem: error instanceof Error ? error.message : String(error) })
        clock.after(RETRY, read)
      },
    )
  }
  read()
  return store
}

export const useCatalog = (): Catalog => useStore(catalogStore(useTerminal()))
