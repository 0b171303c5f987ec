import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, systemIds } from '../../adapters/system/index.ts'
import { CallLost, type ModeRow, type ServiceApis } from '../../contract/index.ts'
import { DEMO_ACCOUNT, type DemoExchange, type RestRequest } from '../../demo/index.ts'
import { startObservedDemo } from '../../testing/live-venue.ts'
import { nearLive, nearPaper, type NearTrader } from '../../testing/near-live.ts'
import { ModeControl, type ModeOptions } from './index.ts'

const soon = { timeout: 8_000, interval: 10 }
const NO_RISK = { positions: [], orders: [] }
let folder = ''
let demo: DemoExchange
let requests: RestRequest[]
let paper: NearTrader
let live: NearTrader | undefined
let mode: ModeControl
let rows: ModeRow[]
let alerts: string[]
let switches = 0
let broken = ''
let ids = 0

/** A host without threads: the traders are in this one. */
function host(keys: ModeOptions['keys']): ModeControl {
  const trader = (name: string): NearTrader => {
    const found = name === 'trader-live' ? live : paper
    if (found === undefined) throw new CallLost(name, 'the service is down')
    return found
  }
  return new ModeControl({
    host: {
      startLive: async () => {
        if (broken !== '') throw new Error(broken)
        live = await nearLive({ endpoint: demo.endpoint, dataDir: folder })
        await live.quote()
      },
      stopLive: async () => {
        const running = live
        live = undefined
        await running?.stop()
      },
      liveState: () => (live === undefined ? 'off' : 'running'),
      switched: () => {
        switches += 1
      },
    },
    clients: {
      api: <S extends keyof ServiceApis>(name: S) => trader(name).api as unknown as ServiceApis[S],
      control: (name) => trader(name).control,
    },
    keys,
    clock: systemClock(),
    ids: systemIds(),
    onRow: (row) => rows.push(row),
    alert: (severity, message) => alerts.push(`${severity}: ${message}`),
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-mode-'))
  rows = []
  alerts = []
  switches = 0
  broken = ''
  ;({ demo, requests } = await startObservedDemo({ accounts: [{ ...DEMO_ACCOUNT, balances: { USDT: '100000', ETH: '1' } }] }))
  paper = await nearPaper({ endpoint: demo.endpoint, dataDir: folder })
  await paper.quote()
  mode = host({ name: 'demo' })
  mode.open(NO_RISK)
})
afterEach(async () => {
  mode.close()
  await live?.stop()
  live = undefined
  await paper.stop()
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
})

const id = (): string => `m${String((ids += 1))}`
const running = (): NearTrader => {
  if (live === undefined) throw new Error('the live trader runs here')
  return live
}
const trade = (trader: NearTrader, side: 'buy' | 'sell', quantity = '0.001') => {
  const order = { type: 'SubmitOrder', instrument: 'binance:BTC/USDT', side, orderType: 'market', quantity }
  return trader.api.command({ ...order, id: id() }, 'user')
}
async function settleAll(): Promise<void> {
  for (const { key } of (await mode.gate()).differences)
    await running().api.command({ type: 'SettleDifference', id: id(), key, settlement: 'adopt' }, 'user')
}
async function toLive(): Promise<void> {
  await mode.toLive('user')
  await settleAll()
  expect(await mode.arm('user')).toMatchObject({ ok: true })
}
const armedOf = async (): Promise<string> => {
  const [one, other] = [await paper.control.standing(), live && (await live.control.standing())]
  return [...(one.armed ? ['paper'] : []), ...(other?.armed === true ? ['live'] : [])].join(' ')
}

describe('the mode', () => {
  it('goes to live over gate, settling and arming, and back at once; never are both armed', async () => {
    expect(await armedOf()).toBe('paper')
    expect(mode.row()).toMatchObject({ mode: 'paper', armed: 'paper', live: 'off', keys: 'demo' })
    expect((await mode.gate()).checks.map(({ code, passed }) => `${code} ${String(passed)}`)).toEqual([
      'keys true',
      'live-trader false',
    ])
    await expect(mode.arm('user')).rejects.toThrow('ask for the mode live first')

    expect(await mode.toLive('user')).toMatchObject({
      mode: 'paper',
      wanted: 'live',
      armed: 'paper',
      live: 'running',
      problem: '1 difference is to be settled first',
    })
    expect(await mode.arm('user')).toMatchObject({ ok: false, code: 'not-settled' })
    // A refusal took nothing away.
    expect(await armedOf()).toBe('paper')
    await settleAll()
    expect(await mode.arm('user')).toMatchObject({ ok: true })
    expect(mode.row()).toMatchObject({ mode: 'live', wanted: 'live', armed: 'live', by: 'user', problem: '' })
    expect([await armedOf(), switches]).toEqual(['live', 1])
    expect(await trade(paper, 'buy')).toMatchObject({ ok: false, message: expect.stringContaining('armed') })
    expect(await trade(running(), 'buy')).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect((await running().api.orders({}))[0]?.state).toBe('filled'), soon)
    // Asked again it is where it is: no gate, and nothing is disarmed on the way.
    const { since } = mode.row()
    expect(await mode.toLive('somebody')).toMatchObject({ mode: 'live', armed: 'live', by: 'user', since })

    expect(await mode.toPaper('user')).toMatchObject({ mode: 'paper', armed: 'paper', live: 'running' })
    expect([await armedOf(), switches]).toEqual(['paper', 2])
    const before = requests.length
    expect(await trade(paper, 'buy')).toMatchObject({ ok: true })
    expect(requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([])
    expect(rows.every(({ armed }) => ['paper', 'live', 'none'].includes(armed))).toBe(true)
  })

  it('keeps the live trader for as long as it holds anything, exits included, and ends it then', async () => {
    await toLive()
    await trade(running(), 'buy')
    await vi.waitFor(async () => expect((await running().api.orders({}))[0]?.state).toBe('filled'), soon)
    await mode.toPaper('user')
    await vi.waitFor(() => expect(mode.row().openRisk).toBe(1), soon)
    expect(live).toBeDefined()
    // An exit goes out although nothing is armed.
    expect(await running().api.command({ type: 'Flatten', id: id() }, 'user')).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(live).toBeUndefined(), soon)
    await vi.waitFor(() => expect(mode.row()).toMatchObject({ live: 'off', openRisk: 0, mode: 'paper', armed: 'paper' }), soon)
    expect(demo.ledger().map(({ status }) => status)).toEqual(['FILLED', 'FILLED'])
  })

  it('is paper again when the live trader ends by itself, until a person passes the gate anew', async () => {
    await toLive()
    await trade(running(), 'buy')
    const ended = running()
    live = undefined
    mode.liveEnded()
    await vi.waitFor(() => expect(mode.row()).toMatchObject({ mode: 'paper', wanted: 'paper', armed: 'paper' }), soon)
    expect(alerts).toEqual([expect.stringContaining('critical: the live trader ended by itself')])
    await ended.stop()
    live = await nearLive({ endpoint: demo.endpoint, dataDir: folder })
    await live.quote()
    expect(await armedOf()).toBe('paper')
    await expect(mode.arm('user')).rejects.toThrow('ask for the mode live first')
    await toLive()
    expect(await armedOf()).toBe('live')
  })

  it('holds a paper trader down that comes back while live is armed', async () => {
    await toLive()
    await paper.stop()
    paper = await nearPaper({ endpoint: demo.endpoint, dataDir: folder, mayArm: false })
    expect(await armedOf()).toBe('live')
    // Even one that was not told.
    await paper.stop()
    paper = await nearPaper({ endpoint: demo.endpoint, dataDir: folder })
    await vi.waitFor(async () => expect(await armedOf()).toBe('live'), soon)
    expect(mode.row()).toMatchObject({ mode: 'live', armed: 'live' })
  })

  it('shows that live disarmed itself, and stays there: nothing takes over behind a person', async () => {
    await toLive()
    expect(await running().api.command({ type: 'Kill', id: id(), flatten: false }, 'user')).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(mode.row()).toMatchObject({ mode: 'live', armed: 'none' }), soon)
    expect(await armedOf()).toBe('')
    await mode.toPaper('user')
    expect(await armedOf()).toBe('paper')
  })

  it('stays on paper when the live trader does not start, and says why', async () => {
    broken = 'it ended before it was ready'
    await expect(mode.toLive('user')).rejects.toThrow(CallLost)
    expect(mode.row()).toMatchObject({ mode: 'paper', wanted: 'paper', armed: 'paper', live: 'off' })
    expect((await mode.gate()).checks[1]?.measured).toContain('it ended before it was ready')
    broken = ''
    expect(await mode.toLive('user')).toMatchObject({ wanted: 'live', live: 'running' })
  })

  it('does not wait for the gate on the way back', async () => {
    demo.faults.restDelay = 300
    const going = mode.toLive('user')
    await vi.waitFor(() => expect(live).toBeDefined(), soon)
    expect(await mode.toPaper('user')).toMatchObject({ mode: 'paper', wanted: 'paper', armed: 'paper' })
    demo.faults.restDelay = 0
    expect(await going).toMatchObject({ wanted: 'paper' })
  })
})

describe('at the start', () => {
  const RISK = { positions: ['binance:BTC/USDT'], orders: ['buy binance:BTC/USDT sntl-live-1'] }

  it('what is open with real money is watched when there are keys', async () => {
    mode.close()
    mode = host({ name: 'demo' })
    mode.open(RISK)
    await vi.waitFor(() => expect(mode.row().live).toBe('running'), soon)
    expect(mode.row()).toMatchObject({ mode: 'paper', armed: 'paper' })
    // One that ends while nobody wants it changes nothing; the supervisor brings it back.
    mode.liveEnded()
    expect(await mode.toPaper('user')).toMatchObject({ mode: 'paper', armed: 'paper' })
    expect([alerts, switches]).toEqual([[], 0])
  })

  it('and is named in an alarm when there are none; the gate says what to do', async () => {
    mode.close()
    const missing = { field: 'keys', value: 'none', remedy: 'start with keys' }
    mode = host({ missing })
    mode.open(RISK)
    expect(live).toBeUndefined()
    expect(alerts).toEqual([
      'critical: nobody watches what is open with real money: binance:BTC/USDT, buy binance:BTC/USDT sntl-live-1; start with keys',
    ])
    await expect(mode.toLive('user')).rejects.toThrow('keys: none: start with keys')
    expect((await mode.gate()).checks[0]).toMatchObject({ code: 'keys', passed: false, measured: 'none: start with keys' })
    expect(requests).toEqual(requests.filter(({ text }) => !text.includes('signature')))
  })
})
