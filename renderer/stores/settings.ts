import type { StoreApi } from 'zustand/vanilla'
import { DEFAULT_FRICTION, type Friction, parseFriction } from '../friction/index.ts'
import { type KeptStorage, keptStore } from './kept-store.ts'
import { DEFAULT_NOTICES, type NoticeSettings, parseNotices } from './notice-settings.ts'

export const THEMES = ['dark', 'light'] as const
export const PAIRS = ['green-red', 'red-green', 'blue-orange'] as const
export const PAIR_WORDS: Readonly<Record<(typeof PAIRS)[number], string>> = {
  'green-red': 'Green up, red down',
  'red-green': 'Red up, green down',
  'blue-orange': 'Blue up, orange down',
}
export const ZONES = ['utc', 'local'] as const

export interface Settings {
  readonly theme: (typeof THEMES)[number]
  /** Up colour, then down colour. */
  readonly pair: (typeof PAIRS)[number]
  readonly zone: (typeof ZONES)[number]
  /** From which share of equity on an order is read first, or held. */
  readonly friction: Friction
  readonly notices: NoticeSettings
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'dark',
  pair: 'green-red',
  zone: 'utc',
  friction: DEFAULT_FRICTION,
  notices: DEFAULT_NOTICES,
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
    friction: parseFriction(get('friction')),
    notices: parseNotices(get('notices')),
  }
}

export const settingsStore = (storage: KeptStorage): StoreApi<Settings> => keptStore(storage, KEY, parseSettings)
