import { readFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import { InputError } from '../../../domain/index.ts'
import { monteCarloText, runMonteCarlo } from '../../../services/research/index.ts'
import { type CommandSpec, helpOf, numberOption, parseOptions, wholeOption } from './arguments.ts'
import { type Print, toStdout } from './print.ts'

const OPTIONS = {
  report: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  'ruin-pct': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

async function read(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--report', value: file, remedy: `cannot be read (${reason})` })
  }
}

export function monteCarloCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'montecarlo',
    summary: 'What another order or other luck would have made of the trades of a backtest.',
    usage: 'montecarlo --report FILE [options]',
    options: [
      ['--report FILE', 'what `backtest --json` printed; - reads it from the standard input'],
      ['--runs N', 'of each kind (default 2000)'],
      ['--seed N', 'of the draws (default 1)'],
      ['--ruin-pct N', 'ruin is so much of the starting cash or less (default 50)'],
      ['--json', 'prints one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const { report: file } = values
      if (file === undefined)
        throw new InputError({ field: '--report', value: 'missing', remedy: 'give a file with what `backtest --json` printed' })
      const terms = {
        runs: wholeOption('--runs', values.runs, 2_000, { min: 1, max: 100_000 }),
        seed: wholeOption('--seed', values.seed, 1, { min: 0, max: 999_999_999 }),
        ruin: numberOption('--ruin-pct', values['ruin-pct'], 50, { min: 0, max: 99.999 }) / 100,
      }
      const report = runMonteCarlo(await read(file), file, terms)
      await print(values.json ? `${JSON.stringify(report)}\n` : monteCarloText(report))
      return 0
    },
  }
  return spec
}
