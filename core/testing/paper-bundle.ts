import type { Hold, WalkedBundle } from './bundle-walk.ts'

/** All that the paper trader loads by name. Whatever is not here is a breach, also what nobody thought of. */
const LOADED = new Set([
  ...['fs', 'path', 'os', 'util', 'events', 'assert', 'buffer', 'url', 'module', 'worker_threads', 'perf_hooks'],
  ...['diagnostics_channel', 'better-sqlite3', 'crypto', 'zlib'],
])
/** Of the cryptography: random ids, and the checksum of the journal's snapshots, which has no key and so signs nothing. */
const CRYPTO = new Set(['randomBytes', 'createHash'])
/** Source folders and packages that speak to a venue, sign, or hold keys. */
const KEPT_OUT =
  /^core\/(?:adapters\/(?:ccxt|keystore|http-feeds|captures)|demo|services\/(?:feed|trader-live|research)|hosts\/node\/(?:gateway|keys))\/|node_modules\/(?:ccxt|ws|undici|protobufjs|axios|node-fetch|got)\//
/** What the logger and the validator may do that nobody can follow: threads for log files that are never asked for, a probe for `eval`. */
const UNFOLLOWED = /^(?:node_modules\/(?:thread-stream|zod|pino)\/|core\/adapters\/system\/thread-pool\.ts$|\\0rolldown\/)/
const ADDRESSES = /^https?:\/\/(?:json-schema\.org|github\.com\/mcollina)\//

const builtin = (name: string): string => name.replace(/^node:/, '')

function problem({ kind, what, within, file }: Hold): string | undefined {
  switch (kind) {
    case 'module':
      return KEPT_OUT.test(what) ? 'contains' : undefined
    case 'import':
      return LOADED.has(builtin(what)) ? undefined : 'loads'
    case 'name': {
      const [from = '', name = ''] = builtin(what).split('#')
      return from === 'crypto' && !CRYPTO.has(name) ? 'takes' : undefined
    }
    case 'opaque':
      return UNFOLLOWED.test(within) ? undefined : 'runs what cannot be followed:'
    case 'global':
      return 'refers to'
    case 'member':
      // The bundler's own runtime names no origin at its imports.
      return what === 'createRequire' && (UNFOLLOWED.test(within) || file.includes('rolldown-runtime')) ? undefined : 'refers to'
    case 'text':
      return ADDRESSES.test(what) ? undefined : 'says'
  }
}

/** What a bundle holds that a trader without keys and without a network must not, a line each. */
export function paperBreaches(bundle: WalkedBundle): readonly string[] {
  return bundle.holds.flatMap((hold) => {
    const found = problem(hold)
    return found === undefined ? [] : [`${hold.file} ${found} ${hold.what} (${hold.within === '' ? '?' : hold.within})`]
  })
}
