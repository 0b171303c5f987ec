import { InputError } from '../../domain/index.ts'
import packageFile from '../../../package.json' with { type: 'json' }
import type { CommandSpec } from './commands/arguments.ts'
import { archiveCommand } from './commands/archive.ts'
import { backtestCommand } from './commands/backtest.ts'
import { collectCommand } from './commands/collect.ts'
import { drillCommand } from './commands/drill.ts'
import { exportCommand } from './commands/export.ts'
import { featuresCommand } from './commands/features.ts'
import { fillsCommand } from './commands/fills.ts'
import { generateCommand } from './commands/generate.ts'
import { keysCommand } from './commands/keys.ts'
import { lookaheadCommand } from './commands/lookahead.ts'
import { overridesCommand } from './commands/overrides.ts'
import { monteCarloCommand } from './commands/montecarlo.ts'
import { optimiseCommand } from './commands/optimise.ts'
import { portfolioCommand } from './commands/portfolio.ts'
import { replayCommand } from './commands/replay.ts'
import { serveCommand } from './commands/serve.ts'
import { strategiesCommand } from './commands/strategies.ts'
import { taxLotsCommand } from './commands/tax-lots.ts'
import { universeCommand } from './commands/universe.ts'
import { verifyCommand } from './commands/verify.ts'
import { walkForwardCommand } from './commands/walk-forward.ts'
import { whyCommand } from './commands/why.ts'
import { placesFrom } from './places.ts'

/** The command line. Exit codes: 0 done, 2 wrong input (nothing was changed), 1 anything else. */
const { version } = packageFile
const places = placesFrom(import.meta.url, version)
const COMMANDS: readonly CommandSpec[] = [
  serveCommand(places),
  collectCommand(places),
  exportCommand(),
  archiveCommand(),
  replayCommand(places.strategies),
  backtestCommand(places.strategies),
  lookaheadCommand(places.strategies),
  generateCommand(places.worker('rule-tasks')),
  optimiseCommand(places),
  walkForwardCommand(places),
  monteCarloCommand(),
  featuresCommand(),
  strategiesCommand(places.strategies),
  universeCommand(),
  overridesCommand(),
  portfolioCommand(),
  taxLotsCommand(),
  fillsCommand(),
  whyCommand(),
  verifyCommand(),
  keysCommand(),
  drillCommand(),
]

function overview(): string {
  const rows = COMMANDS.map((command) => `  ${command.name.padEnd(14)}${command.summary}`)
  return [
    `Sentinel ${version}`,
    '',
    'Usage: sentinel COMMAND [options]',
    '',
    ...rows,
    '',
    'sentinel COMMAND --help shows the options of a command.',
    '',
  ].join('\n')
}

async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview())
    return 0
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`)
    return 0
  }
  const command = COMMANDS.find((each) => each.name === name)
  if (command === undefined) {
    throw new InputError({ field: 'command', value: name, remedy: `use one of ${COMMANDS.map((each) => each.name).join(', ')}` })
  }
  return await command.run(rest)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof InputError ? 2 : 1
}
