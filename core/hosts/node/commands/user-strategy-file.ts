import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { checkTypes, compileStrategy, type Suspect, suspectsOf, tracedCode } from '../../../adapters/user-strategies/index.ts'
import { InputError } from '../../../domain/index.ts'
import { featureSource } from '../../../features/index.ts'
import type { Sandboxes } from '../../../ports/index.ts'
import { type OpenedStrategy, openUserStrategy, STEP_BUDGET } from '../../../strategies/index.ts'

/** A file with one of the user's own strategies that is ready to be started. */
export interface UserStrategyText {
  readonly ok: true
  readonly id: string
  readonly types: 'checked' | 'no compiler'
  /** What in it could make it say something else for the same view; undefined where no compiler is installed. */
  readonly suspects: () => readonly Suspect[] | undefined
  /** Whether it can be opened traced: only where a compiler is installed. */
  readonly traceable: boolean
  /** Starts it in a process of its own. Rejects with an error that begins with the file's name. */
  open(sandboxes: Sandboxes, traced?: boolean): Promise<OpenedStrategy>
}

export type ReadStrategy = UserStrategyText | { readonly ok: false; readonly problems: readonly string[] }

function textOf(file: string, field: string): string {
  if (!file.endsWith('.ts')) throw new InputError({ field, value: file, remedy: 'give a TypeScript file, such as my-idea.ts' })
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field, value: file, remedy: `cannot be read (${reason})` })
  }
}

/** A traced step is slower, and one that is wanted to say on which line it loops needs the time to count. */
const TRACED_BUDGET = { ...STEP_BUDGET, step: 10 * STEP_BUDGET.step }

/** Syntax, and types where a compiler is installed. Throws InputError in the name of `field` for a file that cannot be read. */
export function readUserStrategy(file: string, declarations: string, field: string): ReadStrategy {
  const text = textOf(file, field)
  const name = basename(file)
  const { id, code, problem } = compileStrategy(name, text)
  if (code === null) return { ok: false, problems: [problem ?? `${name}: cannot be read`] }
  const problems = checkTypes(resolve(file), declarations)
  if (problems !== undefined && problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    id,
    types: problems === undefined ? 'no compiler' : 'checked',
    suspects: () => suspectsOf(name, text),
    traceable: problems !== undefined,
    open: async (sandboxes, traced = false) => {
      const followed = traced ? tracedCode(code) : undefined
      const tools = { sandboxes, features: featureSource }
      try {
        if (followed === undefined) return await openUserStrategy({ id, code }, tools)
        return await openUserStrategy({ id, code: followed, traced: true }, { ...tools, budget: TRACED_BUDGET })
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new Error(reason.startsWith(name) ? reason : `${name}: ${reason}`)
      }
    },
  }
}
