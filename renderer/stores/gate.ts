import { createStore, type StoreApi } from 'zustand/vanilla'
import type { GateView } from '../../core/contract/index.ts'
import type { Clock, EngineClient } from '../engine-client/index.ts'

export interface Gate {
  /** As it was last read; undefined before the first answer. */
  readonly view: GateView | undefined
  /** Why it cannot be read now; empty while it can. */
  readonly error: string
  /** True while its checks are asked to run. */
  readonly running: boolean
}

export interface GateStore {
  readonly store: StoreApi<Gate>
  /** Reads it again and again until the returned function is called. */
  watch(): () => void
  /** Runs `task`, such as starting live, with `running` set. */
  during(task: () => Promise<unknown>): Promise<void>
}

const EVERY = 500

/** What stands between a person and live orders, read while somebody looks. */
export function gateStore(client: EngineClient, clock: Clock): GateStore {
  const store = createStore<Gate>(() => ({ view: undefined, error: '', running: false }))
  const read = async (): Promise<void> => {
    try {
      store.setState({ view: await client.api.host.gate(), error: '' })
    } catch (error) {
      store.setState({ error: error instanceof Error ? error.message : String(error) })
    }
  }
  return {
    store,
    watch() {
      let reading = false
      const look = (): void => {
        if (reading) return
        reading = true
        void read().finally(() => {
          reading = false
        })
      }
      look()
      return clock.every(EVERY, look)
    },
    async during(task) {
      store.setState({ running: true })
      try {
        await task()
        await read()
      } finally {
        store.setState({ running: false })
      }
    },
  }
}
