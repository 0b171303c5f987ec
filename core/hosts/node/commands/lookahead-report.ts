import type { Suspect } from '../../../adapters/user-strategies/index.ts'
import { type Candle, timeframeLength } from '../../../domain/index.ts'
import { type FeatureRequest, featureSource } from '../../../features/index.ts'
import type { Finding, LookaheadResult, Part } from '../../../research/index.ts'

/** How a line was found: by following the code while it ran, where an error was thrown, or by reading the text. */
export type Evidence = 'traced' | 'thrown' | 'text'

export interface LineAtFault {
  readonly file: string
  readonly line: number
  readonly evidence: Evidence
  readonly message: string
}

export interface ReportedFinding {
  readonly cause: Finding['cause']
  readonly meaning: string
  readonly how: string
  /** Number of the first bar that differs, from 0 at the first bar that was read, and when it closed, epoch ms. */
  readonly bar: number
  readonly time: number
  readonly bars: number
  readonly cut?: number
  /** What differs on the first bar: `expected` in the plain run, `found` in the other one. */
  readonly parts: readonly Part[]
  readonly lines: readonly LineAtFault[]
}

export interface LookaheadReport {
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly candles: string
  readonly timeframe: string
  readonly from: number
  readonly to: number
  readonly bars: number
  /** Bars on which it had a view: what was never said was not tested. */
  readonly views: number
  readonly runs: number
  readonly seed: number
  readonly clean: boolean
  readonly findings: readonly ReportedFinding[]
  /** What the text holds beside, not shown to be at fault in these runs; null where no compiler is installed or it is built in. */
  readonly unproven: readonly LineAtFault[] | null
}

const MEANING: Readonly<Record<Finding['cause'], string>> = {
  future: 'it depends on what comes later: a backtest of it cannot be believed',
  'earlier-steps': 'it keeps something from step to step, beside view.previous: live, after a start, it says something else',
  'earlier-runs': 'it keeps something from one run to the next: a second backtest says something else',
  'other-market': 'what it keeps is shared by its markets: each market changes what it says of the others',
  chance: 'it says something else when it is run again; what else it depends on cannot be told',
  'put-off': 'it says something else live, step by step, than in a backtest: work is put off until after the step',
  dates: 'it depends on the date and not only on the market: it knows when something happened',
  columns: 'the fast tier has another value than the live engine',
  failed: 'it fails',
}

const SUSPECTED: Readonly<Record<Finding['cause'], readonly Suspect['kind'][]>> = {
  future: ['kept-state'],
  'earlier-steps': ['kept-state', 'deferred'],
  'earlier-runs': ['kept-state', 'deferred'],
  'other-market': ['kept-state', 'deferred'],
  chance: ['clock-or-chance'],
  'put-off': ['kept-state', 'deferred'],
  dates: ['date'],
  columns: [],
  failed: ['clock-or-chance'],
}

export interface Reported {
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly candles: string
  readonly bars: readonly Candle[]
  readonly seed: number
  readonly features: Readonly<Record<string, FeatureRequest>>
  readonly result: LookaheadResult
  readonly suspects: readonly Suspect[] | undefined
}

export function lookaheadReport({ bars, result, suspects, features, ...given }: Reported): LookaheadReport {
  const file = `${given.strategy}.ts`
  const written = (suspect: Suspect): LineAtFault => ({
    file,
    line: suspect.line,
    evidence: 'text',
    message: suspect.message,
  })
  const named = ({ part, ...values }: Part): Part => {
    const request = features[part.replace(/^feature /, '')]
    return request === undefined ? { part, ...values } : { part: `${part} = ${featureSource.key(request)}`, ...values }
  }
  const closes = ({ openTime, timeframe }: Candle): number => openTime + timeframeLength(timeframe)
  const findings = result.findings.map(({ cause, how, bar, bars: differing, cut, parts, line }): ReportedFinding => {
    const [first] = bars
    const at = bars[bar] ?? first
    const thrown = parts.flatMap(({ expected, found }) => [...thrownLines(file, expected), ...thrownLines(file, found)])
    const traced: LineAtFault[] =
      line === undefined
        ? []
        : [{ file, line: line.line, evidence: 'traced', message: `gave ${line.found} instead of ${line.expected}` }]
    // A feature is made outside of the code.
    const read = parts.some(({ part }) => part.startsWith('feature ')) ? [] : (suspects ?? [])
    const suspected = read.filter(({ kind }) => SUSPECTED[cause].includes(kind))
    // What the followed line reads or changes is at fault; where that tells nothing, whatever could be.
    const close = suspected.filter((each) => [...traced, ...thrown].some(({ line: at }) => each.lines.includes(at)))
    const lines = [...traced, ...thrown, ...(close.length > 0 ? close : suspected).map(written)]
    return {
      cause,
      meaning: MEANING[cause],
      how,
      bar,
      time: at === undefined ? 0 : closes(at),
      bars: differing,
      ...(cut === undefined ? {} : { cut }),
      parts: parts.map(named),
      lines,
    }
  })
  const blamed = new Set(findings.flatMap(({ lines }) => lines.map(({ line, message }) => `${String(line)} ${message}`)))
  const [first, last] = [bars[0], bars.at(-1)]
  return {
    ...given,
    timeframe: first?.timeframe ?? '',
    from: first?.openTime ?? 0,
    to: last === undefined ? 0 : closes(last),
    bars: bars.length,
    views: result.rows.filter(({ said }) => !('failed' in said) && said.stance !== 'neutral').length,
    runs: result.runs,
    clean: findings.length === 0,
    findings,
    unproven: suspects?.map(written).filter(({ line, message }) => !blamed.has(`${String(line)} ${message}`)) ?? null,
  }
}

function thrownLines(file: string, message: string): LineAtFault[] {
  const at = message.indexOf(`${file}:`)
  const line = at < 0 ? undefined : /^\d+/.exec(message.slice(at + file.length + 1))?.[0]
  return line === undefined ? [] : [{ file, line: Number(line), evidence: 'thrown', message }]
}

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')
const EVIDENCE: Readonly<Record<Evidence, string>> = {
  traced: 'followed while it ran',
  thrown: 'where it threw',
  text: 'read in the text',
}
const lineText = ({ file, line, evidence, message }: LineAtFault): string =>
  `    ${file}:${String(line)}  ${message} (${EVIDENCE[evidence]})`

export function lookaheadText(report: LookaheadReport): string {
  const { strategy, candles, timeframe, from, to, bars, views, runs, findings, unproven, clean } = report
  const head = [
    `${strategy} on ${String(bars)} candles of ${timeframe} from ${candles}, ${iso(from)} to ${iso(to)}`,
    `${String(runs)} runs compared bar for bar; it had a view on ${String(views)} bars`,
  ]
  const found = findings.flatMap(({ meaning, how, bar, time, bars: differing, parts, lines }) => [
    '',
    `FOUND  ${meaning}`,
    `    ${how}: first on bar ${String(bar)}, ${iso(time)}; on ${String(differing)} bars in all`,
    ...parts.map(({ part, expected, found: other }) => `    ${part}: ${expected}, but ${other}`),
    ...lines.map(lineText),
    ...(lines.length === 0 && parts.every(({ part }) => !part.startsWith('feature '))
      ? ['    no line of a file can be named for this']
      : []),
  ])
  const rest =
    unproven === null || unproven.length === 0
      ? []
      : ['', 'In the text too, but not shown to be at fault in these runs:', ...unproven.map(lineText)]
  const blind = views === 0 && clean ? ['', 'It never had a view, so that little was tested: give more or other candles.'] : []
  const end = clean ? ['', 'Nothing found: no feature and no verdict changed.'] : []
  return `${[...head, ...found, ...rest, ...blind, ...end].join('\n')}\n`
}
