import { choiceParameter, decimalParameter, integerParameter } from '../../domain/index.ts'
import { aroundByAtr, clamp, neutral, values } from '../contract/verdict.ts'

type Text = Readonly<Record<string, unknown>>
type Helper = (...given: never[]) => unknown
interface Definition extends Text {
  constraint?(parameters: unknown): unknown
  cadence?(parameters: unknown): unknown
  warmUp(parameters: unknown): unknown
  features(parameters: unknown): unknown
  step(view: unknown, parameters: unknown): unknown
}

/** The one question that is asked before stepping, and the one that steps. */
export type UserQuestion =
  | { readonly ask: 'configure'; readonly parameters: Readonly<Record<string, number | string>> }
  | { readonly ask: 'step'; readonly configured: number; readonly view: Text & { readonly features: Text } }

/**
 * Runs in the sandbox before a user's strategy does and is the only thing that speaks with it. Its text is what is
 * started, so it refers to nothing outside itself. What the strategy may have changed in its own world spoils only its
 * own answers, which are checked on the other side.
 */
function insideSandbox(helpers: Readonly<Record<string, Helper>>) {
  const { parse, stringify } = JSON
  const { freeze, hasOwn } = Object
  const text = String
  const configured: Text[] = []
  let definition: Definition | undefined

  const describe = (error: unknown): string => {
    let message = 'it threw something that cannot be read'
    let place = ''
    try {
      const { name, message: words, stack } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>
      message = words === undefined ? text(error) : name === undefined || name === 'Error' ? text(words) : `${name}: ${words}`
      place = /[^\s(/\\]+\.ts:\d+(?::\d+)?/.exec(text(stack))?.[0] ?? ''
    } catch {
      // The strategy made its error so that it cannot be read; that is all there is to say.
    }
    return stringify({ ok: false, message: `${place === '' ? '' : `${place}: `}${message}`.slice(0, 500) })
  }
  const load = (namespace: { readonly default?: unknown }): string => {
    try {
      const given = namespace.default
      if (typeof given !== 'object' || given === null)
        throw new TypeError('it has no default export: write export default defineStrategy({ ... })')
      const found = given as Definition
      for (const name of ['warmUp', 'features', 'step'])
        if (typeof found[name] !== 'function') throw new TypeError(`${name} is missing: it must be a function`)
      definition = found
      const { id, version, title, family, idea, suits, weakness, timeframe, parameters } = found
      return stringify({ ok: true, value: { id, version, title, family, idea, suits, weakness, timeframe, parameters } })
    } catch (error) {
      return describe(error)
    }
  }
  const configure = (strategy: Definition, parameters: Text): unknown => {
    freeze(parameters)
    const problem = strategy.constraint?.(parameters)
    if (problem !== undefined) return { problem }
    configured[configured.length] = parameters
    return {
      configured: configured.length - 1,
      cadence: strategy.cadence === undefined ? { on: 'bar' } : strategy.cadence(parameters),
      warmUp: strategy.warmUp(parameters),
      features: strategy.features(parameters),
    }
  }
  const step = (strategy: Definition, number: number, { features, ...rest }: Text & { readonly features: Text }): unknown => {
    const feature = (alias: string): unknown => {
      if (!hasOwn(features, alias)) throw new RangeError(`the feature ${text(alias)} was not declared`)
      return freeze(features[alias])
    }
    return strategy.step(freeze({ ...rest, feature }), configured[number])
  }
  const answer = (line: string): string => {
    try {
      const question = parse(line) as UserQuestion
      if (definition === undefined) throw new TypeError('nothing was loaded')
      const value =
        question.ask === 'configure'
          ? configure(definition, question.parameters)
          : step(definition, question.configured, question.view)
      return stringify({ ok: true, value })
    } catch (error) {
      return describe(error)
    }
  }
  return { exports: { defineStrategy: (given: unknown) => given, ...helpers }, load, answer, describe }
}

const helpers: Readonly<Record<string, Helper>> = {
  integerParameter,
  decimalParameter,
  choiceParameter,
  clamp,
  neutral,
  values,
  aroundByAtr,
}
/** What `import { ... } from 'sentinel'` offers beside types. */
export const SENTINEL_EXPORTS = ['defineStrategy', ...Object.keys(helpers)]

/** An expression of JavaScript; see SandboxProgram. The helpers are the very functions that the built-ins use. */
export const PRELUDE = `(${insideSandbox.toString()})({${Object.entries(helpers)
  .map(([name, helper]) => `${name}: (${helper.toString()})`)
  .join(',')}})`
