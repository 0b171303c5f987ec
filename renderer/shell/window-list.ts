import type { StoreApi } from 'zustand/vanilla'
import { type KeptStorage, keptStore } from '../stores/index.ts'

export interface WindowRow {
  readonly title: string
  readonly width: number
  readonly height: number
}

/** The pop-out windows that are to be open, by name. */
export interface WindowList {
  readonly windows: Readonly<Record<string, WindowRow>>
}

const NAME = /^w\d{1,3}$/
const side = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= 200 && value <= 10_000 ? Math.round(value) : otherwise

export function parseWindows(text: string | null): WindowList {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    value = {}
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { windows: {} }
  const rows = Object.entries(value).filter(([name, row]) => NAME.test(name) && row !== null && typeof row === 'object')
  return {
    windows: Object.fromEntries(
      rows.map(([name, row]) => {
        const get = (field: string): unknown => Reflect.get(Object(row), field)
        const title = get('title')
        return [
          name,
          {
            title: typeof title === 'string' ? title.slice(0, 40) : name,
            width: side(get('width'), 720),
            height: side(get('height'), 520),
          },
        ]
      }),
    ),
  }
}

export const windowListStore = (storage: KeptStorage): StoreApi<WindowList> =>
  keptStore(storage, 'sentinel.windows', parseWindows, ({ windows }) => windows)

/** A name that no window has. */
export function nextWindowName({ windows }: WindowList): string {
  for (let number = 2; ; number += 1) {
    const name = `w${String(number)}`
    if (!Object.hasOwn(windows, name)) return name
  }
}

/**
 * What became of the windows between two looks: a window that was there and is away at two looks in a row was closed.
 * One look is not enough, since a window that loads again is away for a moment.
 */
export class WindowWatch {
  #seen = new Set<string>()
  #missed = new Set<string>()

  /** The names of those closed since the last look. */
  look(alive: ReadonlySet<string>): readonly string[] {
    const missing = [...this.#seen].filter((name) => !alive.has(name))
    const closed = missing.filter((name) => this.#missed.has(name))
    this.#missed = new Set(missing.filter((name) => !closed.includes(name)))
    this.#seen = new Set([...alive, ...this.#missed])
    return closed
  }
}
