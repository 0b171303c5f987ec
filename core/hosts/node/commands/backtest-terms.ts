import { InputError, type Money, money, type Rate, rateFromNumberLossy, SECOND } from '../../../domain/index.ts'
import { type BacktestTerms, SIZE_MODES } from '../../../research/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import { choiceOption, decimalOption, numberOption, wholeOption } from './arguments.ts'

/** The options of a backtest that are terms of trading. */
export const TERM_OPTIONS = {
  'fee-bps': { type: 'string' },
  'slippage-bps': { type: 'string' },
  'latency-ms': { type: 'string' },
  participation: { type: 'string' },
  'fill-bars': { type: 'string' },
  'stop-pct': { type: 'string' },
  'target-pct': { type: 'string' },
  'trail-pct': { type: 'string' },
  size: { type: 'string' },
  'size-pct': { type: 'string' },
  cash: { type: 'string' },
  'repeat-seconds': { type: 'string' },
} as const

export const TERM_HELP = [
  ['--cash N', 'starting cash (default 10000)'],
  ['--fee-bps N', 'of every fill (default 10)'],
  ['--slippage-bps N', 'every fill is worse than its price by so much (default 0)'],
  ['--latency-ms N', 'an order meets the market so long after the close that decided it (default 0)'],
  ['--participation N', "percent of a bar's volume that orders may take; the rest works on in the bars that follow"],
  ['--fill-bars N', 'with --participation: bars after which the rest of an entry is cancelled (default: never)'],
  ['--stop-pct N', "stop below the fill price in percent; replaces the strategy's own"],
  ['--target-pct N', "target above the fill price in percent; replaces the strategy's own"],
  ['--trail-pct N', "stop that follows the highest price in percent; replaces the strategy's own"],
  ['--size NAME', 'all-in (default), fixed, or risk: sizing, limits and breakers as live by default'],
  ['--size-pct N', 'with --size fixed: percent of equity an entry (default 10)'],
  ['--repeat-seconds N', 'an unchanged view is proposed again after so long, as live does after 120 (default: never)'],
] as const

export type TermValues = { readonly [Name in keyof typeof TERM_OPTIONS]?: string | undefined }

const BPS = { min: 0, max: 5_000 }
/** The longest delay that is still one: a week. */
const LONGEST = 7 * 86_400_000

export const feeOf = (values: TermValues): Rate =>
  rateFromNumberLossy(numberOption('--fee-bps', values['fee-bps'], 10, BPS) / 1e4)

/**
 * What the options say, and the rule's own where they say nothing. Throws InputError for a value out of range and for
 * options that do not go together.
 */
export function termsOf(values: TermValues, rule?: RuleStrategy): BacktestTerms {
  const slippage = numberOption('--slippage-bps', values['slippage-bps'], 0, BPS) / 1e4
  const stop = percentOption('--stop-pct', values['stop-pct'], 99) ?? rule?.stop
  const target = percentOption('--target-pct', values['target-pct'], 10_000) ?? rule?.target
  const trail = percentOption('--trail-pct', values['trail-pct'], 99)
  if (stop !== undefined && (1 + slippage) * (1 - stop) >= 1)
    throw new InputError({
      field: values['stop-pct'] === undefined ? '--rule: stop' : '--stop-pct',
      value: values['stop-pct'] ?? String(rule?.stop),
      remedy: 'it is within the slippage, so that every entry would be stopped out at once; give more than the slippage',
    })
  const own = rule === undefined || rule.fraction === 1 ? 'all-in' : 'fixed'
  const mode = choiceOption('--size', values.size, SIZE_MODES) ?? own
  if (mode !== 'fixed' && values['size-pct'] !== undefined)
    throw new InputError({ field: '--size-pct', value: values['size-pct'], remedy: 'it belongs to --size fixed' })
  const fraction = percentOption('--size-pct', values['size-pct'], 100) ?? rule?.fraction ?? 0.1
  const cash: Money = decimalOption('--cash', values.cash, money) ?? money('10000')
  const repeat = wholeOption('--repeat-seconds', values['repeat-seconds'], 0, { min: 1, max: 86_400 })
  const participation = percentOption('--participation', values.participation, 100)
  if (participation === undefined && values['fill-bars'] !== undefined)
    throw new InputError({ field: '--fill-bars', value: values['fill-bars'], remedy: 'it belongs to --participation' })
  const latency = wholeOption('--latency-ms', values['latency-ms'], 0, { min: 0, max: LONGEST })
  const fillBars = wholeOption('--fill-bars', values['fill-bars'], 0, { min: 1, max: 100_000 })
  return {
    cash,
    slippage: rateFromNumberLossy(slippage),
    size: mode === 'fixed' ? { mode, fraction } : { mode },
    ...(stop === undefined ? {} : { stop: rateFromNumberLossy(stop) }),
    ...(target === undefined ? {} : { target: rateFromNumberLossy(target) }),
    ...(trail === undefined ? {} : { trail: rateFromNumberLossy(trail) }),
    ...(repeat === 0 ? {} : { repeatAfter: repeat * SECOND }),
    ...(values['latency-ms'] === undefined ? {} : { latency }),
    ...(participation === undefined ? {} : { participation: rateFromNumberLossy(participation) }),
    ...(fillBars === 0 ? {} : { fillBars }),
  }
}

/** A percentage above zero as a fraction. */
function percentOption(field: string, text: string | undefined, max: number): number | undefined {
  return text === undefined ? undefined : numberOption(field, text, 0, { min: 0.0001, max }) / 100
}
