import { existsSync } from 'node:fs'
import { ENVIRONMENTS, InputError } from '../../../domain/index.ts'
import { type Verification, verifyJournal } from '../../../journal/index.ts'
import { tradingConfig } from '../../../services/trader/index.ts'
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, journalFile, openJournal } from './account-file.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions } from './arguments.ts'
import { loadConfig } from './config-file.ts'
import { type Print, toStdout } from './print.ts'

/** Decides a recorded session again; exit code 1 where something comes out otherwise. */
export function verifyCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'verify',
    summary: 'Decides every input of a trading journal again and compares each decision with the record, byte for byte.',
    usage: 'verify [--journal FILE | --data DIR --environment NAME] [--config FILE] [--json]',
    options: [
      ['--journal FILE', 'a journal.db (default: that of the data folder)'],
      ...ACCOUNT_HELP,
      ['--config FILE', 'decide by these settings instead of the recorded ones: says what first comes out otherwise'],
      ['--json', 'prints the result as one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        ...ACCOUNT_OPTIONS,
        env: { type: 'string' },
        journal: { type: 'string' },
        config: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const environment = choiceOption('--environment', values.environment ?? values.env, ENVIRONMENTS) ?? 'paper'
      if (values.journal !== undefined && !existsSync(values.journal))
        throw new InputError({ field: '--journal', value: values.journal, remedy: 'no such file' })
      const config = values.config === undefined ? {} : { config: tradingConfig(loadConfig(values.config)) }
      const journal = openJournal(values.journal ?? journalFile({ data: values.data, environment }))
      try {
        const result = verifyJournal(journal.replay, config)
        await print(values.json ? `${JSON.stringify(result)}\n` : verificationText(result))
        return result.difference === undefined ? 0 : 1
      } finally {
        journal.close()
      }
    },
  }
  return spec
}

function verificationText({ rows, decided, unrecorded, digest, settings, difference }: Verification): string {
  const lines = [`${String(rows)} rows, ${String(decided)} inputs decided again, digest ${digest}`]
  if (unrecorded > 0) lines.push(`${String(unrecorded)} inputs from before prices were recorded: believed, not checked`)
  for (const { field, recorded, replayed } of settings) lines.push(`setting ${field}: recorded ${recorded}, now ${replayed}`)
  if (difference === undefined) lines.push(decided === 0 ? 'nothing could be checked' : 'every decision is the same')
  else {
    const { sequence, at, input, event, field, recorded, replayed } = difference
    lines.push(
      `first difference at row ${String(sequence)} (${new Date(at).toISOString()}), ${event} of ${input}`,
      `  ${field}`,
      `  recorded  ${recorded}`,
      `  replayed  ${replayed}`,
    )
  }
  return `${lines.join('\n')}\n`
}
