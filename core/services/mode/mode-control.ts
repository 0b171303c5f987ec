import { type AlertRow, CallLost, type GateView, type Mode, type ModeRow, type TraderStanding } from '../../contract/index.ts'
import { type CommandResult, commandId, InputError } from '../../domain/index.ts'
import type { Clock, IdSource } from '../../ports/index.ts'
import { standsInTheWay, type UnlockedName, unopenedGate } from './gate-words.ts'
import type { LiveRisk } from './live-risk.ts'
import type { ServiceClients } from './service-clients.ts'

/** What the mode needs of its host. */
export interface ModeHost {
  /** Starts the live trader; resolves when it is ready. Rejects with InputError for what a person can put right. */
  startLive(): Promise<void>
  stopLive(): Promise<void>
  liveState(): ModeRow['live']
  /** Whoever is connected to the trader of the mode must connect anew. */
  switched(): void
}

export interface ModeOptions {
  readonly host: ModeHost
  readonly clients: Pick<ServiceClients, 'api' | 'control'>
  readonly keys: UnlockedName
  readonly clock: Clock
  readonly ids: IdSource
  readonly onRow: (row: ModeRow) => void
  readonly alert: (severity: AlertRow['severity'], message: string) => void
}

const LOOK_EVERY = 1_000
const START_PATIENCE = 30_000

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Which trader is commanded and which one may enter positions. Changes are made one after the other. */
export class ModeControl {
  readonly #options: ModeOptions
  #keys: UnlockedName
  #row: ModeRow
  #turn: Promise<unknown> = Promise.resolve()
  #looking = false
  #cancel = (): void => undefined

  constructor(options: ModeOptions) {
    this.#options = options
    this.#keys = options.keys
    this.#row = {
      mode: 'paper',
      wanted: 'paper',
      armed: 'paper',
      by: 'start',
      since: options.clock.now(),
      keys: 'name' in options.keys ? options.keys.name : '',
      live: 'off',
      openRisk: 0,
      problem: '',
    }
  }

  /** Watches over what the live journal says is open. Call it once, when the services run. */
  open(risk: LiveRisk): void {
    const { alert, clock } = this.#options
    const keys = this.#keys
    this.#cancel = clock.every(LOOK_EVERY, () => {
      this.#look()
    })
    const open = [...risk.positions, ...risk.orders]
    this.#show({ openRisk: open.length })
    if (open.length === 0) return
    const what = open.join(', ')
    if ('missing' in keys) alert('critical', `nobody watches what is open with real money: ${what}; ${keys.missing.remedy}`)
    else
      this.#inTurn(() => this.#start()).catch((error: unknown) => {
        alert('critical', `the live trader does not start (${textOf(error)}), and nobody watches ${what}`)
      })
  }

  close(): void {
    this.#cancel()
  }

  /** Keys that were unlocked, or locked away, while the program ran; a live trader that runs keeps those it was given. */
  unlocked(keys: UnlockedName): void {
    this.#keys = keys
    this.#show({ keys: 'name' in keys ? keys.name : '' })
  }

  row(): ModeRow {
    return this.#row
  }

  get mode(): Mode {
    return this.#row.mode
  }

  /** Starts the live trader and runs its gate; nothing is armed yet. Throws InputError without keys. */
  async toLive(by: string): Promise<ModeRow> {
    const { clients, clock } = this.#options
    const keys = this.#keys
    if (this.#row.armed === 'live') return this.#row
    if ('missing' in keys) throw new InputError(keys.missing)
    this.#show({ wanted: 'live', by, since: clock.now(), problem: '' })
    try {
      await this.#inTurn(() => this.#start())
      // Not in turn: the gate takes its time, and the way back to paper does not wait for it.
      const gate = await clients.api('trader-live').runGate()
      return this.#row.wanted === 'live' ? this.#show({ problem: standsInTheWay(gate) }) : this.#row
    } catch (error) {
      this.#show({ wanted: this.#row.mode, problem: textOf(error) })
      throw error
    }
  }

  /** Live is disarmed durably, then paper is armed. */
  toPaper(by: string): Promise<ModeRow> {
    return this.#inTurn(async () => {
      this.#show({ wanted: 'paper', by, since: this.#options.clock.now(), problem: '' })
      return await this.#backToPaper(by, 'back to paper')
    })
  }

  /** Runs the gate once more and arms live. A refusal leaves everything as it was. */
  async arm(by: string): Promise<CommandResult> {
    const { clients, host, ids } = this.#options
    if (host.liveState() !== 'running' || this.#row.wanted !== 'live') {
      const remedy = 'ask for the mode live first, and settle what its gate shows'
      throw new InputError({ field: 'mode', value: this.#row.wanted, remedy })
    }
    const gate = await clients.api('trader-live').runGate()
    const refused = (code: string, message: string): CommandResult => ({
      ok: false,
      commandId: commandId(ids.next('arm')),
      code,
      message,
    })
    return await this.#inTurn(async () => {
      if (this.#row.wanted !== 'live') return refused('mode-changed', 'the mode was changed meanwhile')
      const problem = standsInTheWay(gate)
      this.#show({ problem })
      if (problem !== '') return refused(gate.differences.length > 0 ? 'not-settled' : 'gate-not-passed', problem)
      const disarmed = await clients.control('trader-paper').disarm(ids.next('disarm'), by, 'live is being armed')
      if (!disarmed.ok) return disarmed
      this.#show({ armed: 'none' })
      return await this.#armLive(by)
    })
  }

  /** What the gate of the live trader shows; while there is none, what is to be done first. */
  async gate(): Promise<GateView> {
    const { clients, host } = this.#options
    if (host.liveState() === 'running') return await clients.api('trader-live').gate()
    return unopenedGate(this.#keys, this.#row)
  }

  /** The live trader ended by itself. It comes back disarmed; people start anew from paper. */
  liveEnded(): void {
    if (this.#row.mode === 'paper' && this.#row.wanted === 'paper') {
      this.#show({})
      return
    }
    void this.#inTurn(async () => {
      const { alert, clock, host } = this.#options
      this.#show({ mode: 'paper', wanted: 'paper', armed: 'none', by: 'supervisor', since: clock.now() })
      host.switched()
      alert('critical', 'the live trader ended by itself: the mode is paper until the gate was passed again')
      await this.#armPaper('supervisor')
    }).catch((error: unknown) => {
      this.#options.alert('critical', `the paper trader could not be armed (${textOf(error)})`)
    })
  }

  async #armLive(by: string): Promise<CommandResult> {
    const { clients, host, ids, clock } = this.#options
    try {
      const armed = await clients.control('trader-live').arm(ids.next('arm'), by)
      if (!armed.ok) {
        await this.#armPaper(by)
        return armed
      }
      this.#show({ mode: 'live', wanted: 'live', armed: 'live', by, since: clock.now(), problem: '' })
      host.switched()
      return armed
    } catch (error) {
      // Whether it is armed is not known: paper is, once live is known not to be.
      await this.#backToPaper(by, 'arming was not answered').catch(() => undefined)
      throw error
    }
  }

  async #backToPaper(by: string, reason: string): Promise<ModeRow> {
    const { clients, clock, host, ids } = this.#options
    if (host.liveState() === 'running') {
      try {
        await clients.control('trader-live').disarm(ids.next('disarm'), by, reason)
      } catch (error) {
        // One that ended comes back disarmed; one that is silent is asked again until it answers or is ended.
        if (!(error instanceof CallLost) || host.liveState() === 'running') {
          this.#show({ wanted: 'paper', problem: `live could not be disarmed yet (${textOf(error)})` })
          throw error
        }
      }
    }
    const changed = this.#row.mode === 'live'
    this.#show({ mode: 'paper', wanted: 'paper', armed: 'none', by, since: clock.now(), problem: '' })
    if (changed) host.switched()
    await this.#armPaper(by)
    return this.#row
  }

  async #armPaper(by: string): Promise<void> {
    const { clients, ids } = this.#options
    const armed = await clients.control('trader-paper').arm(ids.next('arm'), by)
    if (!armed.ok) throw new Error(armed.message)
    this.#show({ armed: 'paper' })
  }

  /** Waits for a while only: it starts once it knows its markets, and that may take as long as it will. */
  async #start(): Promise<void> {
    const { clock, host } = this.#options
    if (host.liveState() === 'running') return
    this.#show({ live: 'starting' })
    let cancel = (): void => undefined
    const late = new Promise<never>((_resolve, reject) => {
      cancel = clock.after(START_PATIENCE, () => {
        reject(new CallLost('trader-live', 'it is still starting; ask again'))
      })
    })
    try {
      await Promise.race([host.startLive(), late])
    } catch (error) {
      if (error instanceof InputError || error instanceof CallLost) throw error
      throw new CallLost('trader-live', textOf(error))
    } finally {
      cancel()
      this.#show({})
    }
  }

  /** Follows what the live trader does by itself, and ends it once it is of no more use. */
  #look(): void {
    if (this.#looking) return
    this.#looking = true
    this.#followed()
      .catch((error: unknown) => {
        // Silent or down: the supervisor sees to it, and says so.
        if (!(error instanceof CallLost)) this.#show({ problem: textOf(error) })
      })
      .finally(() => {
        this.#looking = false
      })
  }

  async #followed(): Promise<void> {
    if (this.#row.live !== this.#options.host.liveState()) this.#show({})
    const standing = await this.#standing()
    if (standing === undefined) return
    const openRisk = standing.positions + standing.orders
    if (openRisk !== this.#row.openRisk) this.#show({ openRisk })
    if (this.#row.armed === 'live' && !standing.armed)
      this.#show({ armed: 'none', problem: 'live disarmed itself; the alerts say why' })
    if (standing.armed) await this.#keepPaperDisarmed()
    if (this.#row.wanted === 'paper' && (standing.armed || isFlat(standing))) await this.#inTurn(() => this.#wound())
  }

  /** A paper trader that came back while live was being armed has armed itself. */
  async #keepPaperDisarmed(): Promise<void> {
    const { clients, ids } = this.#options
    if (this.#row.armed !== 'live' || !(await clients.control('trader-paper').standing()).armed) return
    await this.#inTurn(async () => {
      if (this.#row.armed === 'live') await clients.control('trader-paper').disarm(ids.next('disarm'), 'host', 'live is armed')
    })
  }

  /** What is not to go on while the mode is paper: armed live trading, and a live trader that holds nothing. */
  async #wound(): Promise<void> {
    const standing = this.#row.wanted === 'paper' ? await this.#standing() : undefined
    if (standing === undefined) return
    if (standing.armed || this.#row.mode === 'live') await this.#backToPaper('host', 'the mode is paper')
    else if (isFlat(standing)) {
      await this.#options.host.stopLive()
      this.#show({ openRisk: 0 })
    }
  }

  async #standing(): Promise<TraderStanding | undefined> {
    const { clients, host } = this.#options
    return host.liveState() === 'running' ? await clients.control('trader-live').standing() : undefined
  }

  #show(change: Partial<ModeRow>): ModeRow {
    this.#row = { ...this.#row, live: this.#options.host.liveState(), ...change }
    this.#options.onRow(this.#row)
    return this.#row
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

const isFlat = ({ positions, orders, differences }: TraderStanding): boolean => positions + orders + differences === 0
