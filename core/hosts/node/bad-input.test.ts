import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { HostStatus } from '../../contract/index.ts'
import { startBitstampStub } from '../../testing/bitstamp-stub.ts'
import { Programs } from '../../testing/program.ts'
import { BINANCE_EXCERPT } from '../../testing/recordings.ts'

const programs = new Programs()
const folder = programs.folder()
let files = 0

beforeAll(() => programs.build(), 150_000)
afterAll(() => programs.close())

function file(content: string | Buffer, name = 'config.json'): string {
  files += 1
  const dir = join(folder, String(files))
  mkdirSync(dir)
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}
const config = (change: Record<string, unknown>): string =>
  file(JSON.stringify({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...change }))

/** Refused as a person's mistake: said on stderr with field, value and remedy, nothing on stdout, exit code 2. */
async function expectRefused(args: readonly string[], words: readonly (string | RegExp)[]): Promise<void> {
  const exit = await programs.run(args)
  expect(exit).toMatchObject({ code: 2, signal: null, stdout: '' })
  const line = exit.stderr.split('\n').find((each) => each.startsWith('error: ')) ?? ''
  // field: value: remedy
  expect(line).toMatch(/^error: .+: .+: .+/)
  for (const word of words) expect(line).toMatch(word)
  expect(exit.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/)
}

const serve = (...args: string[]): string[] => ['serve', '--port', '0', '--no-open', ...args]
/** Where nothing may be written when the settings are wrong. */
const untouched = (): string => join(folder, 'never-made')
const replay = (...args: string[]): string[] => ['replay', '--exchange', 'binance', ...args]

describe('arguments', () => {
  it.each([
    [['explode'], [/command: explode/, /serve, collect, export, archive, replay/]],
    [
      ['serve', '--explode'],
      [/--explode/, /--help/],
    ],
    [['serve', 'extra'], [/extra/]],
    [
      ['serve', '--demo', 'moon'],
      [/--demo: moon/, /market, recording/],
    ],
    [
      ['serve', '--speed', '0'],
      [/--speed: 0/, /0.1 to 100/],
    ],
    [['serve', '--speed', 'fast'], [/--speed: fast/]],
    [
      ['serve', '--port', '70000'],
      [/--port: 70000/, /0 to 65535/],
    ],
    [['serve', '--port', '-1'], [/--port/]],
    [
      ['serve', '--log', 'loud'],
      [/--log: loud/, /debug, info/],
    ],
    [['replay'], [/--exchange: missing/]],
    [
      ['collect', '--exchange', 'binance', '--symbols', 'BTC/USDT'],
      [/--dry-run, --live: neither/, /--live writes/],
    ],
    [
      ['export', '--format', 'csv', '--kind', 'quotes', '--out', '-'],
      [/--kind: quotes/, /trades, candles/],
    ],
    [
      ['archive', '--older-than', '30d', '--to', '/no/such/place/archive'],
      [/--to/, /make it first/],
    ],
    [['replay', '--exchange', 'binance'], [/--capture: missing/]],
    [['backtest'], [/--candles: missing/]],
    [
      ['backtest', '--candles', 'no-such.csv', '--strategy', 'ema-trend'],
      [/no-such\.csv/, /cannot be read/],
    ],
    [
      ['replay', '--exchange', 'moonbase', '--capture', BINANCE_EXCERPT],
      [/exchange/i, /moonbase/, /binance/],
    ],
    [
      ['replay', '--exchange', 'binance', '--capture', BINANCE_EXCERPT, '--format', 'csv'],
      [/format/, /csv/, /sentinel, cryptofeed/],
    ],
  ])('refuses %j', async (args, words) => {
    await expectRefused(args, words)
  })

  it.each([
    [[]],
    [['--help']],
    [['serve', '--help']],
    [['replay', '-h']],
    [['collect', '-h']],
    [['export', '-h']],
    [['archive', '-h']],
    [['backtest', '-h']],
  ])('helps with %j', async (args) => {
    const exit = await programs.run(args)
    expect(exit).toMatchObject({ code: 0, stderr: '' })
    expect(exit.stdout).toMatch(/Usage: sentinel/)
  })
})

describe('configuration', () => {
  const strategy = { strategy: 'ema-trend' }
  const cases: readonly [string, () => string, readonly RegExp[]][] = [
    ['that is missing', () => join(folder, 'no-such.json'), [/--config/, /no-such\.json/]],
    ['that is not JSON', () => file('{ "exchanges": [ '), [/--config/, /not JSON/]],
    ['that is a list', () => file('[]'), [/--config/, /object/]],
    ['with an unknown field', () => config({ exchangez: 1 }), [/exchangez: 1/, /remove/]],
    ['with an unknown field inside', () => config({ risk: { maxPositon: '0.1' } }), [/risk\.maxPositon/, /remove/]],
    ['with a wrong type', () => config({ risk: { maxPosition: 0.1 } }), [/risk\.maxPosition: 0\.1/, /decimal string/]],
    ['with a value out of range', () => config({ risk: { maxDrawdown: '7' } }), [/risk\.maxDrawdown: "7"/, /at most/]],
    [
      'with a clock limit of nothing',
      () => config({ risk: { maxClockOffsetMs: 0 } }),
      [/risk\.maxClockOffsetMs: 0/, /at least 1 ms/],
    ],
    [
      'with a clock limit in words',
      () => config({ risk: { maxClockOffsetMs: '1 s' } }),
      [/risk\.maxClockOffsetMs/, /milliseconds/],
    ],
    ['without exchanges', () => file('{}'), [/exchanges/]],
    ['with an unknown strategy', () => config({ strategies: [{ strategy: 'moon' }] }), [/moon/, /ema-trend/]],
    ['with an unknown parameter', () => config({ strategies: [{ ...strategy, params: { fats: 1 } }] }), [/fats/]],
    ['with a parameter out of range', () => config({ strategies: [{ ...strategy, params: { fast: -5 } }] }), [/fast: -5/]],
    [
      'with a bad symbol',
      () => config({ exchanges: [{ id: 'binance', symbols: ['bitcoin'] }] }),
      [/symbols\.0: "bitcoin"/, /BTC\/USDT/],
    ],
    [
      'with a bad endpoint',
      () => config({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: 'ftp://x' }] }),
      [/endpoint/],
    ],
    ['with an unknown approval mode', () => config({ approval: { defaultMode: 'yolo' } }), [/approval\.defaultMode: "yolo"/]],
    [
      'with an exchange listed twice',
      () => config({ exchanges: [1, 2].map(() => ({ id: 'binance', symbols: ['BTC/USDT'] })) }),
      [/once/],
    ],
  ]
  it.each(cases)('refuses one %s, and makes nothing', async (_name, path, words) => {
    await expectRefused(serve('--config', path(), '--data', untouched()), words)
    expect(readdirSync(folder)).not.toContain('never-made')
  })

  it('refuses an exchange that it does not know, and ends', async () => {
    const path = config({ exchanges: [{ id: 'moonbase', symbols: ['BTC/USDT'] }] })
    await expectRefused(serve('--config', path, '--data', join(folder, 'moonbase')), [/moonbase/, /binance/])
  })

  it('takes any exchange of ccxt, and refuses a symbol that it does not list', async () => {
    const venue = await startBitstampStub()
    const at = (symbols: readonly string[]) => config({ exchanges: [{ id: 'bitstamp', symbols, endpoint: venue.origin }] })
    await expectRefused(serve('--config', at(['NOPE/USD']), '--data', join(folder, 'bitstamp-nope')), [
      /symbols: NOPE\/USD/,
      /bitstamp/,
    ])
    const program = await programs.serve(['--config', at(['BTC/USD']), '--data', join(folder, 'bitstamp')])
    await vi.waitFor(() => expect(venue.subscribed.length).toBe(2), { timeout: 10_000 })
    expect((await program.get<HostStatus>('/status')).exchanges).toMatchObject([{ id: 'bitstamp', symbols: ['BTC/USD'] }])
    await program.end()
    await venue.close()
  })

  it('refuses a symbol that the exchange does not list, and ends', async () => {
    const venue = await programs.serve(['--demo', 'recording', '--data', join(folder, 'venue')])
    const { exchanges } = await venue.get<HostStatus>('/status')
    const path = config({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT', 'NOPE/USDT'], endpoint: exchanges[0]?.endpoint }] })
    await expectRefused(serve('--config', path, '--data', join(folder, 'unlisted')), [/symbols: NOPE\/USDT/])
    await venue.end()
  })

  it('refuses a strategy on a symbol that no exchange lists, and ends', async () => {
    const path = config({ strategies: [{ strategy: 'ema-trend', symbols: ['NOPE/USDT'] }] })
    await expectRefused(serve('--demo', 'market', '--config', path, '--data', join(folder, 'nope')), [
      /strategies\.0\.symbols/,
      /NOPE\/USDT/,
      /BTC\/USDT/,
    ])
  })

  it('takes a file with a byte order mark', async () => {
    const path = file(
      '\uFEFF{ "strategies": [{ "strategy": "moon" }], "exchanges": [{ "id": "binance", "symbols": ["BTC/USDT"] }] }',
    )
    await expectRefused(serve('--config', path), [/moon/])
  })
})

describe('the machine', () => {
  it('refuses a port in use and ends with nothing left running', async () => {
    const squatter = createServer()
    await new Promise<void>((resolve) => {
      squatter.listen(0, '127.0.0.1', resolve)
    })
    try {
      const port = String((squatter.address() as AddressInfo).port)
      const data = join(folder, 'port')
      await expectRefused(['serve', '--no-open', '--port', port, '--data', data], [/--port/, new RegExp(port), /in use/])
      // The folder is free again at once.
      const server = await programs.serve(['--data', data])
      expect((await server.end()).code).toBe(0)
    } finally {
      squatter.close()
    }
  })

  it('refuses a data folder that cannot be made', async () => {
    await expectRefused(serve('--data', join(file('x', 'plain'), 'below')), [/--data/, /below/, /choose another/])
  })

  it('refuses a data folder whose database is no database, and leaves it as it is', async () => {
    const path = file(
      'this is not a database, and it is longer than the header of one would be, by some margin, surely.',
      'market.db',
    )
    await expectRefused(serve('--data', join(path, '..')), [/data folder/, /market\.db/, /damaged/])
    expect(readFileSync(path, 'utf8')).toMatch(/^this is not a database/)
  })

  it('refuses a second instance on the same folder, and the first goes on', async () => {
    const data = join(folder, 'shared')
    const server = await programs.serve(['--data', data])
    await expectRefused(serve('--data', data), [/--data/, /shared/, /another instance/])
    expect(await server.get('/health')).toMatchObject({ status: 'ok' })
    expect((await server.end()).code).toBe(0)
  })
})

describe('captures', () => {
  it('refuses one that is missing, or is a folder', async () => {
    await expectRefused(replay('--capture', join(folder, 'no.gz')), [/--capture/, /no\.gz/, /no such file/])
    await expectRefused(replay('--capture', folder), [/--capture/])
  })
  it.each([
    ['random bytes called gz', () => file(Buffer.from('not a gzip file at all'), 'a.gz')],
    ['a gz that ends in the middle', () => file(gzipSync('x'.repeat(100_000)).subarray(0, 60), 'b.gz')],
    ['text of no known format', () => file('hello\nworld\n', 'c.txt')],
    ['an empty file', () => file('', 'd.txt')],
  ])('refuses %s by name', async (_name, path) => {
    const capture = path()
    const exit = await programs.run(replay('--capture', capture, '--json'))
    expect(exit).toMatchObject({ signal: null, stdout: '' })
    expect(exit.code).toBe(2)
    expect(exit.stderr).toContain(capture)
    expect(exit.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/)
  })
  it('refuses an output folder that cannot be made', async () => {
    await expectRefused(replay('--capture', BINANCE_EXCERPT, '--out', join(file('x', 'plain'), 'out')), [/--out/])
  })
})
