import { createStore, type StoreApi } from 'zustand/vanilla'
import type { HostStatus, InstrumentRow, StrategyDescriptor } from '../../core/contract/index.ts'
import type { Clock, EngineClient } from '../engine-client/index.ts'
import { decimalsOfText } from '../format/index.ts'

/** An instrument with the decimals that its prices and sizes are shown with, everywhere. */
export interface InstrumentView extends InstrumentRow {
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

export interface Reference {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: string
  readonly instruments: ReadonlyMap<string, InstrumentView>
  readonly status: HostStatus | undefined
  readonly catalog: readonly StrategyDescriptor[]
}

export const viewOf = (row: InstrumentRow): InstrumentView => ({
  ...row,
  priceDecimals: decimalsOfText(row.tickSize),
  sizeDecimals: decimalsOfText(row.lotSize),
})

const RETRY = 1_500

/** Things that rarely change, read once per connection and again until they are there. */
export function referenceStore(client: EngineClient, clock: Clock): StoreApi<Reference> {
  const store = createStore<Reference>(() => ({
    phase: 'loading',
    error: '',
    instruments: new Map(),
    status: undefined,
    catalog: [],
  }))
  const { feed, host, strategy } = client.api
  const again = (task: () => void): void => {
    if (client.connection.getState().phase === 'connected') clock.after(RETRY, task)
  }
  const readInstruments = (): void => {
    feed.instruments().then(
      (rows) => {
        store.setState({ phase: 'ready', error: '', instruments: new Map(rows.map((row) => [row.id, viewOf(row)])) })
        if (rows.length === 0) again(readInstruments)
      },
      (error: unknown) => {
        store.setState({ phase: 'error', error: String(error) })
        again(readInstruments)
      },
    )
  }
  const readStatus = (): void => {
    host.status().then(
      (status) => {
        store.setState({ status })
      },
      () => {
        again(readStatus)
      },
    )
  }
  const readCatalog = (): void => {
    strategy.catalog().then(
      (catalog) => {
        store.setState({ catalog })
      },
      () => {
        again(readCatalog)
      },
    )
  }
  client.connection.subscribe((now, before) => {
    if (now.epoch === before.epoch) return
    clock.after(0, () => {
      readInstruments()
      readStatus()
      readCatalog()
    })
  })
  return store
}
