import type { StoreApi } from 'zustand/vanilla'
import { changesOf, type Keymap, parseKeymap } from '../keymap/index.ts'
import { type KeptStorage, keptStore } from './kept-store.ts'

/** Which keys do what, in every window. */
export const keymapStore = (storage: KeptStorage): StoreApi<Keymap> =>
  keptStore(storage, 'sentinel.keymap', parseKeymap, changesOf)
