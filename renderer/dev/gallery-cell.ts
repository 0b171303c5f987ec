import { EngineClient } from '../engine-client/index.ts'
import { createTerminal, type Terminal } from '../stores/index.ts'
import { createFakeBackend, type FakeBackend } from './fake-backend.ts'
import { type Exceptions, type Impairment, impairedLink } from './impaired-link.ts'
import { LoopTransport } from './loop-transport.ts'
import { ManualClock } from './manual-clock.ts'
import { seeded } from './random.ts'
import { furnish } from './scene.ts'

export const PANEL_STATES = ['ready', 'empty', 'loading', 'stale', 'error', 'disconnected'] as const
export type PanelState = (typeof PANEL_STATES)[number]

export const isPanelState = (text: string): text is PanelState => PANEL_STATES.some((state) => state === text)

/** Monday noon, so that weeks and days look alike at every run. */
const START = Date.UTC(2026, 0, 5, 12, 0, 0)
const STEP = 60
const IMPAIRMENT: Readonly<Record<PanelState, Impairment>> = {
  ready: 'none',
  stale: 'none',
  disconnected: 'none',
  empty: 'bare',
  loading: 'silent',
  error: 'refusing',
}
/** Longer than any panel's limit for what it shows, ms. */
const SILENCE = 95_000
const AFTER_CUT = 12_000

export interface CellOptions {
  readonly state: PanelState
  readonly environment: 'paper' | 'live'
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly empty?: Exceptions
}

export interface Cell {
  readonly terminal: Terminal
  readonly backend: FakeBackend
  /** Lets the market run for a moment, then brings the state about. `painted` waits for the page. */
  play(painted: () => Promise<void>): Promise<void>
  /** A moment of the market and of the clock, such as after a click. */
  tick(painted: () => Promise<void>): Promise<void>
}

/** A terminal with services of its own, whose transport brings the state about. Nothing in it is by chance. */
export function openCell({ state, environment, storage, empty }: CellOptions): Cell {
  const clock = new ManualClock(START)
  const backend = createFakeBackend({ clock, random: seeded(7), environment })
  const impairment = IMPAIRMENT[state]
  if (impairment === 'none') furnish(backend, clock, environment)
  const transport = new LoopTransport({
    defer: (task) => {
      clock.after(0, task)
    },
    accept: (service, link) => {
      backend.accept(service, impairedLink(link, impairment, state === 'empty' ? empty : {}))
    },
  })
  const client = new EngineClient(transport, clock)
  let ids = 0
  const terminal = createTerminal({
    client,
    clock,
    storage,
    newId: () => `cell-${String((ids += 1))}`,
    elapsed: () => clock.now(),
  })
  client.start()
  const run = async (span: number): Promise<void> => {
    for (let past = 0; past < span; past += STEP) {
      if (impairment === 'none') backend.step()
      await clock.advance(STEP)
    }
  }
  return {
    terminal,
    backend,
    async tick(painted) {
      await painted()
      await run(300)
      await painted()
    },
    async play(painted) {
      // What a panel asks for depends on what it was told: a few rounds until it asks no more.
      for (let round = 0; round < 4; round += 1) {
        await run(120)
        await painted()
      }
      await run(300)
      if (state === 'disconnected') transport.cut()
      if (state === 'stale') clock.skip(SILENCE)
      if (state === 'disconnected') clock.skip(AFTER_CUT)
      for (let round = 0; round < 2; round += 1) {
        await clock.advance(300)
        await painted()
      }
    },
  }
}
