import type { Random } from '../../ports/index.ts'
import { type ColumnOf, columnDifferences, registeredColumn } from './columns.ts'
import { type Difference, differencesBetween } from './differences.ts'
import { type PartingLine, partingLine } from './parting-line.ts'
import type { Row } from './pass.ts'
import { type Cause, type Examined, type FreshStrategy, plainRun, type Scenario, scenariosOf } from './scenarios.ts'

export interface Examination extends Examined {
  readonly random: Random
  readonly cuts: number
  /** Called for each run; `traced` asks for one that can say how it came to a verdict. */
  open(traced: boolean): Promise<FreshStrategy>
  /** Whether `open` can give a traced one. */
  readonly traceable: boolean
  /** The fast tier's columns by default. */
  readonly columnOf?: ColumnOf
  /** Runs so far and of how many. */
  readonly onProgress?: (done: number, of: number) => void
}

export interface Finding extends Difference {
  /** `columns`: a feature's column over the whole history is not what it is bar by bar. `failed`: a step threw. */
  readonly cause: Cause | 'columns' | 'failed'
  readonly how: string
  /** Number of the first bar that was not the same. */
  readonly cut?: number
  /** Traced, so only of code that can be. */
  readonly line?: PartingLine
}

export interface LookaheadResult {
  readonly findings: readonly Finding[]
  /** The run that all others are compared with. */
  readonly rows: readonly Row[]
  readonly runs: number
}

interface Found {
  readonly finding: Finding
  readonly scenario: Scenario
}

/**
 * Runs a strategy again and again in ways that must change nothing, and compares every feature and every part of every
 * verdict, bar for bar. One finding for each cause and each feature, or the verdict, that differed.
 */
export async function examine(examination: Examination): Promise<LookaheadResult> {
  const { cuts, random, bars, params } = examination
  const first = await using(examination, ({ strategy }) => ({
    rows: plainRun(examination, strategy),
    features: strategy.configure(params).features,
  }))
  const { rows } = first
  const last = rows.at(-1)
  if (last !== undefined && 'failed' in last.said) {
    const parts = [{ part: 'failure', expected: 'a verdict', found: last.said.failed }]
    const finding: Finding = { cause: 'failed', how: 'run over the history', bar: rows.length - 1, bars: 1, parts }
    return { findings: [finding], rows, runs: 1 }
  }
  if (rows.length !== bars.length) throw new RangeError('a bar is open, or not later than the one before it')
  const columns = columnDifferences(examination, { ...first, columnOf: examination.columnOf ?? registeredColumn })
  const findings: Finding[] = columns.map((difference) => ({
    ...difference,
    cause: 'columns',
    how: 'worked out over the whole history at once',
  }))
  const scenarios = scenariosOf(examination, rows, cuts, random)
  const found = new Map<string, Found>()
  const fresh = startingAhead(examination)
  for (const [index, scenario] of scenarios.entries()) {
    const others = await using({ open: () => fresh(index + 1 < scenarios.length) }, ({ strategy }) => scenario.run(strategy))
    for (const difference of differencesBetween(rows, others)) keep(found, scenario, difference)
    examination.onProgress?.(index + 2, scenarios.length + 1)
  }
  for (const { finding, scenario } of attributable(found)) {
    const line = examination.traceable ? await partingLine(examination, finding.bar, scenario) : undefined
    findings.push(line === undefined ? finding : { ...finding, line })
  }
  return { findings, rows, runs: scenarios.length + 1 }
}

/** The next one starts while the one before is at work. */
function startingAhead(examination: Examination): (more: boolean) => Promise<FreshStrategy> {
  let next = examination.open(false)
  return (more) => {
    const now = next
    if (more) {
      next = examination.open(false)
      // Told where it is waited for, which a failure before may prevent.
      next.catch(() => undefined)
    }
    return now
  }
}

async function using<Value>(
  opener: { open(traced: boolean): Promise<FreshStrategy> },
  use: (opened: FreshStrategy) => Value,
): Promise<Value> {
  const opened = await opener.open(false)
  try {
    return use(opened)
  } finally {
    opened.close()
  }
}

/** Where a run differs from the very same one, what differs elsewhere may be chance too: then only that can be told. */
function attributable(found: ReadonlyMap<string, Found>): readonly Found[] {
  const all = [...found.values()]
  const chance = all.filter(({ finding }) => finding.cause === 'chance')
  return chance.length > 0 ? chance : all
}

/** The earliest of each cause and part, with the most bars that any run of that cause had. */
function keep(found: Map<string, Found>, scenario: Scenario, difference: Difference): void {
  const { cause, how, cut } = scenario
  const part = difference.parts[0]?.part ?? ''
  const key = `${cause} ${part.startsWith('feature ') ? part : 'verdict'}`
  const known = found.get(key)
  const bars = Math.max(known?.finding.bars ?? 0, difference.bars)
  if (known !== undefined && known.finding.bar <= difference.bar) {
    found.set(key, { ...known, finding: { ...known.finding, bars } })
    return
  }
  found.set(key, { scenario, finding: { ...difference, bars, cause, how, ...(cut === undefined ? {} : { cut }) } })
}
