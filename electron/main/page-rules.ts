import type { Session, WebContents, WindowOpenHandlerResponse } from 'electron'

/** The page is served by our own scheme, so that it has an origin of its own and file:// stays shut. */
export const PAGE_SCHEME = 'sentinel'
export const PAGE_HOST = 'app'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`
const PAGE = '/index.html'

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Our page as such, with whatever it was opened with; not merely something of our scheme. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, pathname, username, password } = new URL(url)
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST && username + password === '' && pathname === PAGE
}

const isOwnOrigin = (origin: string): boolean => origin === PAGE_ORIGIN || origin === `${PAGE_ORIGIN}/`

/** Whether a request may be answered at all: our own files, and what the page made itself. */
export const isOwnRequest = (url: string): boolean => /^(sentinel:\/\/(app|keys)\/|data:|blob:sentinel:\/\/app\/)/.test(url)

const WINDOW_NAME = /^[A-Za-z0-9_-]{1,40}$/

/** The name of the pop-out that an address stands for, or undefined when it stands for none. */
export function popOutOf(url: string): string | undefined {
  if (!isOwnPage(url)) return undefined
  const { searchParams } = new URL(url)
  const name = searchParams.get('window')
  return name !== null && searchParams.size === 1 && WINDOW_NAME.test(name) ? name : undefined
}

export type Lockable = Pick<WebContents, 'on' | 'setWindowOpenHandler'>
export type OpenPopOut = (name: string) => WindowOpenHandlerResponse

const DENY: WindowOpenHandlerResponse = { action: 'deny' }

/**
 * Every contents there is shows our page and never another: no navigation, no embedded guest, and no new window but a
 * pop-out of the same page, where one is allowed at all.
 */
export function lockPage(contents: Lockable, openPopOut: OpenPopOut = () => DENY): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    const name = popOutOf(url)
    return name === undefined ? DENY : openPopOut(name)
  })
}

type Fenced = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setBluetoothPairingHandler'
  | 'setSpellCheckerEnabled'
  | 'webRequest'
  | 'on'
>

/** What the page may ask for: to put text that the person copies on the clipboard. */
const GRANTED = 'clipboard-sanitized-write'

/** The terminal needs no camera, location, device or screen, and no network: its data comes over ports. */
export function fenceSession(session: Fenced): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === GRANTED && isOwnPage(contents.getURL()))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === GRANTED && isOwnOrigin(origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer(null)
  })
  session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false })
  })
  // What the page made itself, such as a layout, may be saved where the person says; nothing is fetched.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${PAGE_ORIGIN}/`)) event.preventDefault()
  })
  // A dictionary would be fetched from elsewhere.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !isOwnRequest(url) })
  })
}
