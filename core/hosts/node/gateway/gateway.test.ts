import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Programs, type Server } from '../../../testing/program.ts'
import { rawLine, rawRequest, type RawAnswer } from '../../../testing/raw-request.ts'

interface Problem {
  readonly error: { readonly field: string; readonly value: string; readonly remedy: string }
}

const programs = new Programs()
let server: Server

beforeAll(async () => {
  await programs.build()
  server = await programs.serve(['--demo', 'market', '--data', programs.folder()])
  await vi.waitFor(async () => expect(await server.get<unknown[]>('/instruments')).toHaveLength(8), { timeout: 20_000 })
}, 150_000)
afterAll(() => programs.close())

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<RawAnswer> =>
  rawRequest({
    port: server.port,
    path,
    method,
    headers: { authorization: `Bearer ${server.token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  })
const post = (body: string): Promise<RawAnswer> => ask('/api/commands', {}, 'POST', body)
const problemOf = ({ text }: RawAnswer): Problem['error'] => (JSON.parse(text) as Problem).error
const local = (): string => `127.0.0.1:${String(server.port)}`

/** How a WebSocket to the gateway ends: opened, or the HTTP status of the refusal. */
function dial(path: string, protocols: string[], headers: Record<string, string> = {}): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${local()}${path}`, protocols, { headers })
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}

describe('who may come in over HTTP', () => {
  it('answers 401 without a token and with a wrong one, and says how to send it', async () => {
    const wrong = [{ authorization: '' }, { authorization: 'Bearer wrong' }, { authorization: `Basic ${server.token}` }]
    for (const headers of wrong) {
      const answer = await ask('/api/status', headers)
      expect(answer.status).toBe(401)
      expect(problemOf(answer)).toMatchObject({ field: 'Authorization', remedy: expect.stringContaining('Bearer') })
    }
    expect((await ask(`/api/status?token=${server.token}`, { authorization: '' })).status).toBe(401)
    expect((await ask('/api/status')).status).toBe(200)
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '0.0.0.0'])(
    'refuses the foreign Host %s',
    async (host) => {
      for (const path of ['/api/status', '/']) expect((await ask(path, { host })).status).toBe(403)
    },
  )

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'refuses the foreign Origin %s',
    async (origin) => {
      expect((await ask('/api/status', { origin })).status).toBe(403)
    },
  )

  it('takes its own Origin by either name', async () => {
    for (const host of [local(), `localhost:${String(server.port)}`])
      expect((await ask('/api/status', { host, origin: `http://${host}` })).status).toBe(200)
  })
})

describe('who may open the WebSocket', () => {
  it('opens with the token', async () => {
    expect(await dial('/ws', [`sentinel.${server.token}`])).toBe('open')
  })
  it('refuses a missing or wrong token, a foreign Host or Origin, and any other path', async () => {
    const right = [`sentinel.${server.token}`]
    expect(await dial('/ws', [])).toBe(401)
    expect(await dial('/ws', ['sentinel.wrong'])).toBe(401)
    expect(await dial(`/ws?token=${server.token}`, [])).toBe(401)
    expect(await dial('/ws', right, { host: 'evil.example' })).toBe(403)
    expect(await dial('/ws', right, { origin: 'http://evil.example' })).toBe(403)
    expect(await dial('/other', right)).toBe(404)
    expect(await dial('//', right)).toBe(404)
  })

  it.each(['not json', '{"s":"feed"}', '{"s":"nobody","m":{"c":"rpc","m":1}}', '[]', '{"s":"feed","m":{"c":"feed","m":{}}}'])(
    'closes a socket that sends %s',
    async (text) => {
      const socket = new WebSocket(`ws://${local()}/ws`, [`sentinel.${server.token}`])
      const code = await new Promise<number>((resolve) => {
        socket.on('open', () => {
          socket.send(text)
        })
        socket.on('close', resolve)
      })
      expect(code).toBe(1008)
    },
  )

  it('closes a socket that sends bytes, or more than it may, and goes on for the others', async () => {
    for (const data of [Buffer.from([1, 2, 3]), 'x'.repeat(2 * 1024 * 1024)]) {
      const socket = new WebSocket(`ws://${local()}/ws`, [`sentinel.${server.token}`])
      socket.on('error', () => undefined)
      const code = await new Promise<number>((resolve) => {
        socket.on('open', () => {
          socket.send(data)
        })
        socket.on('close', resolve)
      })
      expect([1006, 1008, 1009]).toContain(code)
    }
    expect((await ask('/api/health')).status).toBe(200)
  })
})

describe('paths and methods', () => {
  it.each(['/api/nothing', '/api/', '/api/status/more', '/api/__proto__', '/api/constructor'])(
    'has nothing at %s',
    async (path) => {
      const answer = await ask(path)
      expect(answer.status).toBe(404)
      expect(problemOf(answer)).toMatchObject({ field: 'path' })
    },
  )

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/%00',
    '/%zz',
    '/assets',
  ])('serves no file for %s', async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.text).not.toMatch(/root:|"dependencies"/)
  })

  it.each(['DELETE', 'PUT', 'PATCH'])('answers %s with 405', async (method) => {
    expect((await ask('/api/status', {}, method)).status).toBe(405)
    expect((await ask('/api/commands', {}, method)).status).toBe(405)
  })
  it('answers a POST to anything but commands, and a GET of commands, with an error', async () => {
    expect((await ask('/api/status', {}, 'POST', '{}')).status).toBe(405)
    expect((await ask('/api/commands')).status).toBe(404)
  })

  it('answers a path that is no address with 400, and lives', async () => {
    const head = `Host: ${local()}\r\nConnection: close\r\n\r\n`
    expect(await rawLine(server.port, `GET // HTTP/1.1\r\n${head}`)).toContain('400')
    expect(await rawLine(server.port, `GET http://[ HTTP/1.1\r\n${head}`)).toContain('400')
    expect(await rawLine(server.port, `nonsense\r\n\r\n`)).toContain('400')
    expect((await ask('/api/health')).status).toBe(200)
  })
})

describe('queries', () => {
  it.each([
    ['/api/book/binance/NOPE-USDT', 'exchange/symbol', 'binance:NOPE/USDT'],
    ['/api/book/kraken/BTC-USDT', 'exchange/symbol', 'kraken:BTC/USDT'],
    ['/api/book/%zz/BTC-USDT', 'path', '%zz'],
    ['/api/book/binance/BTC-USDT?depth=0', 'depth', '0'],
    ['/api/book/binance/BTC-USDT?depth=many', 'depth', 'many'],
    ['/api/signals?limit=0', 'limit', '0'],
    ['/api/approval', 'signal', 'missing'],
    ['/api/approval?signal=none', 'signal', 'none'],
    ['/api/approval?signal=s&colour=red', 'colour', '"red"'],
    ['/api/overrides?by=colour', 'by', 'colour'],
    ['/api/overrides?limit=2001', 'limit', '2001'],
    ['/api/orders?limit=-1', 'limit', '-1'],
    ['/api/fills?limit=1e3', 'limit', '1e3'],
    ['/api/schedules?limit=0', 'limit', '0'],
    ['/api/journal?after=-5', 'after', '-5'],
    ['/api/journal?after=', 'after', ''],
    ['/api/book-metrics', 'symbol', 'missing'],
    ['/api/book-metrics?symbol=BTC/USDT', 'exchange', 'missing'],
    ['/api/book-metrics?exchange=binance&symbol=NOPE/USDT', 'exchange/symbol', 'binance:NOPE/USDT'],
    ['/api/quote?instrument=kraken:BTC/USDT', 'exchange/symbol', 'kraken:BTC/USDT'],
    ['/api/candles', 'symbol', 'missing'],
    ['/api/candles?symbol=BTC/USDT', 'exchange', 'missing'],
    ['/api/candles?symbol=NOPE/USDT&exchange=binance', 'exchange/symbol', 'binance:NOPE/USDT'],
    ['/api/candles?symbol=BTC/USDT&exchange=binance&timeframe=7m', 'timeframe', '7m'],
    ['/api/candles?symbol=BTC/USDT&exchange=binance&limit=10001', 'limit', '10001'],
    ['/api/candles?symbol=BTC/USDT&exchange=binance&from=yesterday', 'from', 'yesterday'],
  ])('answers %s with 400 naming %s and %s', async (path, field, value) => {
    const answer = await ask(path)
    expect(answer.status).toBe(400)
    expect(problemOf(answer)).toEqual({ field, value, remedy: expect.stringMatching(/\S/) })
  })
})

describe('commands that are none', () => {
  const order = {
    type: 'SubmitOrder',
    id: 'bad',
    instrument: 'binance:BTC/USDT',
    side: 'buy',
    orderType: 'market',
    quantity: '0.001',
  }
  it.each([
    ['not json', '(body)'],
    ['', '(body)'],
    ['[]', '(input)'],
    ['null', '(input)'],
    [JSON.stringify({ type: 'Explode', id: '1' }), 'type'],
    [JSON.stringify({ id: '1' }), 'type'],
    [JSON.stringify({ type: 'Rearm' }), 'id'],
    [JSON.stringify({ type: 'Rearm', id: '' }), 'id'],
    [JSON.stringify({ type: 'Rearm', id: 'x', more: 1 }), 'more'],
    [JSON.stringify({ ...order, quantity: 0.001 }), 'quantity'],
    [JSON.stringify({ ...order, quantity: '-1' }), 'quantity'],
    [JSON.stringify({ ...order, quantity: '0' }), 'quantity'],
    [JSON.stringify({ ...order, quantity: '1e-40' }), 'quantity'],
    [JSON.stringify({ ...order, side: 'hold' }), 'side'],
    [JSON.stringify({ type: 'SetApprovalMode', id: 'x', strategy: null, mode: 'yolo' }), 'mode'],
  ])('answers %s with 400 naming %s', async (body, field) => {
    const answer = await post(body)
    expect(answer.status).toBe(400)
    expect(problemOf(answer)).toMatchObject({ field, remedy: expect.stringMatching(/\S/) })
  })

  it('answers a body that is too large with 400, and takes the next', async () => {
    const answer = await post(JSON.stringify({ type: 'Rearm', id: 'x', reason: 'x'.repeat(100_000) }))
    expect(answer.status).toBe(400)
    expect(problemOf(answer).field).toBe('(body)')
    expect((await post(JSON.stringify({ type: 'Rearm', id: 'after-large' }))).status).toBe(200)
  })

  it('journals nothing of them', async () => {
    const rows = await server.get<{ payload: unknown }[]>('/journal?limit=2000')
    expect(JSON.stringify(rows)).not.toMatch(/Explode|yolo|"bad"/)
  })
})

describe('the terminal as files', () => {
  it('serves the page, scripts and styles with a strict policy', async () => {
    const page = await ask('/', { authorization: '' })
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['access-control-allow-origin']).toBeUndefined()
    expect(page.text).not.toContain(server.token)
    const assets = [...page.text.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(assets.length).toBeGreaterThan(0)
    for (const path of assets) {
      const asset = await ask(`/${path}`, { authorization: '' })
      expect(asset.status).toBe(200)
      expect(asset.headers['content-type']).toContain(path.endsWith('.css') ? 'text/css' : 'text/javascript')
      expect(asset.headers['cache-control']).toContain('immutable')
    }
  })

  it('serves the policy with answers and errors too', async () => {
    for (const path of ['/api/status', '/api/nothing', '/nothing'])
      expect((await ask(path)).headers['content-security-policy']).toContain("default-src 'self'")
  })
})
