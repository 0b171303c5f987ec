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

type View = Text & { readonly at: number; readonly features: Text }

/** The one question that is asked before stepping, those that step, and the one that asks what a step came by. */
export type UserQuestion =
  | { readonly ask: 'configure'; readonly parameters: Readonly<Record<string, number | string>> }
  | { readonly ask: 'step'; readonly configured: number; readonly view: View }
  | {
      readonly ask: 'steps'
      readonly configured: number
      readonly views: readonly View[]
      readonly standing: { readonly stance: string; readonly expiresAt: number }
      /** How long a stance stands, ms. */
      readonly life: number
    }
  | { readonly ask: 'trace' }

/**
 * Runs in the sandbox before a user's strategy does and is the only thing that speaks with it. Its text is what is
 * started, so it refers to nothing outside itself. What the strategy may have changed in its own world spoils only its
 * own answers, which are checked on the other side.
 */
function insideSandbox(helpers: Readonly<Record<string, Helper>>, traced: boolean) {
  const { parse, stringify } = JSON
  const { freeze, hasOwn } = Object
  const text = String
  const configured: Text[] = []
  /** The longest answer, in characters, and the most expressions of one step that are written down or worked out. */
  const most = { answer: 100_000, trace: 60_000, worked: 20_000_000 }
  let definition: Definition | undefined
  let trace = ''
  let worked = 0
  let counting = false

  const describe = (error: unknown): string => {
    let message = 'it threw something that cannot be read'
    let place = ''
    try {
      const { name, message: words, stack } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>
      message = words === undefined ? text(error) : name === undefined || name === 'Error' ? text(words) : `${name}: ${words}`
      // What was written into a traced text to follow it has moved its columns.
      const places = traced ? /[^\s(/\\]+\.ts:\d+/ : /[^\s(/\\]+\.ts:\d+(?::\d+)?/
      place = places.exec(text(stack))?.[0] ?? ''
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
  const step = (strategy: Definition, number: number, { features, ...rest }: View): unknown => {
    trace = ''
    worked = 0
    counting = true
    const feature = (alias: string): unknown => {
      if (!hasOwn(features, alias)) throw new RangeError(`the feature ${text(alias)} was not declared`)
      return freeze(features[alias])
    }
    return strategy.step(freeze({ ...rest, feature }), configured[number])
  }
  /** Each verdict is text before the next step begins, so that no later step can change an earlier one. */
  const steps = (strategy: Definition, asked: UserQuestion & { readonly ask: 'steps' }): string => {
    const { views, life } = asked
    let { stance, expiresAt } = asked.standing
    let verdicts = ''
    let failed = ''
    for (let index = 0; index < views.length && failed === '' && verdicts.length < most.answer; index += 1)
      try {
        const view = views[index] as View
        const previous = expiresAt <= view.at ? 'neutral' : stance
        const given = (stringify(step(strategy, asked.configured, { ...view, previous })) as string | undefined) ?? 'null'
        const verdict = parse(given) as { readonly stance?: string } | null
        verdicts += `${index === 0 ? '' : ','}${given}`
        stance = verdict?.stance ?? ''
        expiresAt = view.at + life
      } catch (error) {
        failed = `,"failed":${describe(error)}`
      }
    return `{"ok":true,"value":{"verdicts":[${verdicts}]${failed}}}`
  }
  /** In a traced text around every condition, result and statement. */
  const at = (line: number, value?: unknown): unknown => {
    if (!counting) return value
    worked += 1
    if (worked > most.worked) throw new RangeError(`it does not come to an end: ${text(most.worked)} expressions in one step`)
    if (trace.length < most.trace) {
      const kind = value === null ? 'null' : typeof value
      const shown =
        kind === 'string'
          ? stringify((value as string).slice(0, 40))
          : kind === 'object' || kind === 'function' || kind === 'symbol'
            ? kind
            : text(value)
      trace += `${trace === '' ? '' : ','}[${text(line)},${stringify(shown)}]`
    }
    return value
  }
  const answer = (line: string): string => {
    try {
      const question = parse(line) as UserQuestion
      if (definition === undefined) throw new TypeError('nothing was loaded')
      if (question.ask === 'steps') return steps(definition, question)
      if (question.ask === 'trace') return `{"ok":true,"value":[${trace}]}`
      const value =
        question.ask === 'configure'
          ? configure(definition, question.parameters)
          : step(definition, question.configured, question.view)
      return stringify({ ok: true, value })
    } catch (error) {
      return describe(error)
    }
  }
  const tools = traced ? { __at: at } : {}
  return { exports: { defineStrategy: (given: unknown) => given, ...helpers, ...tools }, load, answer, describe }
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

/**
 * An expression of JavaScript; see SandboxProgram. The helpers are the very functions that the built-ins use. A traced
 * text may also import `__at(line, value)`, which notes the value and gives it back.
 */
export const preludeOf = (traced: boolean): string =>
  `(${insideSandbox.toString()})({${Object.entries(helpers)
    .map(([name, helper]) => `${name}: (${helper.toString()})`)
    .join(',')}}, ${String(traced)})`
