import type { SettingSchema } from '../../../domain/index.ts'
import type { FeatureRequest, FeatureSource } from '../../../features/index.ts'
import type { StrategyDescriptor } from '../../../strategies/index.ts'

function rangeOf(spec: SettingSchema[string]): string {
  if (spec.kind === 'choice') return `${spec.default} (${spec.choices.join(', ')})`
  const unit = spec.unit === '' ? '' : ` ${spec.unit}`
  const kind = spec.kind === 'integer' ? 'whole ' : ''
  return `${String(spec.default)} (${kind}${String(spec.min)} to ${String(spec.max)}${unit})`
}

const steps = ({ cadence }: StrategyDescriptor): string =>
  cadence.on === 'bar' ? 'each closed candle' : `on the book, at most every ${String(cadence.every)} ms`

export function strategyText(strategy: StrategyDescriptor, keyOf: FeatureSource['key']): string {
  const { id, version, title, family, idea, suits, weakness, timeframe, timeframes, parameters, features, warmUp } = strategy
  const named = ([alias, request]: readonly [string, FeatureRequest]): string => `${alias} = ${keyOf(request)}`
  const width = Math.max(0, ...Object.keys(parameters).map((name) => name.length))
  const lines = [
    `${id}  version ${String(version)}: ${title} [${family}]`,
    idea,
    `suits       ${suits}`,
    `weakness    ${weakness}`,
    `steps       ${steps(strategy)}; warm-up ${String(warmUp)} candles`,
    `timeframes  ${timeframes.map((each) => (each === timeframe ? `${each} (default)` : each)).join(', ')}`,
    `features    ${Object.entries(features).map(named).join(', ')}`,
    'parameters',
    ...Object.entries(parameters).map(([name, spec]) => `  ${name.padEnd(width)}  ${rangeOf(spec)}  ${spec.title}`),
  ]
  return lines.map((line, index) => (index === 0 ? line : `    ${line}`)).join('\n')
}

/** One line for each, then each in full. */
export function strategiesText(strategies: readonly StrategyDescriptor[], keyOf: FeatureSource['key']): string {
  const table = [
    ['id', 'version', 'family', 'timeframe', 'warm-up', 'title'],
    ...strategies.map(({ id, version, family, timeframe, warmUp, title }) => [
      id,
      String(version),
      family,
      timeframe,
      String(warmUp),
      title,
    ]),
  ]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const rows = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const parts = strategies.map((strategy) => strategyText(strategy, keyOf))
  return `${rows.join('\n')}\n\n${parts.join('\n\n')}\n\n${String(strategies.length)} strategies\n`
}
