import { createStore, type StoreApi } from 'zustand/vanilla'

export const THEMES = ['dark', 'light'] as const
export const PAIRS = ['green-red', 'red-green', 'blue-orange'] as const
export const ZONES = ['utc', 'local'] as const

export interface Settings {
  readonly theme: (typeof THEMES)[number]
  /** Up colour, then down colour. */
  readonly pair: (typeof PAIRS)[number]
  readonly zone: (typeof ZONES)[number]
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'dark',
  pair: 'green-red',
  zone: 'utc',
}

const KEY = 'sentinel.settings'

const oneOf = <T>(allowed: readonly T[], value: unknown, fallback: T): T => allowed.find((item) => item === value) ?? fallback

/** Reads what an earlier visit left; anything unknown falls back to the default. */
export function parseSettings(text: string | null): Settings {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return DEFAULT_SETTINGS
  }
  if (value === null || typeof value !== 'object') return DEFAULT_SETTINGS
  const get = (name: string): unknown => Reflect.get(Object(value), name)
  return {
    theme: oneOf(THEMES, get('theme'), DEFAULT_SETTINGS.theme),
    pair: oneOf(PAIRS, get('pair'), DEFAULT_SETTINGS.pair),
    zone: oneOf(ZONES, get('zone'), DEFAULT_SETTINGS.zone),
  }
}

export function settingsStore(storage: Pick<Storage, 'getItem' | 'setItem'>): StoreApi<Settings> {
  const store = createStore<Settings>(() => parseSettings(storage.getItem(KEY)))
  store.subscribe((settings) => {
    storage.setItem(KEY, JSON.stringify(settings))
  })
  return store
}
