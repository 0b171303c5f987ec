import type { StrategyDescriptor } from '../../contract/index.ts'
import { featureSource } from '../../features/index.ts'
import type { Sandboxes, UserStrategyFile } from '../../ports/index.ts'
import { isBuiltIn, type OpenedStrategy, openUserStrategy, type StepBudget } from '../../strategies/index.ts'
import { describedRow, stateOf } from './catalog.ts'
import type { StrategyRunner } from './runner.ts'

interface Entry {
  /** The newest text that was seen. */
  file: UserStrategyFile
  /** The version at work; also one that was stopped. */
  running: { readonly opened: OpenedStrategy; readonly revision: string; stopped: string | undefined } | undefined
  /** What is wrong with the newest text. */
  problem: string | undefined
  /** One at a time, in the order of the edits. */
  loading: Promise<void>
}

export interface UserStrategiesOptions {
  readonly runner: StrategyRunner
  readonly sandboxes: Sandboxes
  readonly budget?: StepBudget
  /** Strategies that the configuration names and that are not built in. */
  readonly named?: readonly string[]
  /** Called once for each text that cannot be loaded and once for each version that was stopped. */
  readonly onTrouble: (trouble: { readonly severity: 'warning' | 'critical'; readonly message: string }) => void
}

/** The configuration names it, but there is no such file. */
const absent = (id: string): StrategyDescriptor => ({
  id,
  version: '',
  origin: 'user',
  title: id,
  family: 'user',
  description: '',
  parameters: [],
  state: 'stopped',
  problem: `the configuration names it, but there is no ${id}.ts in the folder of your strategies`,
})

/**
 * The user's own strategies at work: loaded, replaced when their text changes, stopped at their first failure. A text
 * that cannot be loaded leaves the last good version running.
 */
export class UserStrategies {
  readonly #options: UserStrategiesOptions
  readonly #entries = new Map<string, Entry>()
  #closed = false

  constructor(options: UserStrategiesOptions) {
    this.#options = options
  }

  /** Takes the whole list. Resolves when each of its texts is at work or has been refused. */
  async update(files: readonly UserStrategyFile[]): Promise<void> {
    const { runner } = this.#options
    for (const [id, entry] of [...this.#entries]) {
      if (files.some((file) => file.id === id)) continue
      this.#entries.delete(id)
      runner.remove(id)
      entry.running?.opened.close('its file was removed')
    }
    const changed = files.flatMap((file): Entry[] => {
      const known = this.#entries.get(file.id)
      if (known?.file.revision === file.revision) return []
      const entry = known ?? { file, running: undefined, problem: undefined, loading: Promise.resolve() }
      entry.file = file
      this.#entries.set(file.id, entry)
      entry.loading = entry.loading.then(() => this.#load(entry, file))
      return [entry]
    })
    await Promise.all(changed.map(({ loading }) => loading))
  }

  /** Looks for strategies that failed since the last look and ends their processes. */
  check(): void {
    for (const [id, { running }] of this.#entries) {
      if (running === undefined || running.stopped !== undefined) continue
      const failed = this.#options.runner.instancesOf(id).find(({ error }) => error !== null)
      if (failed === undefined) continue
      running.stopped = `${failed.instrument}: ${failed.error?.message ?? ''}`
      running.opened.close(`stopped on ${running.stopped}`)
      this.#options.onTrouble({ severity: 'critical', message: `your strategy ${id} was stopped on ${running.stopped}` })
    }
  }

  catalog(): readonly StrategyDescriptor[] {
    const missing = [...new Set(this.#options.named)].filter((id) => !this.#entries.has(id))
    return [...[...this.#entries].map(([id, entry]) => this.#row(id, entry)), ...missing.map(absent)]
  }

  #row(id: string, { file, running, problem }: Entry): StrategyDescriptor {
    const common = { id, origin: 'user' as const, ...(problem === undefined ? {} : { problem }) }
    if (running === undefined)
      return { ...common, version: '', title: id, family: 'user', description: file.file, parameters: [], state: 'stopped' }
    const { descriptor } = running.opened.strategy
    const version = `${String(descriptor.version)} (${running.revision})`
    const { state } = stateOf(this.#options.runner.instancesOf(id))
    const row = { ...common, version, ...describedRow(descriptor), state }
    if (running.stopped === undefined) return row
    return { ...row, state: 'stopped', problem: problem ?? running.stopped }
  }

  close(): void {
    this.#closed = true
    this.#options.sandboxes.close()
  }

  async #load(entry: Entry, file: UserStrategyFile): Promise<void> {
    // Overtaken by a later edit, or by the file's removal.
    const current = (): boolean => !this.#closed && this.#entries.get(file.id) === entry && entry.file === file
    if (!current()) return
    try {
      if (file.code === null) throw new Error(file.problem ?? 'it cannot be read')
      if (isBuiltIn(file.id)) throw new Error(`${file.file}: a built-in strategy has this name; rename the file`)
      const { sandboxes, budget, runner } = this.#options
      const tools = { sandboxes, features: featureSource, ...(budget === undefined ? {} : { budget }) }
      const opened = await openUserStrategy({ id: file.id, code: file.code }, tools)
      try {
        if (current()) runner.install(opened.strategy)
        else opened.close()
      } catch (error) {
        opened.close()
        throw error
      }
      if (!current()) return
      entry.running?.opened.close('a newer version took its place')
      entry.running = { opened, revision: file.revision, stopped: undefined }
      entry.problem = undefined
    } catch (error) {
      if (!current()) return
      const reason = error instanceof Error ? error.message : String(error)
      entry.problem = reason.startsWith(file.file) ? reason : `${file.file}: ${reason}`
      const kept = entry.running === undefined ? '' : '; the last good version runs on'
      this.#options.onTrouble({
        severity: 'warning',
        message: `your strategy ${file.id} was not loaded: ${entry.problem}${kept}`,
      })
    }
  }
}
