import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import {
  beginStart,
  becameHealthy,
  parseStartRecord,
  type StartRecord,
  startUncounted,
  type StartVerdict,
  willBeReplaced,
} from './start-record.ts'

export interface WayBackOptions {
  /** A folder of its own, which is made. */
  readonly folder: string
  readonly version: string
  /** The file that runs, where the program is one file (an AppImage); undefined elsewhere. */
  readonly self: string | undefined
}

/** How to return to the version before. */
export type RollBack =
  /** The one file of the program is replaced by the one before, and started. */
  | { readonly kind: 'replace'; readonly from: string; readonly to: string; readonly version: string }
  /** Its installer is run. */
  | { readonly kind: 'run'; readonly file: string; readonly version: string }
  /** Nothing of it is kept here: the person is told which version to fetch. */
  | { readonly kind: 'tell'; readonly version: string }

/** The record of the starts, and what is kept of the version before this one. Both survive a kill at any moment. */
export class WayBack {
  readonly #options: WayBackOptions
  readonly #file: string
  #record: StartRecord | undefined

  constructor(options: WayBackOptions) {
    this.#options = options
    this.#file = join(options.folder, 'start.json')
    mkdirSync(options.folder, { recursive: true })
  }

  /** To be called before anything else starts. */
  begin(): RollBack | undefined {
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : undefined
    const verdict = beginStart(parseStartRecord(text), this.#options.version)
    this.#write(verdict.record)
    return this.#planOf(verdict)
  }

  healthy(): void {
    if (this.#record !== undefined) this.#write(becameHealthy(this.#record))
  }

  /** The program is left in order before it was known to work: that start says nothing about it. */
  left(): void {
    if (this.#record !== undefined && !this.#record.healthy) this.#write(startUncounted(this.#record))
  }

  /** Before an update replaces this version: keeps this one, and the installer of the next for its own way back. */
  keep(downloaded: readonly string[], next: string): void {
    const { folder, self, version } = this.#options
    const installer = self === undefined ? this.#installerOf(version) : this.#copy(self, `${version}${extname(self)}`)
    for (const file of downloaded.slice(0, 1)) if (self === undefined) this.#copy(file, `${next}${extname(file)}`)
    if (this.#record !== undefined) this.#write(willBeReplaced(this.#record, installer ?? ''))
    const wanted = new Set([installer, this.#installerOf(next), this.#file])
    for (const name of readdirSync(folder)) if (!wanted.has(join(folder, name))) rmSync(join(folder, name))
  }

  #installerOf(version: string): string | undefined {
    const { folder } = this.#options
    const found = readdirSync(folder).find((name) => basename(name, extname(name)) === version)
    return found === undefined ? undefined : join(folder, found)
  }

  #planOf({ rollBack }: StartVerdict): RollBack | undefined {
    if (rollBack === undefined) return undefined
    const { installer, to: version } = rollBack
    if (installer === undefined || installer === '' || !existsSync(installer)) return { kind: 'tell', version }
    const { self } = this.#options
    // A dmg, zip or deb is no program: it has to be opened by a person.
    if (self === undefined && !installer.endsWith('.exe')) return { kind: 'tell', version }
    return self === undefined
      ? { kind: 'run', file: installer, version }
      : { kind: 'replace', from: installer, to: self, version }
  }

  #copy(from: string, name: string): string {
    const target = join(this.#options.folder, name)
    const draft = `${target}.part`
    copyFileSync(from, draft)
    renameSync(draft, target)
    return target
  }

  #write(record: StartRecord): void {
    this.#record = record
    const draft = `${this.#file}.part`
    writeFileSync(draft, JSON.stringify(record))
    renameSync(draft, this.#file)
  }
}
