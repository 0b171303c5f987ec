import { useCallback, useMemo } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { useTerminal } from './hooks.ts'
import { type KeptStorage, keptStore } from './kept-store.ts'
import { usePanelInstance } from './links.ts'

/** What each panel was set to, by its place in the layout and the name of the setting; kept over restarts. */
export type PanelStates = Readonly<Record<string, unknown>>

const KEY = 'sentinel.panels'

function read(text: string | null): PanelStates {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return value !== null && typeof value === 'object' ? (value as PanelStates) : {}
  } catch {
    return {}
  }
}

export const panelStatesStore = (storage: KeptStorage): StoreApi<PanelStates> => keptStore(storage, KEY, read)

/**
 * A setting of the panel around. `parse` reads what was kept, which may be anything, and gives the first value
 * for what it does not understand; it must be the same function throughout.
 */
export function usePanelState<T>(name: string, parse: (kept: unknown) => T): readonly [T, (next: T) => void] {
  const { panelStates } = useTerminal()
  const key = `${usePanelInstance()}/${name}`
  const kept = useStore(panelStates, (states) => states[key])
  const value = useMemo(() => parse(kept), [parse, kept])
  const set = useCallback(
    (next: T) => {
      panelStates.setState({ [key]: next })
    },
    [panelStates, key],
  )
  return [value, set]
}
