import { InputError, TIMEFRAMES } from '../../domain/index.ts'
import { indicatorById, resolveFeature } from '../../features/index.ts'
import type { ComparisonRule, FeatureOperand, GroupRule, Operand, Rule, RuleStrategy } from './rule.ts'

/** How deep groups may nest, a comparison alone being 1. */
export const MOST_DEPTH = 12
/** What stops, targets and the part of equity may be, both ends included. */
export const STOP_RANGE = [0.0001, 0.99] as const
export const TARGET_RANGE = [0.0001, 100] as const
export const FRACTION_RANGE = [0.0001, 1] as const

type Fields = Readonly<Record<string, unknown>>

function refuse(field: string, value: unknown, remedy: string): never {
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing')
  const short = shown.length > 200 ? `${shown.slice(0, 200)}...` : shown
  throw new InputError({ field: field === '' ? 'rule' : field, value: short, remedy })
}

const under = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${String(name)}`)

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(value: unknown, path: string, known: readonly string[]): Fields {
  if (!isObject(value)) return refuse(path, value, `give an object with ${known.join(', ')}`)
  const stranger = Object.keys(value).find((name) => !known.includes(name))
  if (stranger !== undefined) return refuse(under(path, stranger), value[stranger], `leave it out; known are ${known.join(', ')}`)
  return value
}

function numberIn(value: unknown, path: string, [least, most]: readonly [number, number]): number {
  if (typeof value !== 'number' || !(value >= least && value <= most))
    return refuse(path, value, `give a number from ${String(least)} to ${String(most)}`)
  return value
}

function featureOf(value: Fields, path: string): FeatureOperand {
  fieldsOf(value, path, ['feature', 'parameters', 'output'])
  const { feature, parameters = {}, output } = value
  if (typeof feature !== 'string') return refuse(under(path, 'feature'), feature, 'give the id of an indicator')
  if (!isObject(parameters)) return refuse(under(path, 'parameters'), parameters, 'give an object of numbers')
  if (output !== undefined && typeof output !== 'string')
    return refuse(under(path, 'output'), output, 'give the name of an output')
  const indicator = inPlace(under(path, 'feature'), () => indicatorById(feature))
  if (indicator.input !== 'bar' && indicator.input !== 'close')
    return refuse(
      under(path, 'feature'),
      feature,
      `it is made from ${indicator.descriptor.sees}; use one that is made from candles`,
    )
  const given = parameters as Readonly<Record<string, number>>
  const resolved = inPlace(path, () =>
    resolveFeature({ indicator: feature, parameters: given, ...(output === undefined ? {} : { output }) }),
  )
  const [principal] = indicator.descriptor.outputs
  return { feature, parameters: resolved.parameters, ...(resolved.output === principal ? {} : { output: resolved.output }) }
}

/** What a feature complains about, as a place in the tree: `ema.period` is `path.parameters.period`. */
function inPlace<Value>(path: string, make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { field, value, remedy } = error.problem
    const name = field.slice(field.indexOf('.') + 1)
    const place = !field.includes('.') ? path : name === 'output' ? under(path, name) : under(under(path, 'parameters'), name)
    throw new InputError({ field: place, value, remedy })
  }
}

function operandOf(value: unknown, path: string): Operand {
  if (!isObject(value)) return refuse(path, value, 'give {"feature": ...}, {"price": "close"} or {"constant": ...}')
  if ('feature' in value) return featureOf(value, path)
  if ('price' in value) {
    const { price } = fieldsOf(value, path, ['price'])
    return price === 'close' ? { price } : refuse(under(path, 'price'), price, 'use close')
  }
  if ('constant' in value) {
    const { constant } = fieldsOf(value, path, ['constant'])
    if (typeof constant !== 'number' || !Number.isFinite(constant))
      return refuse(under(path, 'constant'), constant, 'give a number')
    return { constant }
  }
  return refuse(path, value, 'give {"feature": ...}, {"price": "close"} or {"constant": ...}')
}

function comparisonOf(value: Fields, path: string, is: ComparisonRule['is']): ComparisonRule {
  const { left, right } = fieldsOf(value, path, ['is', 'left', 'right'])
  const found = { is, left: operandOf(left, under(path, 'left')), right: operandOf(right, under(path, 'right')) }
  if ('constant' in found.left && 'constant' in found.right)
    return refuse(under(path, 'right'), right, 'compare with a feature or a price: two constants never change')
  return found
}

function groupOf(
  value: Fields,
  path: string,
  { is, depth }: { readonly is: GroupRule['is']; readonly depth: number },
): GroupRule {
  const { rules } = fieldsOf(value, path, ['is', 'rules'])
  const place = under(path, 'rules')
  if (!Array.isArray(rules) || rules.length === 0) return refuse(place, rules, 'give a list of at least one rule')
  return { is, rules: rules.map((rule: unknown, index) => ruleOf(rule, under(place, index), depth + 1)) }
}

function ruleOf(value: unknown, path: string, depth = 1): Rule {
  if (depth > MOST_DEPTH) return refuse(path, value, `nest at most ${String(MOST_DEPTH)} deep`)
  if (!isObject(value)) return refuse(path, value, 'give a rule: an object with "is"')
  switch (value['is']) {
    case 'above':
    case 'below':
      return comparisonOf(value, path, value['is'])
    case 'all':
    case 'any':
      return groupOf(value, path, { is: value['is'], depth })
    default:
      return refuse(under(path, 'is'), value['is'], 'use one of above, below, all, any')
  }
}

const FIELDS = ['version', 'timeframe', 'entry', 'exit', 'stop', 'target', 'fraction']

/**
 * A strategy as it was written, defaults of parameters filled in. Throws InputError with the place in the tree, such as
 * `entry.rules.1.left.parameters.period`, for anything that is unknown, out of range, empty, too deep or not made from
 * candles.
 */
export function parseRuleStrategy(value: unknown): RuleStrategy {
  const { version, timeframe, entry, exit, stop, target, fraction } = fieldsOf(value, '', FIELDS)
  if (version !== 1) return refuse('version', version, 'give 1')
  const known = TIMEFRAMES.find((each) => each === timeframe)
  if (known === undefined) return refuse('timeframe', timeframe, `use one of ${TIMEFRAMES.join(', ')}`)
  return {
    version,
    timeframe: known,
    entry: ruleOf(entry, 'entry'),
    exit: ruleOf(exit, 'exit'),
    ...(stop === undefined ? {} : { stop: numberIn(stop, 'stop', STOP_RANGE) }),
    ...(target === undefined ? {} : { target: numberIn(target, 'target', TARGET_RANGE) }),
    fraction: numberIn(fraction, 'fraction', FRACTION_RANGE),
  }
}

/** As {@link parseRuleStrategy}, from text. */
export function parseRuleJson(text: string): RuleStrategy {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuse('', text, `it is not JSON (${error instanceof Error ? error.message : String(error)})`)
  }
  return parseRuleStrategy(value)
}
