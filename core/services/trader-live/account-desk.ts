import type { GateView, SentinelConfig } from '../../contract/index.ts'
import { commandId, type EngineInput } from '../../domain/index.ts'
import type { TradingEngine } from '../../engine/index.ts'
import { type Clock, type IdSource, type LiveVenue, VenueReadError } from '../../ports/index.ts'
import type { AccountBooks, Comparison } from './account-books.ts'
import {
  type Access,
  accessChecks,
  accountCheck,
  type Answer,
  journalCheck,
  linkCheck,
  marketCheck,
  outcomesCheck,
  settledCheck,
} from './gate-checks.ts'

export interface AccountDeskOptions {
  readonly config: SentinelConfig
  readonly exchange: string
  readonly venue: LiveVenue
  readonly books: AccountBooks
  readonly engine: TradingEngine
  readonly handle: (input: EngineInput) => void
  readonly clock: Clock
  readonly ids: IdSource
  readonly alert: (severity: 'info' | 'warning' | 'critical', message: string) => void
}

/** Compares the account with the books: for the gate when a person asks, and all the time by itself. */
export class AccountDesk {
  readonly #options: AccountDeskOptions
  #connected: Promise<void> | undefined
  #ran: { readonly at: number; readonly warnings: readonly string[] } = { at: 0, warnings: [] }
  #failures = 0
  #stopped = false
  #cancel = (): void => undefined

  constructor(options: AccountDeskOptions) {
    this.#options = options
  }

  /** Follows the account from now on where something is at stake, and else once the gate was run. */
  start(): void {
    const { clock, config } = this.#options
    this.#cancel = clock.every(config.live.reconcileEveryMs, () => {
      if (this.#connected !== undefined) this.#look()
    })
    if (this.#atStake()) this.#connect().then(() => this.#look(), ignored)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  view(): GateView {
    const { engine, venue } = this.#options
    const { gate, armed, differences } = engine.state
    const ran = this.#ran.at > 0 && gate !== undefined
    const checks = ran ? [...gate.checks, settledCheck(differences.length)] : []
    return {
      at: this.#ran.at,
      checks,
      passed: ran && checks.every(({ passed }) => passed),
      warnings: this.#ran.warnings,
      differences: differences.map(({ key, kind, subject, here, there, settlements }) => ({
        key,
        kind,
        subject,
        here,
        there,
        settlements,
      })),
      armed: armed ?? null,
      link: venue.link,
    }
  }

  async run(): Promise<GateView> {
    const { config, clock, engine, venue, handle, exchange } = this.#options
    const answer = await this.#access()
    if (answer.ok) handle({ type: 'VenueClockMeasured', reading: answer.value.clock })
    const access = accessChecks(answer, config.risk.maxClockOffsetMs, clock.now())
    // Keys that may do too much are used no further, unless something has to be looked after.
    if (!access.refused || this.#atStake()) await this.#linked()
    const comparison = access.refused ? refusedAnswer : await answerOf(this.#compared())
    const { state } = engine
    handle({
      type: 'GateChecked',
      checks: [
        ...access.checks,
        accountCheck(comparison),
        linkCheck(venue.link),
        outcomesCheck(venue),
        marketCheck(config, exchange, state, clock.now()),
        journalCheck(state),
      ],
    })
    this.#ran = { at: clock.now(), warnings: access.warnings }
    return this.view()
  }

  disarm(reason: string): void {
    const { engine, ids } = this.#options
    if (engine.state.armed === undefined) return
    engine.command({ type: 'Disarm', id: commandId(ids.next('disarm')), reason }, 'live')
  }

  #access(): Promise<Answer<Access>> {
    const { account } = this.#options.venue
    return answerOf(
      Promise.all([account.permissions(), account.clock()]).then(([permissions, clock]) => ({ permissions, clock })),
    )
  }

  #connect(): Promise<void> {
    return (this.#connected ??= this.#options.venue.connect())
  }

  /** Once the link is live, or has been waited for long enough. */
  async #linked(): Promise<void> {
    const { clock, config } = this.#options
    let cancel = (): void => undefined
    const patience = new Promise<void>((resolve) => {
      cancel = clock.after(config.live.gatePatienceMs, resolve)
    })
    await Promise.race([this.#connect().catch(ignored), patience])
    cancel()
  }

  async #compared(): Promise<Comparison> {
    await this.#options.venue.refresh()
    const comparison = await this.#options.books.compare()
    if (!this.#stopped) this.#options.handle({ type: 'DifferencesFound', ...comparison })
    return comparison
  }

  #look(): void {
    this.#compared().then(
      () => {
        if (this.#failures > 1) this.#options.alert('info', 'the account can be read again')
        this.#failures = 0
      },
      (error: unknown) => {
        if (!(error instanceof VenueReadError)) throw error
        if (!this.#stopped) this.#unread(error.message)
      },
    )
  }

  /** One reading that fails may be chance; after the second nothing new is begun with an account that cannot be seen. */
  #unread(reason: string): void {
    const { alert, clock, config } = this.#options
    this.#failures += 1
    if (this.#failures === 1) {
      clock.after(config.live.confirmAfterMs, () => {
        if (!this.#stopped) this.#look()
      })
      return
    }
    if (this.#failures === 2) alert('critical', `the account cannot be read (${reason})`)
    this.disarm(`the account cannot be read (${reason})`)
  }

  #atStake(): boolean {
    const { positions, working } = this.#options.engine.state
    return working.size > 0 || [...positions.values()].some(({ quantity }) => quantity > 0n)
  }
}

/** The venue was closed meanwhile. */
const ignored = (error: unknown): void => {
  if (!(error instanceof VenueReadError)) throw error
}

const refusedAnswer: Answer<Comparison> = { ok: false, reason: 'not read with these keys' }

async function answerOf<T>(question: Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await question }
  } catch (error) {
    if (error instanceof VenueReadError) return { ok: false, reason: `${error.message} (${error.code})` }
    throw error
  }
}
