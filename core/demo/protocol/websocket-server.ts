import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { ApiConnection } from './api-connection.ts'
import type { Exchange } from './exchange.ts'
import { withoutHost } from './paths.ts'
import { StreamConnection } from './stream-connection.ts'

/** The venue pings every 20 seconds and closes a connection that stays silent for a minute. */
const PING_PERIOD = 20_000
const MOST_SILENT = 3

function accept(exchange: Exchange, socket: WebSocket, url: URL): void {
  const path = withoutHost(url.pathname)
  const forget = exchange.faults.onCut(() => {
    socket.terminate()
  })
  let unanswered = 0
  const stopPings = exchange.clock.every(PING_PERIOD, () => {
    if (unanswered >= MOST_SILENT) socket.terminate()
    else socket.ping(String(exchange.clock.now()))
    unanswered += 1
  })
  socket.on('pong', () => {
    unanswered = 0
  })
  socket.on('error', (error) => {
    exchange.logger.debug('demo exchange: socket error', { error: error.message })
  })
  socket.on('close', () => {
    stopPings()
    forget()
  })
  if (path.startsWith('/ws-api')) new ApiConnection(exchange, socket)
  else {
    const combined = path.startsWith('/stream')
    const listed = combined ? (url.searchParams.get('streams') ?? '') : path.replace(/^\/ws\/?/, '')
    // A path such as /ws/3 names no stream; clients use it to tell their connections apart.
    const streams = listed.split('/').filter((name) => name.includes('@'))
    new StreamConnection(exchange, socket, { combined, streams })
  }
}

/** Serves `/ws`, `/stream` and `/ws-api/v3` on the HTTP server. Returns how to drop every connection. */
export function attachWebSockets(server: Server, exchange: Exchange): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (!/^\/(ws|stream|ws-api)(\/|$)/.test(withoutHost(url.pathname))) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      accept(exchange, connection, url)
    })
  })
  return () => {
    for (const connection of sockets.clients) connection.terminate()
    sockets.close()
  }
}
