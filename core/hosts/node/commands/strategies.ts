import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProcessSandboxes } from '../../../adapters/strategy-sandbox/index.ts'
import { InputError } from '../../../domain/index.ts'
import { featureSource } from '../../../features/index.ts'
import { type StrategyDescriptor, strategyCatalog } from '../../../strategies/index.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { strategiesText, strategyText } from './strategy-text.ts'
import { readUserStrategy } from './user-strategy-file.ts'

type Checked =
  | { readonly ok: true; readonly types: 'checked' | 'no compiler'; readonly strategy: StrategyDescriptor }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Syntax, types where a compiler is installed, and a start in a sandbox: what the terminal will say of the file. */
async function check(file: string, declarations: string): Promise<Checked> {
  const found = readUserStrategy(file, declarations, 'FILE')
  if (!found.ok) return found
  const sandboxes = new ProcessSandboxes()
  try {
    const { strategy } = await found.open(sandboxes)
    return { ok: true, types: found.types, strategy: strategy.descriptor }
  } catch (error) {
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] }
  } finally {
    sandboxes.close()
  }
}

export function strategiesCommand(resources: URL, print = (text: string): unknown => process.stdout.write(text)): CommandSpec {
  const declarations = new URL('sentinel.d.ts', resources)
  const spec: CommandSpec = {
    name: 'strategies',
    summary: 'Lists the built-in strategies, or checks a file with one of your own.',
    usage: 'strategies [--json] | strategies check FILE [--json] | strategies types',
    options: [
      ['--json', 'prints JSON instead of text'],
      [
        'check FILE',
        'syntax, types (where the typescript package is installed) and a start in a sandbox; exit code 2 for a problem',
      ],
      ['types', 'prints the declarations of the module sentinel, for your editor: save them as sentinel.d.ts'],
    ],
    async run(args) {
      const [verb] = args
      const positional = verb === 'check' || verb === 'types' ? verb : undefined
      const file = positional === 'check' && args[1]?.startsWith('-') === false ? args[1] : undefined
      const values = parseOptions(args.slice((positional === undefined ? 0 : 1) + (file === undefined ? 0 : 1)), {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      const keyOf = featureSource.key.bind(featureSource)
      if (values.help) print(helpOf(spec))
      else if (positional === 'types') print(readFileSync(declarations, 'utf8'))
      else if (positional === undefined)
        print(values.json ? `${JSON.stringify({ strategies: strategyCatalog() })}\n` : strategiesText(strategyCatalog(), keyOf))
      else {
        if (file === undefined) throw new InputError({ field: 'FILE', value: 'missing', remedy: 'give the file to check' })
        const found = await check(file, fileURLToPath(declarations))
        if (values.json) print(`${JSON.stringify(found)}\n`)
        else if (!found.ok) print(`${found.problems.join('\n')}\n`)
        else {
          const types = found.types === 'checked' ? 'types checked' : 'types not checked: the typescript package is not installed'
          print(`${basename(file)} is ready (${types})\n${strategyText(found.strategy, keyOf)}\n`)
        }
        return found.ok ? 0 : 2
      }
      return 0
    },
  }
  return spec
}
