import type { ModeRow } from '../../core/contract/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import type { SafetyAction, SafetyOutcome } from './safety.ts'

/** What is open with real money. `watched` false: no live trader runs, so nothing here acts on it anyway. */
export interface OpenRisk {
  readonly positions: number
  readonly orders: number
  readonly watched: boolean
}

export interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  /** What a person has to tick before the button that leaves counts. */
  readonly confirm?: string
}

export interface QuitGuardOptions {
  /** Throws when the trader does not say; then nobody knows, which is as bad. */
  readonly risk: () => Promise<OpenRisk>
  readonly ask: (question: Question) => Promise<{ readonly button: string; readonly confirmed: boolean }>
  readonly perform: (action: SafetyAction) => Promise<SafetyOutcome>
  /** Whether no request to cancel is on its way any more. */
  readonly settled: () => Promise<boolean>
  readonly clock: Clock
  /** Ends the program for good. */
  readonly leave: () => void
  readonly tell: (message: string) => void
}

export const CHOICES = {
  stay: 'Go on running',
  flatten: 'Flatten, then quit',
  cancel: 'Cancel orders, keep stops, quit',
  anyway: 'Quit anyway',
} as const

const LOOK_EVERY = 1_000
const PATIENCE = 60_000

const many = (count: number, one: string): string => `${String(count)} ${one}${count === 1 ? '' : 's'}`
const isFlat = ({ positions, orders }: OpenRisk): boolean => positions + orders === 0

/** Why the program goes on without a window; undefined: nothing keeps it. */
export function whyStays(row: Pick<ModeRow, 'mode' | 'live' | 'openRisk'>, keepInTray: boolean): string | undefined {
  if (row.openRisk > 0) return `${String(row.openRisk)} live positions and orders are open`
  if (row.mode === 'live' || row.live !== 'off') return 'the live trader runs'
  return keepInTray ? 'it is set to keep running' : undefined
}

/** Leaving while real money is at stake is refused, with reasons and choices; on paper, and flat, it just happens. */
export class QuitGuard {
  readonly #options: QuitGuardOptions
  #asking = false

  constructor(options: QuitGuardOptions) {
    this.#options = options
  }

  /** Somebody wants to leave. One question at a time. */
  async wanted(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      await this.#decide()
    } finally {
      this.#asking = false
    }
  }

  async #decide(): Promise<void> {
    const { ask, leave, risk } = this.#options
    const open = await risk().catch(() => undefined)
    if (open !== undefined && isFlat(open)) {
      leave()
      return
    }
    const { button } = await ask(this.#question(open))
    if (button === CHOICES.flatten) await this.#flatten()
    else if (button === CHOICES.cancel) await this.#cancel()
    else if (button === CHOICES.anyway) await this.#anyway(open)
  }

  #question(open: OpenRisk | undefined): Question {
    const watched = open?.watched ?? true
    const what =
      open === undefined
        ? 'the live trader does not say what is open'
        : [
            ...(open.positions > 0 ? [many(open.positions, 'position')] : []),
            ...(open.orders > 0 ? [many(open.orders, 'working order')] : []),
          ].join(' and ')
    const detail = watched
      ? 'Without Sentinel nobody follows them: local stops and targets no longer act, only what rests at the exchange does. Closing the window is enough to get it out of sight; it goes on in the tray.'
      : 'No live trader runs, so nothing follows them now either. Unlock the keys and start the live trader, or settle them at the exchange.'
    const buttons = watched ? [CHOICES.stay, CHOICES.flatten, CHOICES.cancel, CHOICES.anyway] : [CHOICES.stay, CHOICES.anyway]
    const message = open === undefined ? `Real money may be at stake: ${what}` : `Real money is at stake: ${what}`
    return { message, detail, buttons }
  }

  async #flatten(): Promise<void> {
    const { leave, perform, risk, tell } = this.#options
    const outcome = await perform('flatten')
    if (!outcome.done) {
      tell(`It was not flattened, and Sentinel goes on: ${outcome.said}`)
      return
    }
    if (await this.#within(async () => isFlat(await risk()))) leave()
    else tell('Not everything could be sold within a minute. Sentinel goes on; look at the orders.')
  }

  /** Positions stay, under the stops and targets that rest at the exchange: the kill switch leaves those. */
  async #cancel(): Promise<void> {
    const { leave, perform, settled, tell } = this.#options
    const outcome = await perform('kill')
    if (!outcome.done) tell(`Not every order was cancelled, and Sentinel goes on: ${outcome.said}`)
    else if (await this.#within(settled)) leave()
    else tell('The exchange has not confirmed every cancel within a minute. Sentinel goes on; look at the orders.')
  }

  /** Asked each second, for a minute; not knowing is not yet. */
  async #within(done: () => Promise<boolean>): Promise<boolean> {
    const { clock } = this.#options
    const until = clock.now() + PATIENCE
    while (!(await done().catch(() => false))) {
      if (clock.now() >= until) return false
      await new Promise<void>((resolve) => {
        clock.after(LOOK_EVERY, resolve)
      })
    }
    return true
  }

  async #anyway(open: OpenRisk | undefined): Promise<void> {
    const confirm = 'I know that nobody follows what is open'
    const detail = this.#question(open).detail
    const buttons = [CHOICES.stay, CHOICES.anyway]
    const { button, confirmed } = await this.#options.ask({ message: 'Quit with real money open?', detail, buttons, confirm })
    if (button === CHOICES.anyway && confirmed) this.#options.leave()
  }
}
