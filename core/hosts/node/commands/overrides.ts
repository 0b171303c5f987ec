import { join } from 'node:path'
import { sqliteJournalReader } from '../../../adapters/sqlite/index.ts'
import { OVERRIDES_BY, type OverridesRow } from '../../../contract/index.ts'
import { readOverrides } from '../../../simulation/counterfactual/index.ts'
import { overridesRow } from '../../../services/trader/index.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { dataFolder } from './market-options.ts'
import { type Print, toStdout } from './print.ts'

/** What overriding signals earned or cost, from the records of a data folder; a running terminal may keep writing them. */
export function overridesCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'overrides',
    summary: 'Says what rejecting, editing and missing signals earned or cost, against an account that took them all.',
    usage: 'overrides [--data DIR] [--by strategy|hour|reason] [--limit N] [--json]',
    options: [
      ['--data DIR', 'data folder (default: as for serve)'],
      ['--by GROUP', 'strategy, hour (of the day, UTC) or reason (default)'],
      ['--limit N', 'the newest so many signals in --json, 0 to 2000 (default 500)'],
      ['--json', 'prints everything as one JSON object, as /api/overrides does'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        data: { type: 'string' },
        by: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const by = choiceOption('--by', values.by, OVERRIDES_BY) ?? 'reason'
      const limit = wholeOption('--limit', values.limit, 500, { min: 0, max: 2_000 })
      const row = readRow(dataFolder(values.data), by, limit)
      await print(values.json ? `${JSON.stringify(row)}\n` : overridesText(row))
      return 0
    },
  }
  return spec
}

function readRow(folder: string, by: (typeof OVERRIDES_BY)[number], limit: number): OverridesRow {
  const open = (name: string) => sqliteJournalReader(join(folder, 'paper', name))
  const journals = [open('journal.db'), open('counterfactual.db'), open('counterfactual-alone.db')] as const
  try {
    const [real, twin, alone] = journals
    const { comparison, rows } = readOverrides({ real, twin, alone })
    return overridesRow(comparison, rows, { by, limit })
  } finally {
    for (const journal of journals) journal.close()
  }
}

const amount = (text: string): string => Number(text).toFixed(2)

/** The sentences, and a line for each group. */
export function overridesText({ text, groups, by, overrides }: OverridesRow): string {
  const rows = [...groups, overrides].map(({ key, account, alone, unfollowed }) => [
    key === '' ? '(none)' : key,
    String(account.count),
    amount(account.effect),
    account.interval === undefined ? '-' : `${account.interval.low.toFixed(2)} to ${account.interval.high.toFixed(2)}`,
    account.verdict,
    String(alone.count),
    amount(alone.effect),
    String(unfollowed),
  ])
  const head = [by, 'signals', 'effect', '95 % interval', 'verdict', 'alone', 'effect alone', 'not followed']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [...text, '', line(head), ...rows.map(line), ''].join('\n')
}
