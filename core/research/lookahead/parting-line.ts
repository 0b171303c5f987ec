import type { TracePoint } from '../../strategies/index.ts'
import { partsBetween } from './differences.ts'
import type { Row } from './pass.ts'
import { type Examined, type FreshStrategy, type Rows, type Scenario, slowRun } from './scenarios.ts'

/** Where two runs of the same code part ways: the first expression that gave something else, or that only one came to. */
export interface PartingLine {
  readonly line: number
  /** Numbers, words, truth; of an object only that it is one. */
  readonly expected: string
  readonly found: string
}

interface Traceable extends Examined {
  open(traced: boolean): Promise<FreshStrategy>
}

interface Traced {
  readonly row: Row | undefined
  readonly points: readonly TracePoint[]
}

/** Runs both again up to the bar, step by step and traced. Undefined where they do not differ then, or nothing shows where. */
export async function partingLine(examined: Traceable, bar: number, scenario: Scenario): Promise<PartingLine | undefined> {
  const traced = async (run: (opened: FreshStrategy) => Rows): Promise<Traced> => {
    const opened = await examined.open(true)
    try {
      const row = run(opened)[bar]
      return { row, points: row === undefined || 'failed' in row.said ? [] : opened.trace() }
    } finally {
      opened.close()
    }
  }
  const before = examined.bars.slice(0, bar + 1)
  const expected = await traced(({ strategy }) => slowRun(examined, strategy, before))
  const found = await traced(({ strategy }) => scenario.retrace(strategy, bar))
  if (expected.row === undefined || found.row === undefined || partsBetween(expected.row, found.row).length === 0)
    return undefined
  // Where a step threw, its message says where.
  if ('failed' in expected.row.said || 'failed' in found.row.said) return undefined
  return parting(expected.points, found.points)
}

const NOTHING = 'not reached'

function parting(expected: readonly TracePoint[], found: readonly TracePoint[]): PartingLine | undefined {
  const longest = Math.max(expected.length, found.length)
  for (let index = 0; index < longest; index += 1) {
    const [[line, value] = [undefined, NOTHING], [otherLine, other] = [undefined, NOTHING]] = [expected[index], found[index]]
    if (line === otherLine && value === other) continue
    if (line === otherLine && line !== undefined) return { line, expected: value, found: other }
    return line === undefined
      ? { line: otherLine ?? 0, expected: NOTHING, found: other }
      : { line, expected: value, found: NOTHING }
  }
  return undefined
}
