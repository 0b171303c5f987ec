import { existsSync, readFileSync } from 'node:fs'
import type { Rectangle } from 'electron'
import { z } from 'zod'
import { replaceFile } from '../../core/adapters/durable-files/index.ts'

const side = z.int().min(-100_000).max(100_000)
const size = z.int().min(1).max(100_000)
const placeSchema = z.strictObject({ x: side, y: side, width: size, height: size, maximised: z.boolean() })
const stateSchema = z.strictObject({
  version: z.literal(1),
  /** By the name of the window; the terminal itself is `main`. */
  places: z.record(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), placeSchema),
  /** Pop-outs that were open at the end. */
  open: z.array(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)).max(20),
  keepInTray: z.boolean(),
  /** Which releases are offered; files of earlier versions do not say. */
  updateChannel: z.enum(['latest', 'beta']).default('latest'),
})

export type WindowPlace = z.output<typeof placeSchema>
export type DesktopState = z.output<typeof stateSchema>

const EMPTY: DesktopState = { version: 1, places: {}, open: [], keepInTray: false, updateChannel: 'latest' }
const MOST_PLACES = 50

/** What the desktop looked like, in one small file that is there whole or not at all. A damaged one is told, and forgotten. */
export class DesktopFile {
  readonly #file: string
  #state: DesktopState

  constructor(file: string, damaged: (reason: string) => void) {
    this.#file = file
    this.#state = read(file, damaged)
  }

  get state(): DesktopState {
    return this.#state
  }

  change(change: Partial<DesktopState>): void {
    const next = { ...this.#state, ...change }
    const places = Object.fromEntries(Object.entries(next.places).slice(-MOST_PLACES))
    this.#state = { ...next, places }
    replaceFile(this.#file, `${JSON.stringify(this.#state, null, 1)}\n`, 0o600)
  }
}

function read(file: string, damaged: (reason: string) => void): DesktopState {
  if (!existsSync(file)) return EMPTY
  try {
    const found = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (found.success) return found.data
    damaged(`${file}: ${found.error.issues[0]?.path.join('.') ?? ''}`)
  } catch (error) {
    damaged(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return EMPTY
}

/** How much of a title bar has to be on a screen for a hand to reach it, pixels. */
const REACHABLE = 120

/** Where a window is opened: as it was, while a screen shows enough of it to move it; else on the primary one. */
export function placeOn(displays: readonly Rectangle[], primary: Rectangle, place: Rectangle): Rectangle {
  const isReachable = (area: Rectangle): boolean => {
    const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x)
    return across >= Math.min(REACHABLE, place.width) && place.y >= area.y && place.y < area.y + area.height - REACHABLE / 2
  }
  if (displays.some(isReachable)) return { x: place.x, y: place.y, width: place.width, height: place.height }
  const width = Math.min(place.width, primary.width)
  const height = Math.min(place.height, primary.height)
  return {
    x: primary.x + Math.round((primary.width - width) / 2),
    y: primary.y + Math.round((primary.height - height) / 2),
    width,
    height,
  }
}
