import { createStore, type StoreApi } from 'zustand/vanilla'

/** What a window keeps in the browser, and how it hears what other windows of the program wrote there. */
export interface KeptStorage extends Pick<Storage, 'getItem' | 'setItem'> {
  /** Absent where there is only one window. */
  onForeignWrite?(key: string, listener: (text: string | null) => void): void
}

/** The browser's storage; windows of one origin hear each other's writes. */
export const windowStorage = (storage: Storage, events: Pick<Window, 'addEventListener'>): KeptStorage => ({
  getItem: (key) => storage.getItem(key),
  setItem: (key, text) => {
    storage.setItem(key, text)
  },
  onForeignWrite: (key, listener) => {
    events.addEventListener('storage', (event) => {
      // Without a key the whole storage was cleared.
      if (event.key === key || event.key === null) listener(event.newValue)
    })
  },
})

/** A store that is found again at the next start and is the same in every window. */
export function keptStore<T extends object>(
  storage: KeptStorage,
  key: string,
  parse: (text: string | null) => T,
  write: (value: T) => unknown = (value) => value,
): StoreApi<T> {
  const store = createStore<T>(() => parse(storage.getItem(key)))
  let hearing = false
  store.subscribe((value) => {
    // What another window wrote is not written back: two windows would answer each other for ever.
    if (!hearing) storage.setItem(key, JSON.stringify(write(value)))
  })
  storage.onForeignWrite?.(key, (text) => {
    hearing = true
    try {
      store.setState(parse(text), true)
    } finally {
      hearing = false
    }
  })
  return store
}
