/** What the panel reads of a report, whose text is that of the command with --json; anything else stays unread. */
export interface BacktestFigures {
  readonly kind: 'backtest'
  readonly strategy: string
  readonly instrument: string
  readonly params: Readonly<Record<string, unknown>>
  readonly bars: number
  readonly from: number
  readonly to: number
  readonly startingCash: string
  readonly finalEquity: string
  readonly haltReason: string | undefined
  readonly metrics: Readonly<Record<string, number | null>>
  readonly months: readonly { readonly month: string; readonly return: number }[]
  /** [epoch ms, equity]. */
  readonly equity: readonly (readonly [number, number])[]
  readonly decisionHash: string
}

type Metrics = Readonly<Record<string, number | null>>

/** A strategy that was alive at the end of a search. */
export interface FoundStrategy {
  /** Null for what fell at a filter. */
  readonly rank: number | null
  readonly id: string
  /** Empty for what fell at a filter. */
  readonly text: string
  readonly promoted: boolean
  readonly against: readonly string[]
  readonly train: Metrics
  readonly validation: Metrics
  /** Of the window that nothing was chosen by; empty for what fell before it. */
  readonly heldOut: Metrics
}

export interface GeneratorFigures {
  readonly kind: 'generate'
  readonly instrument: string
  readonly funnel: Readonly<Record<string, number>>
  readonly evaluated: number
  readonly overfitting: number | null
  readonly falsePositiveRate: number
  /** Survivors first. */
  readonly population: readonly FoundStrategy[]
}

export type Value = number | string

export interface Axis {
  readonly name: string
  readonly choices: readonly string[] | undefined
  readonly min: number
  readonly max: number
}

export interface Trial {
  readonly trial: number
  readonly params: Readonly<Record<string, Value>>
  readonly score: number | null
  readonly metrics: Metrics
}

export interface OptimiseFigures {
  readonly kind: 'optimise'
  readonly strategy: string
  readonly instrument: string
  readonly bars: number
  readonly from: number
  readonly to: number
  readonly method: string
  readonly objective: string
  readonly seed: number
  readonly asked: number
  readonly ran: number
  readonly scored: number
  readonly fixed: Readonly<Record<string, Value>>
  readonly axes: readonly Axis[]
  readonly winner: Trial | undefined
  readonly deflation: Metrics
  readonly overfitting: number | null
  readonly robustness: { readonly shape: string | null; readonly median: number | null; readonly neighbours: number } | undefined
  readonly folds: readonly {
    readonly from: number
    readonly to: number
    readonly scores: Metrics
    readonly trial: number | null
  }[]
  readonly trials: readonly Trial[]
}

export type Report = BacktestFigures | GeneratorFigures | OptimiseFigures

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const fields = (value: unknown): Fields => (isFields(value) ? value : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const measure = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const measures = (value: unknown): Metrics =>
  Object.fromEntries(Object.entries(fields(value)).map(([name, each]) => [name, measure(each)]))
const values = (value: unknown): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(fields(value)).flatMap(([name, each]) =>
      typeof each === 'number' || typeof each === 'string' ? [[name, each] as const] : [],
    ),
  )

const point = (value: unknown): readonly (readonly [number, number])[] => {
  const [at, equity] = list(value)
  return typeof at === 'number' && typeof equity === 'number' ? [[at, equity]] : []
}

function backtestOf(report: Fields): BacktestFigures {
  return {
    kind: 'backtest',
    strategy: text(report['strategy']),
    instrument: text(report['instrument']),
    params: fields(report['params']),
    bars: number(report['bars']),
    from: number(report['from']),
    to: number(report['to']),
    startingCash: text(report['startingCash']),
    finalEquity: text(report['finalEquity']),
    haltReason: report['haltReason'] === undefined ? undefined : text(report['haltReason']),
    metrics: measures(report['metrics']),
    months: list(report['months']).map((each) => ({
      month: text(fields(each)['month']),
      return: number(fields(each)['return']),
    })),
    equity: list(report['equity']).flatMap(point),
    decisionHash: text(report['decisionHash']),
  }
}

/** `heldOut sharpe 0.31, limit 1`, from a rejection as the report has it. */
const rejection = (value: unknown): string => {
  const { window, filter, measured, limit } = fields(value)
  const size = typeof measured === 'number' ? ` ${measured.toFixed(2)}` : ''
  return `${text(window)} ${text(filter)}${size}${typeof limit === 'number' ? `, limit ${String(limit)}` : ''}`
}

const foundOf =
  (survived: boolean) =>
  (value: unknown): FoundStrategy => {
    const found = fields(value)
    const metrics = fields(found['metrics'])
    return {
      rank: survived ? number(found['rank']) : null,
      id: text(found['id']),
      text: text(found['text']),
      promoted: found['promoted'] === true,
      against: list(found[survived ? 'against' : 'reasons']).map(rejection),
      train: measures(metrics['train']),
      validation: measures(metrics['validation']),
      heldOut: measures(metrics['heldOut']),
    }
  }

const generatorOf = (report: Fields): GeneratorFigures => ({
  kind: 'generate',
  instrument: text(fields(report['data'])['instrument']),
  funnel: Object.fromEntries(Object.entries(fields(report['funnel'])).map(([name, each]) => [name, number(each)])),
  evaluated: number(fields(report['search'])['evaluated']),
  overfitting: measure(fields(report['overfitting'])['probability']),
  falsePositiveRate: number(report['falsePositiveRate']),
  population: [...list(report['survivors']).map(foundOf(true)), ...list(report['rejected']).map(foundOf(false))],
})

const axisOf = (value: unknown): Axis => {
  const { name, kind, choices, min, max } = fields(value)
  return {
    name: text(name),
    choices: kind === 'choice' ? list(choices).map(text) : undefined,
    min: number(min),
    max: number(max),
  }
}

const trialOf = (value: unknown): Trial => {
  const { trial, params, score, metrics } = fields(value)
  return { trial: number(trial), params: values(params), score: measure(score), metrics: measures(metrics) }
}

function optimiseOf(report: Fields): OptimiseFigures {
  const { winner, robustness } = report
  return {
    kind: 'optimise',
    strategy: text(report['strategy']),
    instrument: text(report['instrument']),
    bars: number(report['bars']),
    from: number(report['from']),
    to: number(report['to']),
    method: text(report['method']),
    objective: text(report['objective']),
    seed: number(report['seed']),
    asked: number(report['asked']),
    ran: number(report['ran']),
    scored: number(report['scored']),
    fixed: values(report['fixed']),
    axes: list(report['space']).map(axisOf),
    winner: isFields(winner) ? trialOf(winner) : undefined,
    deflation: measures(report['deflation']),
    overfitting: measure(fields(report['overfitting'])['probability']),
    robustness: isFields(robustness)
      ? {
          shape: typeof robustness['shape'] === 'string' ? robustness['shape'] : null,
          median: measure(robustness['median']),
          neighbours: number(robustness['neighbours']),
        }
      : undefined,
    folds: list(report['folds']).map((each) => {
      const fold = fields(each)
      const test = fields(fold['test'])
      return { from: number(test['from']), to: number(test['to']), scores: measures(fold), trial: measure(fold['trial']) }
    }),
    trials: list(report['trials']).map(trialOf),
  }
}

/** Undefined for a report of another kind. */
export function readReport(report: unknown): Report | undefined {
  const found = fields(report)
  if ('decisionHash' in found) return backtestOf(found)
  if ('funnel' in found) return generatorOf(found)
  return 'objective' in found ? optimiseOf(found) : undefined
}
