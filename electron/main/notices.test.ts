import { describe, expect, it } from 'vitest'
import type { SignalRow } from '../../core/contract/index.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { type Notice, Notices } from './notices.ts'

const LIFE = 100_000

function scene() {
  const time = manualClock()
  const shown: Notice[] = []
  const log: string[] = []
  const screen = { locked: false }
  const notices = new Notices({
    clock: time.clock,
    show: (notice) => shown.push(notice),
    open: () => log.push('open'),
    approve: ({ id }) => log.push(`approve ${id}`),
    locked: () => screen.locked,
  })
  const signal = (id: string, change: Partial<SignalRow> = {}): SignalRow =>
    ({
      id,
      state: 'PENDING',
      mode: 'manual',
      action: 'buy',
      instrument: 'binance:BTC/USDT',
      quantity: '0.01',
      entry: '61000',
      confidence: 0.614,
      createdAt: time.clock.now(),
      expiresAt: time.clock.now() + LIFE,
      ...change,
    }) as unknown as SignalRow
  const titles = (): string[] => shown.map(({ title }) => title)
  return { notices, shown, log, screen, signal, titles, time }
}

describe('the native notifications of a signal', () => {
  it('come when it is made, at half and at four fifths of its life', async () => {
    const { notices, shown, signal, time, titles } = scene()
    notices.signals([signal('s1')], false)
    expect(titles()).toEqual(['BUY binance:BTC/USDT: waits for you'])
    expect(shown[0]).toMatchObject({ body: '0.01 at 61000, confidence 61 %', urgent: false })
    await time.pass(LIFE / 2)
    expect(titles().at(-1)).toBe('BUY binance:BTC/USDT: 50 s left')
    await time.pass(0.3 * LIFE)
    expect(titles().at(-1)).toBe('BUY binance:BTC/USDT: 20 s left')
    await time.pass(LIFE)
    expect(shown).toHaveLength(3)
  })

  it('end when it is decided, and an old button then opens instead of approving', async () => {
    const { notices, shown, log, signal, time } = scene()
    const made = signal('s1')
    notices.signals([made], false)
    shown[0]?.actions[0]?.act()
    notices.signals([{ ...made, state: 'APPROVED' }], false)
    shown[0]?.actions[0]?.act()
    shown[0]?.actions[1]?.act()
    shown[0]?.open()
    await time.pass(LIFE)
    expect([log, shown.length]).toEqual([['approve s1', 'open', 'open', 'open'], 1])
  })

  it('are one number where many come at once', async () => {
    const { notices, signal, time, titles } = scene()
    for (let each = 1; each <= 20; each += 1) notices.signals([signal(`s${String(each)}`)], false)
    expect(titles()).toHaveLength(1)
    await time.pass(3_000)
    expect(titles()).toEqual(['BUY binance:BTC/USDT: waits for you', '19 more signals'])
  })

  it('do not repeat what waited before we looked, but remind of it; an advice is not told', async () => {
    const { notices, signal, time, titles } = scene()
    notices.signals([signal('s1'), signal('s2', { mode: 'advisory' })], true)
    expect(titles()).toEqual([])
    await time.pass(LIFE / 2)
    expect(titles()).toEqual(['BUY binance:BTC/USDT: 50 s left'])
  })

  it('approve nothing from a locked screen', async () => {
    const { notices, shown, log, screen, signal, time } = scene()
    notices.signals([signal('s1')], false)
    screen.locked = true
    shown[0]?.actions[0]?.act()
    await time.pass(LIFE / 2)
    expect([log, shown[1]?.actions]).toEqual([['open'], []])
  })
})

it('a critical alert is told, others are not', () => {
  const { notices, titles } = scene()
  for (const severity of ['info', 'warning', 'critical'] as const)
    notices.alert({ id: severity, at: 1, severity, source: 'feed', message: 'gone' })
  expect(titles()).toEqual(['Sentinel: feed'])
})
