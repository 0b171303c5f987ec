import type { FeedHub, ResearchProgress, ResearchRequest, ResearchRunRow } from '../../contract/index.ts'
import { InputError, type InstrumentId, type Timeframe } from '../../domain/index.ts'
import type { Clock, IdSource, Logger, ResearchRun, ResearchStore } from '../../ports/index.ts'

/** A strategy that passed every filter of a run. */
export interface Finding {
  readonly strategy: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly rule: unknown
  readonly provenance: unknown
}

export interface JobEnd {
  readonly summary: unknown
  readonly report: unknown
  /** What is to go to work on paper. */
  readonly findings?: readonly Finding[]
}

export interface JobControl {
  progress(progress: ResearchProgress): void
  cancelled(): boolean
  /** From here a killed run goes on. */
  keepCheckpoint(text: string): void
  readonly checkpoint: string | undefined
}

export interface JobKind<Request> {
  title(request: Request): string
  /** Throws InputError for what can be seen to be wrong without any data. */
  check(request: Request): void
  /** Resolves to undefined when it was cancelled. Throws InputError for a request that cannot be met. */
  run(request: Request, control: JobControl): Promise<JobEnd | undefined>
}

export type JobKinds = { readonly [Kind in ResearchRequest['kind']]: JobKind<Extract<ResearchRequest, { kind: Kind }>> }

export interface JobsOptions {
  readonly store: ResearchStore
  readonly kinds: JobKinds
  readonly hub: FeedHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  readonly onFindings: (run: ResearchRun, findings: readonly Finding[]) => void
  /** Told of every run that ends badly. */
  readonly onTrouble: (run: ResearchRun) => void
}

interface Turn {
  readonly run: ResearchRun
  progress: ResearchProgress | null
  cancelled: boolean
}

/** Runs that may wait for their turn. */
const MOST_QUEUED = 50

/** A request goes to the job of its own kind, which a union of kinds cannot say. */
const jobOf = (kinds: JobKinds, { kind }: ResearchRequest): JobKind<ResearchRequest> => kinds[kind]

const json = (text: string | undefined): unknown => (text === undefined ? null : (JSON.parse(text) as unknown))

/** Long work, one piece at a time, in the order it was asked for; what was waiting or can go on does so after a restart. */
export class ResearchJobs {
  readonly #options: JobsOptions
  #queue: ResearchRun[] = []
  #running: Turn | undefined
  #turn: Promise<void> = Promise.resolve()
  #stopping = false

  constructor(options: JobsOptions) {
    this.#options = options
    const { store, clock } = options
    for (const run of store.unfinished()) {
      if (run.state === 'queued' || store.checkpoint(run.id) !== undefined) this.#queue.push({ ...run, state: 'queued' })
      else store.finish({ ...run, state: 'interrupted', endedAt: clock.now() })
    }
    for (const run of store.runs(200).toReversed()) this.#publish(run)
    if (this.#queue.length > 0) this.#next()
  }

  start(request: ResearchRequest): ResearchRunRow {
    const { store, ids, clock, kinds } = this.#options
    if (this.#queue.length >= MOST_QUEUED) {
      const value = `${String(this.#queue.length)} waiting`
      throw new InputError({ field: 'research', value, remedy: 'wait until some of it is done, or cancel it' })
    }
    const job = jobOf(kinds, request)
    job.check(request)
    const run: ResearchRun = {
      id: ids.next('run'),
      kind: request.kind,
      title: job.title(request),
      request: JSON.stringify(request),
      state: 'queued',
      createdAt: clock.now(),
    }
    store.save(run)
    this.#queue.push(run)
    this.#publish(run)
    this.#next()
    return this.row(this.#running?.run.id === run.id ? this.#running.run : run)
  }

  cancel(id: string): boolean {
    if (this.#running?.run.id === id) {
      this.#running.cancelled = true
      return true
    }
    const waiting = this.#queue.find((run) => run.id === id)
    if (waiting === undefined) return false
    this.#queue = this.#queue.filter((run) => run !== waiting)
    this.#end({ ...waiting, state: 'cancelled' })
    return true
  }

  row(run: ResearchRun): ResearchRunRow {
    const progress = this.#running?.run.id === run.id ? this.#running.progress : null
    return { ...run, request: json(run.request), summary: json(run.summary), progress }
  }

  /** What runs stops soon and goes on after the next start, if it keeps checkpoints. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#turn
  }

  #publish(run: ResearchRun): void {
    this.#options.hub.publish('research.runs', this.row(run))
  }

  #next(): void {
    if (this.#running !== undefined || this.#stopping) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) return
    const run: ResearchRun = { ...waiting, state: 'running' }
    this.#running = { run, progress: null, cancelled: false }
    this.#options.store.save(run)
    this.#publish(run)
    this.#turn = this.#work(this.#running).then(() => {
      this.#running = undefined
      this.#next()
    })
  }

  async #work(turn: Turn): Promise<void> {
    const { store, logger, onFindings, onTrouble } = this.#options
    const { run } = turn
    try {
      const end = await this.#run(turn)
      if (end === undefined) {
        if (turn.cancelled) this.#end({ ...run, state: 'cancelled' })
        else if (store.checkpoint(run.id) === undefined) this.#end({ ...run, state: 'interrupted' })
        return
      }
      const done = { ...run, state: 'done' as const, summary: JSON.stringify(end.summary) }
      this.#end(done, JSON.stringify(end.report))
      if (end.findings !== undefined && end.findings.length > 0) onFindings(done, end.findings)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      logger.warn('a piece of research failed', { run: run.id, title: run.title, reason })
      const failed: ResearchRun = { ...run, state: 'failed', error: reason }
      this.#end(failed)
      onTrouble(failed)
    }
  }

  #run(turn: Turn): Promise<JobEnd | undefined> {
    const { store, kinds } = this.#options
    const { run } = turn
    const control: JobControl = {
      checkpoint: store.checkpoint(run.id),
      cancelled: () => turn.cancelled || this.#stopping,
      keepCheckpoint: (text) => {
        store.keepCheckpoint(run.id, text)
      },
      progress: (progress) => {
        turn.progress = progress
        this.#publish(run)
      },
    }
    // It was parsed before it was kept.
    const request = JSON.parse(run.request) as ResearchRequest
    return jobOf(kinds, request).run(request, control)
  }

  #end(run: ResearchRun, report?: string): void {
    const ended: ResearchRun = { ...run, endedAt: this.#options.clock.now() }
    this.#options.store.finish(ended, report)
    if (this.#running?.run.id === run.id) this.#running.progress = null
    this.#publish(ended)
  }
}
