import type { ParameterSpec } from '../../../domain/index.ts'
import type { IndicatorDescriptor } from '../../../features/index.ts'

/** One indicator over a history. NaN stands where it has no value. */
export interface FeatureSeries {
  readonly indicator: string
  readonly parameters: Readonly<Record<string, number>>
  readonly warmUp: number
  readonly time: Float64Array
  readonly outputs: ReadonlyMap<string, Float64Array>
}

const range = ({ kind, min, max, default: usual, unit }: ParameterSpec): string =>
  `${String(usual)} (${kind === 'integer' ? 'whole ' : ''}${String(min)} to ${String(max)}${unit === '' ? '' : ` ${unit}`})`

function described(indicator: IndicatorDescriptor): string {
  const { id, title, outputs, warmUp, session, sees, formula, parameters } = indicator
  const lines = [
    `${id}: ${title}`,
    ...Object.entries(parameters).map(([name, spec]) => `${name} = ${range(spec)}`),
    `outputs: ${outputs.join(', ')}`,
    session === null ? `first value with input ${String(warmUp)}` : `first value in session ${String(warmUp)} (${session})`,
    `sees ${sees}`,
    formula,
  ]
  return lines.map((line, index) => (index === 0 ? line : `    ${line}`)).join('\n')
}

/** Every indicator by family, for a person. */
export function catalogText(indicators: readonly IndicatorDescriptor[]): string {
  const families = [...new Set(indicators.map(({ family }) => family))]
  const parts = families.map((family) => {
    const members = indicators.filter((indicator) => indicator.family === family)
    return [`== ${family} (${String(members.length)})`, ...members.map(described)].join('\n')
  })
  return `${parts.join('\n\n')}\n\n${String(indicators.length)} indicators\n`
}

const ROWS_A_PART = 5_000
const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

/** The series as one JSON object, in parts so that a long one is never held whole. */
export function* seriesJson({ indicator, parameters, warmUp, time, outputs }: FeatureSeries): Generator<string> {
  const names = [...outputs.keys()]
  yield `${JSON.stringify({ indicator, parameters, outputs: names, warmUp }).slice(0, -1)},"series":[`
  for (let start = 0; start < time.length; start += ROWS_A_PART) {
    const rows = Array.from(time.subarray(start, start + ROWS_A_PART), (at, index) => {
      const values = [...outputs].map(([name, column]) => [name, known(column[start + index])] as const)
      return JSON.stringify({ time: at, ...Object.fromEntries(values) })
    })
    yield `${start === 0 ? '' : ','}${rows.join(',')}`
  }
  yield ']}\n'
}

const shown = (value: number | undefined): string => {
  const number = known(value)
  return number === null ? '-' : String(Number(number.toPrecision(10)))
}

/** The newest rows as a table; a dash where there is no value. */
export function seriesText({ indicator, parameters, warmUp, time, outputs }: FeatureSeries, last: number): string {
  const first = Math.max(time.length - last, 0)
  const rows = Array.from(time.subarray(first), (at, index) => [
    new Date(at).toISOString().replace('.000Z', 'Z'),
    ...[...outputs.values()].map((column) => shown(column[first + index])),
  ])
  const table = [['time', ...outputs.keys()], ...rows]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
  const settings = Object.entries(parameters).map(([name, value]) => `${name} ${String(value)}`)
  const head = `${[indicator, ...settings].join(', ')}; first value with input ${String(warmUp)}; ${String(time.length)} candles`
  return `${head}\n${lines.join('\n')}\n`
}
