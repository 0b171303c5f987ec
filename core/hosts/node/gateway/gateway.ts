import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Link, Mode, ServiceName } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { Clock, IdSource, Logger } from '../../../ports/index.ts'
import type { Port } from '../../../services/runtime/index.ts'
import { type AccountPool, answerAccountRoutes } from './account-routes.ts'
import { bearer, isLocal, sameToken, socketToken } from './auth.ts'
import { answerIndicators } from './indicator-routes.ts'
import { answerLive, orderLive } from './live-routes.ts'
import { answerLogs } from './log-routes.ts'
import { answerResearch, orderResearch } from './research-routes.ts'
import { answerCommand, answerGet, type GatewayApis, type Reply, replyToError } from './routes.ts'
import { serveSocket } from './socket-client.ts'
import { SECURITY_HEADERS, serveStatic } from './static-files.ts'

export interface GatewayOptions {
  readonly port: number
  readonly token: string
  readonly clock: Clock
  readonly logger: Logger
  readonly apis: GatewayApis
  /** For commands that come without an id. */
  readonly ids: IdSource
  /** Answers what is asked of the account's whole journal. */
  readonly account: AccountPool
  /** Whose account is meant where nobody says. */
  readonly mode: () => Mode
  /** The built terminal. */
  readonly webRoot: string
  readonly connect: (service: ServiceName) => Port | undefined
  readonly attachHost: (link: Link) => void
}

export interface Gateway {
  readonly port: number
  close(): Promise<void>
}

const MOST_BODY = 64 * 1024

/** A client may send any bytes as its path; null is for those that are no address. */
const addressOf = (request: IncomingMessage): URL | null => URL.parse(request.url ?? '/', 'http://127.0.0.1')

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const piece = chunk as Buffer
    size += piece.length
    if (size > MOST_BODY)
      throw new InputError({ field: '(body)', value: `more than ${String(MOST_BODY)} bytes`, remedy: 'send one command' })
    chunks.push(piece)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError({ field: '(body)', value: JSON.stringify(text.slice(0, 60)), remedy: 'send one JSON object' })
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(text)
}

const noSuchAddress = ({ pathname }: URL): Reply => ({
  status: 404,
  body: { error: { field: 'path', value: pathname, remedy: 'no such address; docs/user-guide.md lists them' } },
})

async function answerApi(request: IncomingMessage, url: URL, options: GatewayOptions): Promise<Reply> {
  if (!sameToken(bearer(request), options.token)) {
    return {
      status: 401,
      body: {
        error: {
          field: 'Authorization',
          value: 'missing or wrong',
          remedy: 'send "Bearer TOKEN" with the token that the start printed',
        },
      },
    }
  }
  if (request.method === 'POST' && url.pathname === '/api/commands')
    return await answerCommand(options.apis, await readJson(request))
  if (request.method === 'POST' && url.pathname.startsWith('/api/research/'))
    return (await orderResearch(options.apis, url.pathname, await readJson(request))) ?? noSuchAddress(url)
  if (request.method === 'POST' && (url.pathname === '/api/mode' || url.pathname.startsWith('/api/live/')))
    return (await orderLive(options.apis, url.pathname, await readJson(request), options.ids)) ?? noSuchAddress(url)
  if (request.method !== 'GET')
    return {
      status: 405,
      body: {
        error: {
          field: 'method',
          value: request.method ?? '',
          remedy: 'use GET, or POST to /api/commands, /api/mode, /api/live or /api/research',
        },
      },
    }
  return (
    (await answerGet(options.apis, url)) ??
    (await answerIndicators(options.apis, url)) ??
    (await answerLive(options.apis, url)) ??
    (await answerLogs(options.apis, url)) ??
    (await answerAccountRoutes(options.account, url, options.mode())) ??
    (await answerResearch(options.apis, url)) ??
    noSuchAddress(url)
  )
}

/** The loopback door: the terminal's files, the HTTP API and one WebSocket per window. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, token } = options
  let bound = options.port
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (!isLocal(request, bound)) {
      send(response, {
        status: 403,
        body: { error: { field: 'Host or Origin', value: 'foreign', remedy: 'open the address that the start printed' } },
      })
      return
    }
    const url = addressOf(request)
    if (url === null) {
      send(response, {
        status: 400,
        body: {
          error: { field: 'path', value: JSON.stringify(request.url), remedy: 'is no address; docs/user-guide.md lists them' },
        },
      })
      return
    }
    if (!url.pathname.startsWith('/api/')) {
      if (request.method === 'GET' && serveStatic(options.webRoot, url.pathname, response)) return
      send(response, { status: 404, body: { error: { field: 'path', value: url.pathname, remedy: 'no such file' } } })
      return
    }
    answerApi(request, url, options).then(
      (answer) => {
        send(response, answer)
      },
      (error: unknown) => {
        const answer = replyToError(error)
        if (answer.status === 500) logger.error('a request failed', { path: url.pathname, reason: String(error) })
        send(response, answer)
      },
    )
  }
  const server = createServer(handle)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 1024 * 1024,
    handleProtocols: (offered) => [...offered].find((protocol) => protocol.startsWith('sentinel.')) ?? false,
  })
  server.on('upgrade', (request, socket, head) => {
    const refuse = (line: string): void => {
      socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\n\r\n`)
    }
    if (!isLocal(request, bound)) refuse('403 Forbidden')
    else if (!sameToken(socketToken(request), token)) refuse('401 Unauthorized')
    else if (addressOf(request)?.pathname !== '/ws') refuse('404 Not Found')
    else
      sockets.handleUpgrade(request, socket, head, (client) => {
        serveSocket({ socket: client, clock: options.clock, logger, connect: options.connect, attachHost: options.attachHost })
      })
  })
  bound = await listen(server, options.port)
  return {
    port: bound,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy =
        error.code === 'EADDRINUSE'
          ? 'is in use; choose another, or 0 for any free one'
          : `cannot be opened (${error.message}); choose another`
      reject(new InputError({ field: '--port', value: String(port), remedy }))
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
