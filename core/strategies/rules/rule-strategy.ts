import { barsNeeded } from '../../features/index.ts'
import { defineStrategy, type Strategy, type StrategyView, type Verdict } from '../contract/strategy.ts'
import { featuresOf, operandKey, operandsOf } from './operand.ts'
import type { ComparisonRule, Operand, Rule, RuleStrategy } from './rule.ts'
import { ruleStrategyText } from './text.ts'

/** A rule says which side, not how sure: the same for each. */
const CONFIDENCE = 0.6

type Test = (view: StrategyView) => boolean
type Read = (view: StrategyView) => number | null

function reader(operand: Operand): Read {
  if ('constant' in operand) return () => operand.constant
  if ('price' in operand) return ({ close }) => close
  const alias = operandKey(operand)
  return (view) => view.feature(alias).value
}

function comparison({ is, left, right }: ComparisonRule): Test {
  const [high, low] = is === 'above' ? [reader(left), reader(right)] : [reader(right), reader(left)]
  return (view) => {
    const [more, less] = [high(view), low(view)]
    return more !== null && less !== null && more > less
  }
}

/** Whether a rule holds at a view. */
function test(rule: Rule): Test {
  if (!('rules' in rule)) return comparison(rule)
  const tests = rule.rules.map(test)
  return rule.is === 'all' ? (view) => tests.every((each) => each(view)) : (view) => tests.some((each) => each(view))
}

const aliasesOf = (rule: Rule): readonly string[] => [
  ...new Set(operandsOf(rule).flatMap((operand) => ('feature' in operand ? [operandKey(operand)] : []))),
]

/** Closed candles until every feature of the rule has a value; 0 where it reads none. */
export const ruleWarmUp = (rule: Pick<RuleStrategy, 'entry' | 'exit'>): number =>
  Math.max(0, ...[...featuresOf(rule).values()].map(barsNeeded))

/**
 * A rule tree as a strategy like any other: the live engine, the paper trader and the engine tier of the backtest step
 * it. Stop and target stand around the newest close. The fraction of equity is not a strategy's business: it goes into
 * the terms of whoever trades it. Throws InputError for a tree that is not valid.
 */
export function ruleStrategy(rule: RuleStrategy, id: string): Strategy {
  const { entry, exit, stop, target, timeframe } = rule
  const features = featuresOf(rule)
  const entryAliases = aliasesOf(entry)
  const exitAliases = aliasesOf(exit)
  const enters = test(entry)
  const leaves = test(exit)
  const reasons = (aliases: readonly string[]) =>
    [...features.keys()].map((feature) => ({
      feature,
      contribution: aliases.includes(feature) ? CONFIDENCE / aliases.length : 0,
    }))
  const [entryReasons, exitReasons, noReasons] = [reasons(entryAliases), reasons(exitAliases), reasons([])]
  const flat: Verdict = { stance: 'flat', confidence: CONFIDENCE, reasons: exitReasons }
  const neutral: Verdict = { stance: 'neutral', confidence: 0, reasons: noReasons }
  const long = (close: number): Verdict => ({
    stance: 'long',
    confidence: CONFIDENCE,
    reasons: entryReasons,
    ...(stop === undefined ? {} : { stop: close * (1 - stop) }),
    ...(target === undefined ? {} : { target: close * (1 + target) }),
  })
  const text = ruleStrategyText(rule)
  return defineStrategy({
    id,
    version: rule.version,
    title: id,
    family: 'rules',
    idea: text,
    suits: 'What its rules were chosen on; nothing else is known about it.',
    weakness: 'Rules found by search fit the past they were found in: trust what they did on bars that the search did not see.',
    timeframe,
    parameters: {},
    cadence: () => ({ on: 'bar' }),
    warmUp: () => ruleWarmUp(rule),
    features: () => Object.fromEntries(features),
    step(view) {
      const { close, previous } = view
      if (close === null) return neutral
      if (leaves(view)) return flat
      if (enters(view)) return long(close)
      // The view that was, with the reasons that it had.
      return previous === 'long' ? long(close) : previous === 'flat' ? flat : neutral
    },
  })
}
