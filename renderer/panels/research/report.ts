/** What the panel reads of a report, whose text is that of the command with --json; anything else stays unread. */
export interface BacktestFigures {
  readonly kind: 'backtest'
  readonly strategy: string
  readonly instrument: string
  readonly bars: number
  readonly from: number
  readonly to: number
  readonly startingCash: string
  readonly finalEquity: string
  readonly haltReason: string | undefined
  readonly metrics: Readonly<Record<string, number | null>>
  /** [epoch ms, equity]. */
  readonly equity: readonly (readonly [number, number])[]
  readonly decisionHash: string
}

export interface FoundStrategy {
  readonly rank: number
  readonly id: string
  readonly text: string
  readonly promoted: boolean
  readonly against: readonly string[]
  /** Of the window that nothing was chosen by. */
  readonly heldOut: Readonly<Record<string, number | null>>
}

export interface GeneratorFigures {
  readonly kind: 'generate'
  readonly funnel: Readonly<Record<string, number>>
  readonly evaluated: number
  readonly overfitting: number | null
  readonly falsePositiveRate: number
  readonly survivors: readonly FoundStrategy[]
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const fields = (value: unknown): Fields => (isFields(value) ? value : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const measure = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const measures = (value: unknown): Record<string, number | null> =>
  Object.fromEntries(Object.entries(fields(value)).map(([name, each]) => [name, measure(each)]))

const point = (value: unknown): readonly (readonly [number, number])[] => {
  const [at, equity] = list(value)
  return typeof at === 'number' && typeof equity === 'number' ? [[at, equity]] : []
}

function backtestOf(report: Fields): BacktestFigures {
  return {
    kind: 'backtest',
    strategy: text(report['strategy']),
    instrument: text(report['instrument']),
    bars: number(report['bars']),
    from: number(report['from']),
    to: number(report['to']),
    startingCash: text(report['startingCash']),
    finalEquity: text(report['finalEquity']),
    haltReason: report['haltReason'] === undefined ? undefined : text(report['haltReason']),
    metrics: measures(report['metrics']),
    equity: list(report['equity']).flatMap(point),
    decisionHash: text(report['decisionHash']),
  }
}

function generatorOf(report: Fields): GeneratorFigures {
  const overfitting = fields(report['overfitting'])
  return {
    kind: 'generate',
    funnel: Object.fromEntries(Object.entries(fields(report['funnel'])).map(([name, each]) => [name, number(each)])),
    evaluated: number(fields(report['search'])['evaluated']),
    overfitting: measure(overfitting['probability']),
    falsePositiveRate: number(report['falsePositiveRate']),
    survivors: list(report['survivors']).map((each) => {
      const survivor = fields(each)
      return {
        rank: number(survivor['rank']),
        id: text(survivor['id']),
        text: text(survivor['text']),
        promoted: survivor['promoted'] === true,
        against: list(survivor['against']).map(text),
        heldOut: measures(fields(survivor['metrics'])['heldOut']),
      }
    }),
  }
}

/** Undefined for a report of another kind. */
export function readReport(report: unknown): BacktestFigures | GeneratorFigures | undefined {
  const found = fields(report)
  if ('decisionHash' in found) return backtestOf(found)
  return 'funnel' in found ? generatorOf(found) : undefined
}
