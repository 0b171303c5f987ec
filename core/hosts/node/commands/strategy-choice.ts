import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProcessSandboxes } from '../../../adapters/strategy-sandbox/index.ts'
import { InputError } from '../../../domain/index.ts'
import { SandboxEnded, type Sandboxes } from '../../../ports/index.ts'
import type { StrategyChoice } from '../../../research/index.ts'
import { isBuiltIn, type OpenedStrategy, type Strategy, strategyCatalog } from '../../../strategies/index.ts'
import { dataFolder } from './market-options.ts'
import { readUserStrategy, type UserStrategyText } from './user-strategy-file.ts'

export interface StrategyPlaces {
  /** Folder of the user's own strategies. */
  readonly folder: string
  /** Where the declarations of `sentinel` are. */
  readonly resources: URL
}

/** The folder that was named, or the one in the data folder, as the terminal has it. */
export function strategiesFolder(named: string | undefined, data: string | undefined): string {
  if (named === undefined) return join(dataFolder(data), 'strategies')
  if (!existsSync(named))
    throw new InputError({ field: '--strategies', value: named, remedy: 'is not a folder; make it or name another' })
  return named
}

const NAME = /^[a-z][a-z0-9-]{1,39}$/

function idsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  return files.map((file) => file.slice(0, -'.ts'.length)).filter((id) => NAME.test(id))
}

/**
 * What a name means: undefined for a built-in, otherwise the file of that name, checked. Throws InputError for a name
 * that neither has and for a file with a problem, which is told as `strategies check` tells it.
 */
export function userStrategyNamed(id: string, { folder, resources }: StrategyPlaces): UserStrategyText | undefined {
  if (isBuiltIn(id)) return undefined
  const file = join(folder, `${id}.ts`)
  if (!NAME.test(id) || !existsSync(file)) {
    const known = [...strategyCatalog().map((each) => each.id), ...idsIn(folder)]
    const remedy = `use one of ${known.join(', ')}; your own are looked for in ${folder}`
    throw new InputError({ field: 'strategy', value: id, remedy })
  }
  const found = readUserStrategy(file, fileURLToPath(new URL('sentinel.d.ts', resources)), '--strategy')
  if (!found.ok) throw new InputError({ field: 'strategy', value: id, remedy: found.problems.join('\n') })
  return found
}

/** Starts it; an error is told as an InputError in the name of its id. */
export async function openStrategy(text: UserStrategyText, sandboxes: Sandboxes, traced = false): Promise<OpenedStrategy> {
  try {
    return await text.open(sandboxes, traced)
  } catch (error) {
    const remedy = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: 'strategy', value: text.id, remedy })
  }
}

export interface WantedStrategy {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Does work with a strategy that is built in or the user's own, by its name. A user's runs in a process of its own,
 * which ends with the work; it can be configured as often as the work wants. Where its process ends before an answer, as
 * in a loop, the work is done once more, step by step and watched, so that the error names the bar and the line.
 */
export async function withStrategy<Result>(
  { id, params }: WantedStrategy,
  places: StrategyPlaces,
  work: (strategy: StrategyChoice) => Result | Promise<Result>,
): Promise<Result> {
  const text = userStrategyNamed(id, places)
  if (text === undefined) return await work({ id, params })
  const sandboxes = new ProcessSandboxes()
  try {
    const opened = await openStrategy(text, sandboxes)
    try {
      return await work({ id, params, known: [opened.strategy] })
    } catch (error) {
      if (!hasEnded(opened)) throw error
      const watched = await openStrategy(text, sandboxes, true)
      await work({ id, params, known: [stepByStep(watched.strategy)] })
      // It went well this time: then only the first failure can be told.
      throw error
    }
  } finally {
    sandboxes.close()
  }
}

function hasEnded(opened: OpenedStrategy): boolean {
  try {
    opened.trace()
    return false
  } catch (error) {
    return error instanceof SandboxEnded
  }
}

const stepByStep = (strategy: Strategy): Strategy => ({
  descriptor: strategy.descriptor,
  configure: (given) => {
    const configured = strategy.configure(given)
    const { parameters, cadence, features, warmUp } = configured
    return { parameters, cadence, features, warmUp, step: (view) => configured.step(view) }
  },
})
