import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { place } from '../../../adapters/durable-files/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { DataProvenance, EvolutionState, GeneratorConfig } from '../../../research/index.ts'

/** Everything that a search needs to go on. */
export interface Checkpoint {
  readonly version: 1
  readonly data: DataProvenance
  readonly config: GeneratorConfig
  readonly state: EvolutionState
}

const CHECKPOINT = 'checkpoint.json'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const refused = (field: string, value: string, remedy: string): InputError => new InputError({ field, value, remedy })

/** A folder that keeps one search: its newest checkpoint, and its report when it is done. */
export class SearchFolder {
  readonly #folder: string
  readonly #field: string

  private constructor(folder: string, field: string) {
    this.#folder = folder
    this.#field = field
  }

  /** For a new search. Throws InputError where one is kept already, and for a folder that cannot be made. */
  static made(given: string): SearchFolder {
    const folder = resolve(given)
    if (existsSync(join(folder, CHECKPOINT)))
      throw refused('--out', given, 'it keeps a search already: go on with --resume, or choose another folder')
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      throw refused('--out', given, `cannot be made (${error instanceof Error ? error.message : String(error)})`)
    }
    return new SearchFolder(folder, '--out')
  }

  /** Of a search that was begun. */
  static found(given: string): SearchFolder {
    return new SearchFolder(resolve(given), '--resume')
  }

  /** Throws InputError where there is none, and where it is not what was written. */
  read(): Checkpoint {
    const file = join(this.#folder, CHECKPOINT)
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      throw refused(this.#field, this.#folder, `has no ${CHECKPOINT}; give the folder of --out of a search that was begun`)
    }
    const cut = text.indexOf('\n')
    const body = text.slice(cut + 1)
    if (text.slice(0, cut) !== digest(body))
      throw refused(this.#field, file, 'is damaged or was changed; begin again in another folder')
    // It is what write() made, to the byte.
    const checkpoint = JSON.parse(body) as Checkpoint
    if ((checkpoint.version as number) !== 1) throw refused(this.#field, file, 'is of another version of the program')
    return checkpoint
  }

  /** The old one stays until the new one is whole on the disk. */
  write(checkpoint: Checkpoint): void {
    const body = JSON.stringify(checkpoint)
    this.keep(CHECKPOINT, `${digest(body)}\n${body}`)
  }

  keep(name: string, text: string): void {
    const file = join(this.#folder, name)
    try {
      writeFileSync(`${file}.partial`, text)
      place(`${file}.partial`, file)
    } catch (error) {
      throw refused(this.#field, file, `cannot be written (${error instanceof Error ? error.message : String(error)})`)
    }
  }
}

type Flat = ReadonlyMap<string, string>

function flattened(value: unknown, path = ''): Flat {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]])
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...flattened(inner, path === '' ? name : `${path}.${name}`)]))
}

/** What differs between two plain values, as `seed: 1, not 2`. */
export function differences(kept: unknown, given: unknown): readonly string[] {
  const [was, is] = [flattened(kept), flattened(given)]
  const names = [...new Set([...was.keys(), ...is.keys()])]
  return names
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => `${name}: ${was.get(name) ?? 'nothing'}, not ${is.get(name) ?? 'nothing'}`)
}

/** Throws InputError that names what differs between the search that was begun and the one that is asked for. */
export function checkSame(folder: string, kept: Omit<Checkpoint, 'state'>, given: Omit<Checkpoint, 'state'>): void {
  const found = differences(kept, given)
  if (found.length > 0)
    throw refused('--resume', folder, `that search was begun with ${found.join('; ')}; give the same, or begin another`)
}
