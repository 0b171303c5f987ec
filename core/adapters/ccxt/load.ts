import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CcxtExchange } from './ccxt-types.ts'

type CcxtConstructor = new (config: Readonly<Record<string, unknown>>) => CcxtExchange

/**
 * One exchange's streaming class by file path: a fifth of the memory and start time of the whole
 * library, whose package exports only its root. Resolved at run time, so that plain Node, the
 * test runner and a bundle that leaves ccxt out all take the same way.
 */
export async function loadExchange(id: string, config: Readonly<Record<string, unknown>>): Promise<CcxtExchange> {
  // The package's CommonJS entry is dist/ccxt.cjs.
  const root = dirname(dirname(createRequire(import.meta.url).resolve('ccxt')))
  const path = pathToFileURL(join(root, 'js', 'src', 'pro', `${id}.js`)).href
  const module = (await import(/* @vite-ignore */ path)) as { default: CcxtConstructor }
  return new module.default(config)
}
