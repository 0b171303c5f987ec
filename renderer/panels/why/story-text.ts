import { durationText } from './facts.ts'
import type { Detail, Moment } from './moment.ts'

/** As far as a line of it goes, columns under one another. */
function tableText({ title, head, rows }: Detail): readonly string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return [
    `    ${title}`,
    ...all.map((row) => `      ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
  ]
}

/** Ms since the moment before; undefined for the first. */
export const deltasOf = (moments: readonly Moment[]): readonly (number | undefined)[] =>
  moments.map(({ at }, index) => {
    const before = moments[index - 1]
    return before === undefined ? undefined : at - before.at
  })

/** The whole story as text for a report or a message: ISO times, every figure. */
export function storyText(asked: string, moments: readonly Moment[]): string {
  const deltas = deltasOf(moments)
  const lines = moments.flatMap((moment, index) => {
    const delta = deltas[index]
    return [
      `${new Date(moment.at).toISOString()}  ${delta === undefined ? '' : `+${durationText(delta)}  `}${moment.title}${moment.sequence === null ? '' : `  (row ${String(moment.sequence)})`}`,
      ...moment.facts.map(([name, value]) => `    ${name}: ${value}`),
      ...moment.details.flatMap(tableText),
    ]
  })
  return [`Story of ${asked}`, ...lines, ''].join('\n')
}
