import { InputError } from '../../../domain/index.ts'
import { checkConfig, DEFAULT_GENERATOR_CONFIG, type GeneratorConfig } from '../../../research/index.ts'
import { numberOption, wholeOption } from './arguments.ts'

/** The options that change what a search finds. */
export const CONFIG_OPTIONS = {
  count: { type: 'string' },
  generations: { type: 'string' },
  islands: { type: 'string' },
  seed: { type: 'string' },
  'fee-bps': { type: 'string' },
  'slippage-bps': { type: 'string' },
  split: { type: 'string' },
} as const

export type ConfigValues = { readonly [Name in keyof typeof CONFIG_OPTIONS]?: string | undefined }

const { evolution: usual } = DEFAULT_GENERATOR_CONFIG

export const CONFIG_HELP: readonly (readonly [string, string])[] = [
  ['--count N', `strategies alive at a time (default ${String(usual.count)})`],
  ['--generations N', `how often they breed (default ${String(usual.generations)})`],
  ['--islands N', `populations that breed apart (default ${String(usual.islands)})`],
  ['--seed N', 'the same seed and candles give the same report to the byte (default 1)'],
  ['--fee-bps N', 'of every fill (default 10)'],
  ['--slippage-bps N', 'every fill is worse than its price by so much (default 1)'],
  ['--split A/B/C', 'percents of the days to evolve on, to select on, and only to report on (default 60/20/20)'],
]

const BPS = { min: 0, max: 5_000 }

function splitOption(text: string | undefined): GeneratorConfig['split'] | undefined {
  if (text === undefined) return undefined
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number) ?? []
  const [train = 0, validation = 0, heldOut = 0] = parts
  if (parts.length !== 3 || train + validation + heldOut !== 100 || parts.includes(0))
    throw new InputError({
      field: '--split',
      value: text,
      remedy: 'give percents of train, validation and held-out that sum to 100, such as 60/20/20',
    })
  return [train / 100, validation / 100, heldOut / 100]
}

/** What the options say, over what is so without them. Throws InputError for what no search can be made of. */
export function configOf(values: ConfigValues, base: GeneratorConfig): GeneratorConfig {
  const { evolution, costs } = base
  const whole = (name: 'count' | 'generations' | 'islands', max: number): number =>
    wholeOption(`--${name}`, values[name], evolution[name], { min: 1, max })
  const bps = (name: 'fee-bps' | 'slippage-bps', fallback: number): number =>
    values[name] === undefined ? fallback : numberOption(`--${name}`, values[name], 0, BPS) / 1e4
  const config: GeneratorConfig = {
    ...base,
    seed: wholeOption('--seed', values.seed, base.seed, { min: 0, max: 999_999_999 }),
    split: splitOption(values.split) ?? base.split,
    costs: { fee: bps('fee-bps', costs.fee), slippage: bps('slippage-bps', costs.slippage) },
    evolution: {
      ...evolution,
      count: whole('count', 100_000),
      generations: whole('generations', 10_000),
      islands: whole('islands', 1_000),
    },
  }
  try {
    checkConfig(config)
  } catch (error) {
    if (error instanceof InputError) throw new InputError({ ...error.problem, field: `--${error.problem.field}` })
    throw error
  }
  return config
}
