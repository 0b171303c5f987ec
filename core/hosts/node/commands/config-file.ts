import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type ConfigFile, type ConfigInput, parseConfig } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'

/** Reads a configuration as plain JSON. Throws InputError naming the file, or the line of a syntax error. */
export function readConfigText(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--config', value: file, remedy: `cannot be read (${reason})` })
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({
      field: '--config',
      value: file,
      remedy: `is not JSON (${reason}); docs/user-guide.md shows an example`,
    })
  }
}

export interface DemoSettings {
  /** Replaces what the file says. */
  readonly exchanges: ConfigInput['exchanges']
  /** Used where the file says nothing of strategies. */
  readonly strategies?: ConfigInput['strategies']
}

/** The file's settings with defaults, or the defaults alone. */
export function loadConfig(file: string | undefined, demo?: DemoSettings): ConfigFile {
  const given = file === undefined ? {} : readConfigText(file)
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new InputError({ field: '--config', value: file ?? '', remedy: 'expected a JSON object' })
  }
  if (demo === undefined) return parseConfig(given)
  const { exchanges, strategies } = demo
  return parseConfig({ ...(strategies === undefined ? {} : { strategies }), ...given, exchanges })
}

/** Where data is kept when nobody says: the platform's place for an application's own data. */
export function defaultDataDir(name: string): string {
  const { SENTINEL_DATA, XDG_DATA_HOME, LOCALAPPDATA } = process.env
  if (SENTINEL_DATA !== undefined && SENTINEL_DATA !== '') return join(SENTINEL_DATA, name)
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Sentinel', name)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sentinel', name)
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'sentinel', name)
}
