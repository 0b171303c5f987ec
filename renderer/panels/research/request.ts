import { researchRequestSchema, type StrategyParameterRow } from '../../../core/contract/index.ts'

export const KINDS = ['backtest', 'optimise', 'generate'] as const
export type Kind = (typeof KINDS)[number]

/** The form as it is typed: text, checked by the schema of the service and by the service itself. */
export interface ResearchDraft {
  readonly kind: Kind
  readonly instrument: string
  readonly timeframe: string
  readonly days: string
  readonly feeBps: string
  readonly slippageBps: string
  readonly strategy: string
  /** Typed values by `strategy.parameter`; empty: the default. */
  readonly params: Readonly<Record<string, string>>
  /** What is searched, by `strategy.parameter`: `5 50`, `5 50 5`, or names. Absent: it is fixed. */
  readonly ranges: Readonly<Record<string, string>>
  /** Empty: as the strategy says. */
  readonly stopPercent: string
  readonly targetPercent: string
  readonly size: string
  readonly fractionPercent: string
  readonly method: string
  readonly trials: string
  readonly batch: string
  readonly objective: string
  readonly minTrades: string
  /** Empty: the choice is not cross-validated. */
  readonly folds: string
  readonly count: string
  readonly generations: string
  readonly seed: string
  readonly promote: boolean
}

export const FRESH: ResearchDraft = {
  kind: 'backtest',
  instrument: '',
  timeframe: '1m',
  days: '90',
  feeBps: '10',
  slippageBps: '2',
  strategy: 'ema-cross',
  params: {},
  ranges: {},
  stopPercent: '',
  targetPercent: '',
  size: 'all-in',
  fractionPercent: '10',
  method: 'tpe',
  trials: '100',
  batch: '8',
  objective: 'sharpe',
  minTrades: '5',
  folds: '',
  count: '500',
  generations: '20',
  seed: '1',
  promote: false,
}

/** A number where it is one; otherwise the text itself, which will be named in the complaint. */
const numberOr = (text: string): number | string => {
  const trimmed = text.trim()
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text
}
const share = (text: string): number | string => {
  const value = numberOr(text)
  return typeof value === 'number' ? value / 100 : value
}
const optional = (name: string, text: string, read: (text: string) => number | string): Record<string, unknown> =>
  text.trim() === '' ? {} : { [name]: read(text) }

type Parameters = readonly StrategyParameterRow[]

const typed = (texts: Readonly<Record<string, string>>, strategy: string, { name }: StrategyParameterRow): string =>
  texts[`${strategy}.${name}`]?.trim() ?? ''

const paramsOf = ({ params, strategy, kind, ranges }: ResearchDraft, parameters: Parameters): Record<string, unknown> =>
  Object.fromEntries(
    parameters.flatMap((each) => {
      const text = typed(params, strategy, each)
      const searched = kind === 'optimise' && ranges[`${strategy}.${each.name}`] !== undefined
      return text === '' || searched ? [] : [[each.name, 'choices' in each ? text : numberOr(text)] as const]
    }),
  )

const words = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

const spaceOf = ({ ranges, strategy }: ResearchDraft, parameters: Parameters): Record<string, unknown> =>
  Object.fromEntries(
    parameters.flatMap((each) => {
      const text = ranges[`${strategy}.${each.name}`]
      if (text === undefined) return []
      return [[each.name, words(text).map((word) => ('choices' in each ? word : numberOr(word)))] as const]
    }),
  )

export function requestOf(draft: ResearchDraft, parameters: Parameters = []): Record<string, unknown> {
  const market = {
    kind: draft.kind,
    instrument: draft.instrument,
    timeframe: draft.timeframe,
    days: numberOr(draft.days),
    feeBps: numberOr(draft.feeBps),
    slippageBps: numberOr(draft.slippageBps),
  }
  if (draft.kind === 'generate')
    return {
      ...market,
      count: numberOr(draft.count),
      generations: numberOr(draft.generations),
      seed: numberOr(draft.seed),
      promote: draft.promote,
    }
  const trading = {
    strategy: draft.strategy,
    params: paramsOf(draft, parameters),
    ...optional('stop', draft.stopPercent, share),
    ...optional('target', draft.targetPercent, share),
    size: draft.size,
    ...(draft.size === 'fixed' ? { fraction: share(draft.fractionPercent) } : {}),
  }
  if (draft.kind === 'backtest') return { ...market, ...trading }
  const space = spaceOf(draft, parameters)
  return {
    ...market,
    ...trading,
    ...(Object.keys(space).length === 0 ? {} : { space }),
    method: draft.method,
    trials: numberOr(draft.trials),
    batch: numberOr(draft.batch),
    objective: draft.objective,
    minTrades: numberOr(draft.minTrades),
    ...optional('folds', draft.folds, numberOr),
    seed: numberOr(draft.seed),
  }
}

/** What is wrong by the field that it is typed in; the service is asked only when there is nothing. */
export type Problems = Readonly<Record<string, string>>

export function problemsOf(request: unknown): Problems {
  const parsed = researchRequestSchema.safeParse(request)
  if (parsed.success) return {}
  return Object.fromEntries(
    parsed.error.issues.toReversed().map(({ path, message }) => [path.slice(0, 2).map(String).join('.'), message]),
  )
}

/** The service's complaint, `field: value: remedy`, beside its field where the form has one; else under ''. */
export function refusalOf(message: string, strategy: string): Problems {
  const [, field = '', rest = message] = /^([\w.-]{1,80}): (.*)$/s.exec(message) ?? []
  if (field === '') return { '': message }
  const name = field.startsWith(`${strategy}.`) ? `params.${field.slice(strategy.length + 1)}` : field
  return { [name]: rest }
}
