import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfig, type SentinelConfig } from '../../core/contract/index.ts'
import { startDemoExchange } from './demo-exchange.ts'

export interface Settings {
  readonly config: SentinelConfig
  readonly source: string
  readonly sourceNote: string
}

/** `config.json` of the application folder if there is one, else the built-in demo market. Paper trading either way. */
export async function loadSettings(userData: string, dist: URL): Promise<Settings> {
  const own = join(userData, 'config.json')
  if (existsSync(own)) {
    const file = parseConfig(JSON.parse(readFileSync(own, 'utf8')))
    const dataDir = file.storage.dataDir ?? join(userData, 'data')
    mkdirSync(dataDir, { recursive: true })
    const source = file.exchanges.map(({ id }) => id).join(', ')
    return { config: { ...file, dataDir, environment: 'paper' }, source, sourceNote: '' }
  }
  const recordings = fileURLToPath(recordingsFolder(dist))
  const { endpoint, symbols, note } = await startDemoExchange(new URL('node/workers/demo.js', dist), recordings)
  const dataDir = join(userData, 'demo-market')
  mkdirSync(dataDir, { recursive: true })
  const file = parseConfig({ exchanges: [{ id: 'binance', symbols: [...symbols], endpoint }] })
  return { config: { ...file, dataDir, environment: 'paper' }, source: 'demo market', sourceNote: note }
}

/** Beside dist/ in the source tree; a packed program carries them outside its archive. */
function recordingsFolder(dist: URL): URL {
  const inTree = new URL('../resources/demo', dist)
  return existsSync(inTree) ? inTree : new URL('../../demo', dist)
}
