import { ENVIRONMENTS, InputError } from '../../../domain/index.ts'
import { answerWhy } from '../account-questions.ts'
import { ACCOUNT_HELP, ACCOUNT_OPTIONS } from './account-file.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions } from './arguments.ts'
import { dataFolder } from './market-options.ts'
import { type Print, toStdout } from './print.ts'
import { whyText } from './why-text.ts'

/** The story of one order, from its journal; a running terminal may keep writing it. */
export function whyCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'why',
    summary: 'Tells the whole story of an order: the market it was decided on, the rules, the approval, each step and fill.',
    usage: 'why ID [options]',
    options: [
      ['ID', 'of an order, a client order, a signal or a fill'],
      ...ACCOUNT_HELP,
      ['--json', 'prints everything as one JSON object, as /api/why does'],
    ],
    async run(args) {
      const [first] = args
      const named = first !== undefined && !first.startsWith('-')
      const values = parseOptions(named ? args.slice(1) : args, {
        ...ACCOUNT_OPTIONS,
        env: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      if (!named)
        throw new InputError({ field: 'id', value: 'missing', remedy: 'give the id of an order, a signal or a fill first' })
      const environment = choiceOption('--environment', values.environment ?? values.env, ENVIRONMENTS) ?? 'paper'
      const story = answerWhy({ data: dataFolder(values.data), environment }, first)
      await print(values.json ? `${JSON.stringify(story)}\n` : whyText(story))
      return 0
    },
  }
  return spec
}
