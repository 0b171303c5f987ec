import { FileKeystore, LEAST_PASSPHRASE } from '../../../adapters/keystore/index.ts'
import { systemClock } from '../../../adapters/system/index.ts'
import { exchangeId, InputError, type Secret } from '../../../domain/index.ts'
import type { KeyEntry, Keystore } from '../../../ports/index.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { type Print, toStdout } from './print.ts'
import { SecretPrompt } from './secret-prompt.ts'
import { keystoreFile, PASSPHRASE } from './unlock-keys.ts'

const VERBS = ['list', 'add', 'remove', 'passphrase'] as const
type Verb = (typeof VERBS)[number]

const NAME = /^[A-Za-z0-9_.-]{1,40}$/

interface Values {
  readonly id?: string | undefined
  readonly exchange?: string | undefined
  readonly label?: string | undefined
}

const text = (entries: readonly KeyEntry[]): string =>
  entries.length === 0
    ? 'No keys yet. Add some with: keys add --exchange ID\n'
    : entries
        .map(({ id, exchange, label, addedAt }) => `${id}  ${exchange}  ${new Date(addedAt).toISOString()}  ${label}\n`)
        .join('')

function nameOf(value: string | undefined): string {
  if (value !== undefined && NAME.test(value)) return value
  throw new InputError({ field: '--id', value: value ?? 'missing', remedy: '1 to 40 letters, digits, dots and dashes' })
}

const chosen = (prompt: SecretPrompt, variable: string): Promise<Secret> =>
  prompt.choose(`New passphrase (at least ${String(LEAST_PASSPHRASE)} characters)`, variable)

async function add(store: Keystore, prompt: SecretPrompt, { id, exchange, label }: Values): Promise<string> {
  if (exchange === undefined || !/^[a-z0-9]{2,30}$/.test(exchange))
    throw new InputError({ field: '--exchange', value: exchange ?? 'missing', remedy: 'give an exchange id such as binance' })
  const name = nameOf(id ?? exchange)
  const known = store.list()
  if (known.some((entry) => entry.id === name))
    throw new InputError({ field: '--id', value: name, remedy: 'there are keys of this name; remove them or choose another' })
  const passphrase = known.length === 0 ? await chosen(prompt, PASSPHRASE) : await prompt.ask('Passphrase', PASSPHRASE)
  // Before anything else is typed in vain.
  if (known.length > 0) store.check(passphrase)
  const apiKey = await prompt.ask('API key', 'SENTINEL_API_KEY')
  const secret = await prompt.ask('API secret', 'SENTINEL_API_SECRET')
  const password = await prompt.askOptional('API passphrase of the exchange (empty if it has none)', 'SENTINEL_API_PASSWORD')
  store.add(
    passphrase,
    { id: name, exchange: exchangeId(exchange), label: label ?? '', addedAt: systemClock().now() },
    { apiKey, secret, ...(password.length === 0 ? {} : { password }) },
  )
  return `The keys ${name} are kept, encrypted.\n`
}

async function change(store: Keystore, prompt: SecretPrompt): Promise<string> {
  const from = await prompt.ask('Passphrase', PASSPHRASE)
  store.check(from)
  store.changePassphrase(from, await chosen(prompt, 'SENTINEL_NEW_PASSPHRASE'))
  return 'The passphrase was changed.\n'
}

export interface KeysTools {
  readonly print: Print
  readonly ask: () => SecretPrompt
  readonly open: (file: string) => Keystore
}

const TOOLS: KeysTools = { print: toStdout, ask: () => new SecretPrompt(), open: (file) => new FileKeystore(file) }

export function keysCommand({ print, ask, open }: KeysTools = TOOLS): CommandSpec {
  const spec: CommandSpec = {
    name: 'keys',
    summary: 'Keeps exchange keys in an encrypted file, for live trading without a desktop keychain.',
    usage: 'keys list [--json] | keys add --exchange ID [--id NAME] [--label TEXT] | keys remove --id NAME | keys passphrase',
    options: [
      ['--exchange ID', 'which exchange the keys are of'],
      ['--id NAME', 'what the keys are called here (default: the exchange)'],
      ['--label TEXT', 'a note for yourself'],
      ['--data DIR', 'folder with the keystore (default: the place for application data)'],
      ['--json', 'with list: prints JSON instead of text'],
      ['', 'Keys and passphrase are asked for and not shown, read from lines of stdin, or taken from'],
      ['', 'SENTINEL_PASSPHRASE, SENTINEL_API_KEY, SENTINEL_API_SECRET and SENTINEL_API_PASSWORD; never from options.'],
    ],
    async run(args) {
      const [first = 'list', ...rest] = args
      const verb = VERBS.find((each) => each === first)
      const values = parseOptions(verb === undefined ? args : rest, {
        exchange: { type: 'string' },
        id: { type: 'string' },
        label: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const store = open(keystoreFile(values.data))
      const prompt = ask()
      const acts: Readonly<Record<Verb, () => Promise<string>>> = {
        list: () => Promise.resolve(values.json ? `${JSON.stringify(store.list())}\n` : text(store.list())),
        add: () => add(store, prompt, values),
        remove: async () => {
          const id = nameOf(values.id)
          store.remove(await prompt.ask('Passphrase', PASSPHRASE), id)
          return `The keys ${id} are gone.\n`
        },
        passphrase: () => change(store, prompt),
      }
      try {
        await print(await acts[verb ?? 'list']())
      } finally {
        prompt.close()
      }
      return 0
    },
  }
  return spec
}
