import type { z } from 'zod'
import { InputError, resolveParameters, TIMEFRAMES } from '../../domain/index.ts'
import type { FeatureSource, FeatureValue } from '../../features/index.ts'
import type { Sandbox, Sandboxes } from '../../ports/index.ts'
import type { BarSteps, ConfiguredStrategy, Strategy, StrategyView, Verdict } from '../contract/strategy.ts'
import { configurationSchema, identitySchema, readAnswer, readValue, stepsSchema, traceSchema, verdictSchema } from './answers.ts'
import { preludeOf, type UserQuestion } from './prelude.ts'

/** One TypeScript file of the user's, made into JavaScript. */
export interface UserStrategySource {
  /** The file's name without `.ts`: the strategy's id. */
  readonly id: string
  readonly code: string
  /** The code notes what its expressions give: it imports `__at` from `sentinel`. */
  readonly traced?: boolean
}

/** What an expression on a line gave, in the order in which they were worked out; of an object only that it is one. */
export type TracePoint = readonly [line: number, value: string]

export interface StepBudget {
  /** For one step, ms. */
  readonly step: number
  /** For working out features and warm-up, ms. */
  readonly configure: number
}
export const STEP_BUDGET: StepBudget = { step: 500, configure: 2_000 }

export interface OpenedStrategy {
  readonly strategy: Strategy
  /** How the newest step came to its verdict; nothing where the code is not traced. */
  trace(): readonly TracePoint[]
  /** Ends its process; every later step throws, with this reason. */
  close(reason?: string): void
}

export interface UserStrategyTools {
  readonly sandboxes: Sandboxes
  readonly features: Pick<FeatureSource, 'key' | 'barsNeeded'>
  readonly budget?: StepBudget
}

/** What one step may take on average where several are asked for in one go, ms; see the limits of the sandboxes. */
const LAG = 50

function asked(sandbox: Sandbox, question: UserQuestion, budget: number): string {
  const steps = question.ask === 'steps' ? question.views.length : 1
  return sandbox.ask(JSON.stringify(question), budget + (steps - 1) * LAG, steps)
}

/**
 * Starts a user's strategy in a sandbox of its own and checks all that it says of itself. What comes back is a strategy
 * like the built-in ones, whose steps throw when the code throws, gives what is no verdict, or is late.
 * Rejects with an error for a person.
 */
export async function openUserStrategy(source: UserStrategySource, tools: UserStrategyTools): Promise<OpenedStrategy> {
  const { budget = STEP_BUDGET, features: known } = tools
  const prelude = preludeOf(source.traced === true)
  const { sandbox, greeting } = await tools.sandboxes.open({ name: `${source.id}.ts`, code: source.code, prelude })
  try {
    const identity = readAnswer(greeting, identitySchema, 'the strategy')
    if (identity.id !== source.id)
      throw new InputError({ field: 'id', value: identity.id, remedy: `give the file's name, ${source.id}, or rename the file` })

    const configure = (given: Readonly<Record<string, unknown>> = {}): ConfiguredStrategy => {
      const parameters = resolveParameters(identity.parameters, given, identity.id)
      const text = asked(sandbox, { ask: 'configure', parameters }, budget.configure)
      const found = readAnswer(text, configurationSchema, 'the strategy')
      if ('problem' in found) throw new InputError({ ...found.problem, field: `${identity.id}.${found.problem.field}` })
      const { configured, cadence, warmUp, features } = found
      for (const request of Object.values(features)) known.key(request)
      // A warm-up that is too short would only show missing features for longer than announced.
      const needed = Math.max(0, ...Object.values(features).map((request) => known.barsNeeded(request)))
      const aliases = Object.keys(features)
      return {
        parameters,
        cadence,
        features,
        warmUp: Math.max(warmUp, needed),
        step: (view) => {
          const question: UserQuestion = { ask: 'step', configured, view: plainView(view, aliases) }
          const verdict = readAnswer(asked(sandbox, question, budget.step), verdictSchema, 'the verdict')
          checkSides(verdict, cadence.on === 'bar' ? view.close : view.mid)
          return verdict
        },
        steps: (run) => {
          const views = run.views.map((view) => ({ ...view, mid: null }))
          const text = asked(sandbox, { ask: 'steps', configured, ...run, views }, budget.step)
          return readSteps(readAnswer(text, stepsSchema, 'the steps'), run)
        },
      }
    }
    const { cadence, features, warmUp } = configure()
    const descriptor = { ...identity, timeframes: TIMEFRAMES, cadence, features, warmUp }
    return {
      strategy: { descriptor, configure },
      trace: () => readAnswer(asked(sandbox, { ask: 'trace' }, budget.step), traceSchema, 'the trace'),
      close: (reason) => {
        sandbox.close(reason)
      },
    }
  } catch (error) {
    sandbox.close()
    throw error
  }
}

function readSteps({ verdicts: given, failed }: z.output<typeof stepsSchema>, { views }: BarSteps) {
  const verdicts: Verdict[] = []
  for (const [index, each] of given.entries())
    try {
      const verdict = readValue(each, verdictSchema, 'the verdict')
      checkSides(verdict, views[index]?.close ?? null)
      verdicts.push(verdict)
    } catch (error) {
      return { verdicts, failure: error instanceof Error ? error : new Error(String(error)) }
    }
  if (failed !== undefined) return { verdicts, failure: new Error(failed.message) }
  return verdicts.length === 0 ? { verdicts, failure: new Error('the steps: no verdict') } : { verdicts }
}

/** A long view is protected from below and aims above, or it is a mistake. Throws Error. */
function checkSides({ stance, stop, target }: Verdict, price: number | null): void {
  if (stance !== 'long' || price === null) return
  if (stop !== undefined && stop >= price)
    throw new Error(`the verdict.stop: ${String(stop)} is not below the price, ${String(price)}`)
  if (target !== undefined && target <= price)
    throw new Error(`the verdict.target: ${String(target)} is not above the price, ${String(price)}`)
}

/** Everything it may look at, as text can carry it. */
function plainView(view: StrategyView, aliases: readonly string[]) {
  const features: Record<string, FeatureValue> = {}
  for (const alias of aliases) features[alias] = view.feature(alias)
  return { at: view.at, close: view.close, mid: view.mid, previous: view.previous, features }
}
