import type { UniverseReport } from '../../../research/index.ts'

const row = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('  ')
    .trimEnd()

const scoreText = (score: number | null): string => (score === null ? '-' : score.toFixed(3))

/** The proposals with their reasons first, then every market, then who was left out. */
export function universeText(report: UniverseReport, bars: { readonly timeframe: string; readonly days: number }): string {
  const { rows, proposals, excluded, quote } = report
  const lines = [`${String(rows.length)} markets in ${quote}, ${bars.timeframe} bars of ${String(bars.days)} days`, '', 'Watch']
  for (const [index, { instrument, score, reason }] of proposals.entries()) {
    const found = rows.find((each) => each.instrument === instrument)
    lines.push(`${String(index + 1).padStart(2)}. ${instrument}  ${scoreText(score)}: ${reason}`)
    for (const each of found?.reasons ?? []) lines.push(`      ${each}`)
    if (found !== undefined && found.missing.length > 0) lines.push(`      missing: ${found.missing.join(', ')}`)
  }
  const names = rows[0]?.components.map(({ name }) => name) ?? []
  const table = [
    ['All', 'score', ...names],
    ...rows.map(({ rank, instrument, score, components }) => [
      `${String(rank).padStart(2)}. ${instrument}`,
      scoreText(score),
      ...components.map(({ value, percentile }) =>
        value === null ? 'missing' : percentile === null ? 'alone' : `p${(100 * percentile).toFixed(0)}`,
      ),
    ]),
  ]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => (cells[column] ?? '').length)))
  lines.push('', ...table.map((cells) => row(cells, widths)))
  if (excluded.length > 0)
    lines.push('', 'Left out', ...excluded.map(({ instrument, code, reason }) => `    ${instrument}  ${code}: ${reason}`))
  return `${lines.join('\n')}\n`
}
