import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../../domain/index.ts'
import type { CcxtExchange } from './ccxt-types.ts'

type CcxtConstructor = new (config: Readonly<Record<string, unknown>>) => CcxtExchange

/** The file of an exchange's class: the streaming one, or where ccxt has none, the one for REST alone. */
function fileOf(id: string): string | undefined {
  if (!/^[a-z0-9]+$/.test(id)) return undefined
  // The package's CommonJS entry is dist/ccxt.cjs.
  const source = join(dirname(dirname(createRequire(import.meta.url).resolve('ccxt'))), 'js', 'src')
  return [join(source, 'pro', `${id}.js`), join(source, `${id}.js`)].find((file) => existsSync(file))
}

/** The file of a known exchange; throws {@link InputError} for an id that ccxt does not know. */
export function assertKnown(id: string): string {
  const file = fileOf(id)
  if (file !== undefined) return file
  const remedy = 'use binance, coinbase, okx, kraken or bybit, or another id that ccxt lists'
  throw new InputError({ field: 'exchange', value: id, remedy })
}

/**
 * One exchange's class by file path: a fifth of the memory and start time of the whole library, whose
 * package exports only its root. Resolved at run time, so that plain Node, the test runner and a bundle
 * that leaves ccxt out all take the same way, and only what is asked for is loaded. Throws {@link InputError}
 * for an id that ccxt does not know.
 */
export async function loadExchange(id: string, config: Readonly<Record<string, unknown>>): Promise<CcxtExchange> {
  const file = assertKnown(id)
  const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: CcxtConstructor }
  return new module.default(config)
}
