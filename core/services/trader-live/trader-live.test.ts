import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO_ACCOUNT, type DemoExchange, type RestRequest } from '../../demo/index.ts'
import { sqliteJournalReader } from '../../adapters/sqlite/index.ts'
import { Secret } from '../../domain/index.ts'
import { asStranger, keptLogger, startObservedDemo } from '../../testing/live-venue.ts'
import { liveRisk } from '../mode/index.ts'
import { NEAR_KEYS, nearLive, type NearOptions, type NearTrader } from '../../testing/near-live.ts'

const soon = { timeout: 8_000, interval: 10 }
/** Holds a little of what it trades, as an account does that was used before. */
const HOLDER = { ...DEMO_ACCOUNT, balances: { USDT: '100000', BTC: '0.1', ETH: '10', BNB: '10' } }
let folder = ''
let demo: DemoExchange
let requests: RestRequest[]
let commands = 0
const running: NearTrader[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-live-'))
  ;({ demo, requests } = await startObservedDemo({ accounts: [HOLDER] }))
})
afterEach(async () => {
  for (const trader of running.splice(0)) await trader.stop()
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
})

const id = (): string => `c${String((commands += 1))}`

async function live(options: Partial<NearOptions> = {}): Promise<NearTrader> {
  const trader = await nearLive({ endpoint: demo.endpoint, dataDir: folder, ...options })
  running.push(trader)
  await trader.quote()
  return trader
}

async function stopped(trader: NearTrader): Promise<void> {
  running.splice(running.indexOf(trader), 1)
  await trader.stop()
}

const buy = (trader: NearTrader, quantity = '0.001') => {
  const order = { type: 'SubmitOrder', instrument: 'binance:BTC/USDT', side: 'buy', orderType: 'market', quantity }
  return trader.api.command({ ...order, id: id() }, 'user')
}

async function bought(trader: NearTrader): Promise<void> {
  const answer = await buy(trader)
  expect(answer.ok ? '' : answer.message).toBe('')
}

async function settleAll(trader: NearTrader): Promise<void> {
  for (const { key } of (await trader.api.gate()).differences) {
    const settled = await trader.api.command({ type: 'SettleDifference', id: id(), key, settlement: 'adopt' }, 'user')
    expect(settled).toMatchObject({ ok: true })
  }
}

async function armed(trader: NearTrader): Promise<void> {
  await trader.api.runGate()
  await settleAll(trader)
  expect(await trader.control.arm(id(), 'user')).toMatchObject({ ok: true })
}

const failed = ({ checks }: { readonly checks: readonly { readonly code: string; readonly passed: boolean }[] }): string[] =>
  checks.filter(({ passed }) => !passed).map(({ code }) => code)

describe('the live trader', () => {
  it('opens with the cash of the account, shows the rest as differences, and trades once they are settled and it is armed', async () => {
    const trader = await live()
    expect(await trader.api.portfolio()).toMatchObject({ environment: 'live', currency: 'USDT', cash: '100000' })
    expect(await trader.api.gate()).toMatchObject({ at: 0, checks: [], passed: false, armed: null })
    expect(await buy(trader)).toMatchObject({ ok: false, message: expect.stringContaining('armed') })
    expect(await trader.control.arm(id(), 'user')).toMatchObject({ ok: false, code: 'gate-not-passed' })

    const gate = await trader.api.runGate()
    expect(gate.checks.map(({ code }) => code)).toEqual([
      'key-permissions',
      'clock-offset',
      'account-readable',
      'account-stream',
      'outcomes',
      'market-data',
      'journal',
      'reconciled',
    ])
    expect(failed(gate)).toEqual(['reconciled'])
    expect(gate.differences.map(({ key }) => key).sort()).toEqual(['asset BNB', 'asset ETH', 'position BTC'])
    expect(gate.warnings).toEqual(['the key works from any address; restrict it to yours at the venue'])
    expect(await trader.control.arm(id(), 'user')).toMatchObject({ ok: false, code: 'not-settled' })
    await settleAll(trader)
    expect(await trader.api.gate()).toMatchObject({ passed: true, differences: [], armed: null })
    expect(await trader.control.arm(id(), 'user')).toMatchObject({ ok: true })
    expect(await trader.control.standing()).toEqual({ armed: true, positions: 1, orders: 0, differences: 0 })

    await bought(trader)
    const fills = await vi.waitFor(async () => {
      const found = await trader.api.fills({})
      expect(found.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBeCloseTo(0.001, 8)
      return found
    }, soon)
    expect(fills[0]).toMatchObject({ environment: 'live', feeAsset: 'BTC' })
    expect(demo.ledger()).toMatchObject([{ clientOrderId: expect.stringMatching(/^sntl-live-/), status: 'FILLED' }])
    // What was booked is what the venue holds, to the last digit.
    expect(await trader.api.runGate()).toMatchObject({ passed: true, differences: [] })
  })

  it('takes no arming from a client, on any way', async () => {
    const trader = await live()
    await trader.api.runGate()
    await settleAll(trader)
    for (const type of ['Arm', 'Disarm'])
      expect(await trader.api.command({ type, id: id() }, 'user')).toMatchObject({ ok: false, code: 'use-the-mode' })
    expect(await trader.control.standing()).toMatchObject({ armed: false })
  })

  it('comes back disarmed after a restart, with its positions watched and no fill booked twice', async () => {
    const first = await live()
    await armed(first)
    await bought(first)
    await vi.waitFor(async () => expect((await first.api.orders({}))[0]?.state).toBe('filled'), soon)
    const before = await first.api.positions()
    await stopped(first)
    const journal = sqliteJournalReader(join(folder, 'live', 'journal.db'))
    expect(liveRisk(journal)).toEqual({ positions: ['binance:BTC/USDT'], orders: [] })
    journal.close()
    // A stranger sells meanwhile: nothing is believed of it until a person says so.
    await asStranger(demo.endpoint, {
      method: 'POST',
      path: 'order',
      params: { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.002' },
    })
    const again = await live()
    await vi.waitFor(async () => expect((await again.api.gate()).link.state).toBe('live'), soon)
    await vi.waitFor(async () => expect((await again.api.gate()).differences.length).toBeGreaterThan(0), soon)
    expect((await again.api.positions())[0]).toMatchObject({ quantity: before[0]?.quantity })
    expect(await again.control.standing()).toMatchObject({ armed: false, positions: 1 })
    expect((await again.api.gate()).differences.every(({ kind }) => kind === 'fill-not-known')).toBe(true)
    await settleAll(again)
    expect(await again.api.runGate()).toMatchObject({ passed: true, differences: [] })
    expect(again.alerts).toEqual([expect.stringContaining('books and venue differ (fill ')])
  })

  it('is disarmed when the stream of the account stays away, and the loss is told at once', async () => {
    const trader = await live({ config: { live: { ...SHORT, offlineDisarmMs: 200 } } })
    await armed(trader)
    await demo.close()
    await vi.waitFor(async () => expect(await trader.control.standing()).toMatchObject({ armed: false }), soon)
    expect(trader.alerts.join('\n')).toMatch(
      /warning: the account's stream is lost .*\n.*critical: live trading is disarmed: the account's stream is away/s,
    )
  })
})

const SHORT = { confirmAfterMs: 20, gatePatienceMs: 4_000, reconcileEveryMs: 86_400_000 }

describe('the gate stays shut', () => {
  const withPermissions = async (permissions: object): Promise<void> => {
    await demo.close()
    ;({ demo, requests } = await startObservedDemo({ accounts: [{ ...HOLDER, permissions }] }))
  }

  it('for a key that can withdraw, which is used for nothing but the first look', async () => {
    await withPermissions({ withdrawals: true })
    const trader = await live()
    const gate = await trader.api.runGate()
    expect(failed(gate)).toEqual(['key-permissions', 'account-readable', 'account-stream'])
    expect(gate.checks[0]?.measured).toContain('the key can withdraw; make one that cannot')
    expect(await trader.control.arm(id(), 'user')).toMatchObject({ ok: false, code: 'gate-not-passed' })
    expect(requests.filter(({ path }) => path.endsWith('/openOrders'))).toEqual([])
  })

  it('while the account cannot be read, the market is old, or the clocks are apart', async () => {
    const trader = await live({ config: { approval: { maxDataAgeMs: 1 }, live: { ...SHORT, gatePatienceMs: 300 } } })
    demo.faults.failRest('status-503', 200, /openOrders/)
    demo.faults.clockSkew = 60_000
    const gate = await trader.api.runGate()
    expect(failed(gate)).toEqual(expect.arrayContaining(['account-readable', 'market-data', 'clock-offset']))
    expect(gate.checks.find(({ code }) => code === 'market-data')?.measured).toMatch(/^BTC\/USDT \d+ ms$/)
  })

  it('for keys with a wrong secret: they are named, and no part of them is told', async () => {
    const keys = { ...NEAR_KEYS, secret: new Secret('MARKED-wrong-secret') }
    const lines: string[] = []
    const start = nearLive({ endpoint: demo.endpoint, dataDir: folder, keys, logger: keptLogger(lines) })
    await expect(start).rejects.toThrow(/^keys: demo: cannot read the account: .*\(-1022\); check the keys at the exchange$/)
    await expect(start).rejects.not.toThrow('MARKED')
    expect(lines.filter((line) => line.includes('MARKED'))).toEqual([])
  })
})

describe('while it runs', () => {
  it('a difference counts when two readings have it: what others do is told, and blocks entries until it is settled', async () => {
    const trader = await live({ config: { live: { ...SHORT, reconcileEveryMs: 100 } } })
    await armed(trader)
    await asStranger(demo.endpoint, {
      method: 'POST',
      path: 'order',
      params: { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.003' },
    })
    await vi.waitFor(async () => expect((await trader.api.gate()).differences.length).toBeGreaterThan(0), soon)
    expect(await buy(trader)).toMatchObject({ ok: false, message: expect.stringContaining('reconciled') })
    expect(await trader.api.external()).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'trade', prefixed: false })]),
    )
    await settleAll(trader)
    await bought(trader)
  })

  it('an account that cannot be read twice is told and disarms', async () => {
    const trader = await live({ config: { live: { ...SHORT, reconcileEveryMs: 100 } } })
    await armed(trader)
    demo.faults.failRest('status-503', 1_000, /openOrders|allOrders|myTrades|account/)
    await vi.waitFor(async () => expect(await trader.control.standing()).toMatchObject({ armed: false }), soon)
    expect(trader.alerts.join('\n')).toMatch(/critical: the account cannot be read/)
    demo.faults.clear()
  })
})
