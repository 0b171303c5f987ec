import { type Metric, metric, type MetricUnit } from './measure.ts'

/** What a measurement should stay within and where somebody must be told. */
export interface Threshold {
  readonly title: string
  readonly unit: MetricUnit
  readonly worse: 'above' | 'below'
  /** Within it all is well; an alert is taken back only here, so that it does not flicker. */
  readonly target: number
  /** Beyond it an alert is raised. */
  readonly alert: number
}

/** The program's own health in numbers (specification O4, D2). */
export const THRESHOLDS = {
  freshness: { title: 'median age of market data', unit: 'ms', worse: 'above', target: 60_000, alert: 300_000 },
  queue: { title: 'events waiting between services', unit: 'count', worse: 'above', target: 100, alert: 1_000 },
  commit: { title: 'database commit, 95th percentile', unit: 'ms', worse: 'above', target: 10, alert: 100 },
  cache: { title: 'share of reads answered fresh from memory', unit: 'ratio', worse: 'below', target: 0.8, alert: 0.5 },
} as const satisfies Record<string, Threshold>
export type ThresholdName = keyof typeof THRESHOLDS

/** A measurement that takes its threshold along, for whoever shows it. */
export function judgedMetric(threshold: ThresholdName, name: string, value: number, at: number): Metric {
  const { unit, worse, target, alert }: Threshold = THRESHOLDS[threshold]
  return { ...metric(name, value, unit, at), threshold: { worse, target, alert } }
}

export interface ThresholdChange {
  readonly name: ThresholdName
  readonly raised: boolean
  readonly message: string
}

const UNITS: Readonly<Record<MetricUnit, string>> = {
  ms: ' ms',
  count: '',
  'per-second': ' a second',
  bytes: ' bytes',
  ratio: '',
}
const figure = (value: number, unit: MetricUnit): string => `${String(Math.round(value * 100) / 100)}${UNITS[unit]}`

/** A burst, such as the history that every start loads, is over by then, ms. */
export const PATIENCE = 15_000

/** Tells when a measurement has crossed its threshold to stay: once when it is raised, once when all is well again. */
export class ThresholdWatch {
  readonly #raised = new Set<ThresholdName>()
  /** Since when each has been beyond its alert without a break. */
  readonly #since = new Map<ThresholdName, number>()

  /** `at` in ms of any clock that does not go back. Undefined when nothing changed. */
  observe(name: ThresholdName, value: number, at: number): ThresholdChange | undefined {
    const { title, unit, worse, target, alert }: Threshold = THRESHOLDS[name]
    const beyond = (limit: number): boolean => (worse === 'above' ? value > limit : value < limit)
    const raised = this.#raised.has(name)
    if (!beyond(alert)) this.#since.delete(name)
    else if (!this.#since.has(name)) this.#since.set(name, at)
    const since = this.#since.get(name)
    if (!raised && since !== undefined && at - since >= PATIENCE) {
      this.#raised.add(name)
      return { name, raised: true, message: `${title}: ${figure(value, unit)}, alert ${worse} ${figure(alert, unit)}` }
    }
    if (raised && !beyond(target)) {
      this.#raised.delete(name)
      return { name, raised: false, message: `${title}: ${figure(value, unit)}, well again` }
    }
    return undefined
  }
}
