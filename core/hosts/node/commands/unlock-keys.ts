import { join } from 'node:path'
import { FileKeystore } from '../../../adapters/keystore/index.ts'
import type { ConfigFile } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { Keystore } from '../../../ports/index.ts'
import type { UnlockedKeys } from '../../../services/runtime/index.ts'
import { dataFolder } from './market-options.ts'
import { SecretPrompt } from './secret-prompt.ts'

/** The same for every command that keeps or needs keys. */
export const PASSPHRASE = 'SENTINEL_PASSPHRASE'
export const keystoreFile = (data: string | undefined): string => join(dataFolder(data), 'keystore.json')

export interface UnlockTools {
  readonly ask: () => SecretPrompt
  readonly open: (file: string) => Keystore
}

const TOOLS: UnlockTools = { ask: () => new SecretPrompt(), open: (file) => new FileKeystore(file) }

/** The named keys of a data folder's keystore. Throws InputError for a name or a passphrase that is not right. */
export async function unlockKeys(
  name: string,
  { data, exchanges }: { readonly data: string | undefined; readonly exchanges: ConfigFile['exchanges'] },
  { ask, open }: UnlockTools = TOOLS,
): Promise<UnlockedKeys> {
  const store = open(keystoreFile(data))
  const entries = store.list()
  const entry = entries.find(({ id }) => id === name)
  if (entry === undefined) {
    const known = entries.map(({ id }) => id).join(', ')
    const remedy = known === '' ? 'there are no keys; keep some with: keys add --exchange ID' : `use one of ${known}`
    throw new InputError({ field: '--keys', value: name, remedy })
  }
  if (!exchanges.some(({ id }) => id === entry.exchange)) {
    const remedy = `these are keys of ${entry.exchange}; the configuration trades ${exchanges.map(({ id }) => id).join(', ')}`
    throw new InputError({ field: '--keys', value: name, remedy })
  }
  const prompt = ask()
  try {
    const passphrase = await prompt.ask('Passphrase', PASSPHRASE)
    return { ...store.open(passphrase, name), name, exchange: entry.exchange }
  } finally {
    prompt.close()
  }
}
