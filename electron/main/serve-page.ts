import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { net, protocol } from 'electron'
import { CONTENT_SECURITY_POLICY, PAGE_SCHEME } from './page-rules.ts'

/** Must run before the app is ready: gives our scheme a real origin. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** The file inside `folder` that a page address names, or undefined when it points outside. */
export function fileFor(folder: string, url: string): string | undefined {
  const file = normalize(join(folder, decodeURIComponent(new URL(url).pathname)))
  return file.startsWith(folder + sep) ? file : undefined
}

/** Serves the built renderer, each answer under the strict content policy. */
export function servePage(folder: string): void {
  protocol.handle(PAGE_SCHEME, async (request) => {
    const file = fileFor(folder, request.url)
    if (file === undefined) return new Response('not found', { status: 404 })
    const answer = await net.fetch(pathToFileURL(file).href)
    const headers = new Headers(answer.headers)
    headers.set('content-security-policy', CONTENT_SECURITY_POLICY)
    headers.set('x-content-type-options', 'nosniff')
    return new Response(answer.body, { status: answer.status, headers })
  })
}
