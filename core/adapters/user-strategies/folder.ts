import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { UserStrategyFile, UserStrategyFolder } from '../../ports/index.ts'
import { compileStrategy, strategyIdOf } from './compile.ts'

const LARGEST = 262_144
const MOST = 50

interface Known {
  readonly stamp: string
  readonly compiled: UserStrategyFile
}

const refused = (file: string, revision: string, problem: string): UserStrategyFile => ({
  id: strategyIdOf(file),
  file,
  revision,
  code: null,
  problem: `${file}: ${problem}`,
})

/**
 * A folder with one strategy a file, named `*.ts`; declarations (`*.d.ts`), tests and hidden files are left alone. A
 * folder that is not there has none. Reads a file only when its time or size changed.
 */
export class StrategyFolder implements UserStrategyFolder {
  readonly #path: string
  #known = new Map<string, Known>()
  #files: readonly UserStrategyFile[] = []

  constructor(path: string) {
    this.#path = path
  }

  scan(): readonly UserStrategyFile[] {
    const next = new Map<string, Known>()
    for (const [index, file] of this.#names().entries()) next.set(file, this.#look(file, index))
    const same =
      next.size === this.#known.size && [...next].every(([file, { compiled }]) => this.#known.get(file)?.compiled === compiled)
    this.#known = next
    if (!same) this.#files = [...next.values()].map(({ compiled }) => compiled)
    return this.#files
  }

  #names(): readonly string[] {
    let names: readonly string[]
    try {
      names = readdirSync(this.#path)
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
      throw error
    }
    return names.filter((name) => name.endsWith('.ts') && !/^\.|\.(d|test)\.ts$/.test(name)).sort()
  }

  #look(file: string, index: number): Known {
    const known = this.#known.get(file)
    let stamp = ''
    try {
      const full = join(this.#path, file)
      const { mtimeMs, size } = statSync(full)
      stamp = `${String(mtimeMs)} ${String(size)} ${String(index < MOST)}`
      if (known?.stamp === stamp) return known
      if (index >= MOST) return { stamp, compiled: refused(file, stamp, `a folder may hold at most ${String(MOST)} strategies`) }
      if (size > LARGEST) return { stamp, compiled: refused(file, stamp, `is larger than ${String(LARGEST)} bytes`) }
      const compiled = compileStrategy(file, readFileSync(full, 'utf8'))
      // Saved again without a change: nothing to load.
      return { stamp, compiled: known?.compiled.revision === compiled.revision ? known.compiled : compiled }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (known?.stamp === reason) return known
      return { stamp: reason, compiled: refused(file, stamp, `cannot be read (${reason})`) }
    }
  }
}
