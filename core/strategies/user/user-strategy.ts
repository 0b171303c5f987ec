import { InputError, resolveParameters, TIMEFRAMES } from '../../domain/index.ts'
import type { FeatureSource, FeatureValue } from '../../features/index.ts'
import type { Sandbox, Sandboxes } from '../../ports/index.ts'
import type { ConfiguredStrategy, Strategy, StrategyView, Verdict } from '../contract/strategy.ts'
import { configurationSchema, identitySchema, readAnswer, verdictSchema } from './answers.ts'
import { PRELUDE, type UserQuestion } from './prelude.ts'

/** One TypeScript file of the user's, made into JavaScript. */
export interface UserStrategySource {
  /** The file's name without `.ts`: the strategy's id. */
  readonly id: string
  readonly code: string
}

export interface StepBudget {
  /** For one step, ms. */
  readonly step: number
  /** For working out features and warm-up, ms. */
  readonly configure: number
}
export const STEP_BUDGET: StepBudget = { step: 500, configure: 2_000 }

export interface OpenedStrategy {
  readonly strategy: Strategy
  /** Ends its process; every later step throws, with this reason. */
  close(reason?: string): void
}

export interface UserStrategyTools {
  readonly sandboxes: Sandboxes
  readonly features: Pick<FeatureSource, 'key' | 'barsNeeded'>
  readonly budget?: StepBudget
}

function asked(sandbox: Sandbox, question: UserQuestion, budget: number): string {
  return sandbox.ask(JSON.stringify(question), budget)
}

/**
 * Starts a user's strategy in a sandbox of its own and checks all that it says of itself. What comes back is a strategy
 * like the built-in ones, whose steps throw when the code throws, gives what is no verdict, or is late.
 * Rejects with an error for a person.
 */
export async function openUserStrategy(source: UserStrategySource, tools: UserStrategyTools): Promise<OpenedStrategy> {
  const { budget = STEP_BUDGET, features: known } = tools
  const { sandbox, greeting } = await tools.sandboxes.open({ name: `${source.id}.ts`, code: source.code, prelude: PRELUDE })
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
      }
    }
    const { cadence, features, warmUp } = configure()
    const descriptor = { ...identity, timeframes: TIMEFRAMES, cadence, features, warmUp }
    return {
      strategy: { descriptor, configure },
      close: (reason) => {
        sandbox.close(reason)
      },
    }
  } catch (error) {
    sandbox.close()
    throw error
  }
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
