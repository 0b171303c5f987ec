import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares without telling by timing how much of it was right. */
export const sameToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

/** The token of `Authorization: Bearer ...`, or empty. */
export function bearer(request: IncomingMessage): string {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ')
  return scheme.toLowerCase() === 'bearer' ? value : ''
}

/** WebSocket clients in a browser cannot set headers, so the token comes as a subprotocol `sentinel.TOKEN`. */
export function socketToken(request: IncomingMessage): string {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim())
  return offered.find((text) => text.startsWith('sentinel.'))?.slice('sentinel.'.length) ?? ''
}

/**
 * Only requests that a person's own browser makes to this address: a foreign Host is DNS
 * rebinding, a foreign Origin another site's page.
 */
export function isLocal(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`]
  if (!hosts.includes(request.headers.host ?? '')) return false
  const { origin } = request.headers
  return origin === undefined || hosts.some((host) => origin === `http://${host}`)
}
