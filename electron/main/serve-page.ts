import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Protocol } from 'electron'
import { CONTENT_SECURITY_POLICY, PAGE_HOST, PAGE_SCHEME } from './page-rules.ts'

/** Must run before the app is ready, and once: gives our scheme a real origin. */
export function registerPageScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** What every answer carries: no code from elsewhere, no guessing of types, nobody else's embedding. */
export const FENCE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/**
 * The files of a folder by their path in an address. Only what is listed here can be asked for, so that no spelling
 * of a path leads anywhere else; source maps stay inside.
 */
export function filesOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const known = names.filter((name) => TYPES[extname(name)] !== undefined)
  return new Map(known.map((name) => [`/${name.split(sep).join('/')}`, join(folder, name)]))
}

/** The file that a request names, or the status with which it is refused. */
export function fileFor(files: ReadonlyMap<string, string>, { method, url }: Pick<Request, 'method' | 'url'>): string | number {
  if (method !== 'GET') return 405
  if (!URL.canParse(url)) return 400
  const { host, pathname, protocol: scheme } = new URL(url)
  if (scheme !== `${PAGE_SCHEME}:` || host !== PAGE_HOST) return 404
  return files.get(pathname) ?? 404
}

/** Serves the built renderer, each answer under the strict content policy. */
export function servePage(to: Pick<Protocol, 'handle'>, folder: string): void {
  const files = filesOf(folder)
  to.handle(PAGE_SCHEME, async (request) => {
    const file = fileFor(files, request)
    if (typeof file === 'number') return new Response(null, { status: file, headers: FENCE_HEADERS })
    const headers = {
      ...FENCE_HEADERS,
      'content-type': TYPES[extname(file)] ?? '',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    }
    return new Response(await readFile(file), { headers })
  })
}
