import { EventEmitter } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions, PowerMonitor } from 'electron'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceApis, ServiceName } from '../../core/contract/index.ts'
import { fakeChannel } from '../testing/fake-electron.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { DesktopFile, placeOn } from './desktop-state.ts'
import { menuTemplate } from './menu.ts'
import { PagePorts } from './page-ports.ts'
import { watchPower } from './power.ts'
import { performSafety, tradersAtStake } from './safety.ts'
import { shortMoney, trayBitmap, trayTemplate, trayTitle } from './tray-menu.ts'

const labels = (items: readonly MenuItemConstructorOptions[]): string[] =>
  items.flatMap((item) => [item.label ?? item.role ?? '-', ...labels(Array.isArray(item.submenu) ? item.submenu : [])])

describe('where windows stand', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-desktop-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('is kept in a file of its owner, and found again', () => {
    const file = join(folder, 'desktop.json')
    const places = { main: { x: -1_900, y: 10, width: 1_600, height: 900, maximised: true } }
    new DesktopFile(file, expect.fail).change({ places, open: ['charts'], keepInTray: true })
    expect(new DesktopFile(file, expect.fail).state).toEqual({
      version: 1,
      places,
      open: ['charts'],
      keepInTray: true,
      updateChannel: 'latest',
    })
    expect([statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['desktop.json']])
  })

  it.each(['', '{', '{"version":2}', '{"version":1,"places":{"../x":{}},"open":[],"keepInTray":false}', '[]'])(
    'is forgotten, and told, where the file says %s',
    (text) => {
      const file = join(folder, 'desktop.json')
      writeFileSync(file, text)
      const told: string[] = []
      expect(new DesktopFile(file, (reason) => told.push(reason)).state.places).toEqual({})
      expect(told).toHaveLength(1)
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  const LEFT = { x: 0, y: 0, width: 1_920, height: 1_080 }
  const RIGHT = { x: 1_920, y: 0, width: 1_920, height: 1_080 }

  it('is where it was while its screen is there, else on the primary one', () => {
    const place = { x: 2_000, y: 100, width: 800, height: 600 }
    expect(placeOn([LEFT, RIGHT], LEFT, place)).toEqual(place)
    expect(placeOn([LEFT], LEFT, place)).toEqual({ x: 560, y: 240, width: 800, height: 600 })
    expect(placeOn([LEFT], LEFT, { ...place, y: 5_000, width: 9_000 })).toEqual({ x: 0, y: 240, width: 1_920, height: 600 })
  })

  it('can always be reached with a hand', () => {
    const at = fc.integer({ min: -10_000, max: 10_000 })
    const extent = fc.integer({ min: 200, max: 5_000 })
    fc.assert(
      fc.property(fc.record({ x: at, y: at, width: extent, height: extent }), (place) => {
        const { x, y, width } = placeOn([LEFT, RIGHT], LEFT, place)
        const seen = [LEFT, RIGHT].map((area) => Math.min(x + width, area.x + area.width) - Math.max(x, area.x))
        expect(Math.max(...seen)).toBeGreaterThanOrEqual(Math.min(120, width))
        expect(y).toBeGreaterThanOrEqual(0)
        expect(y).toBeLessThan(1_080)
      }),
    )
  })
})

describe('the tray', () => {
  const paper = { mode: 'paper', armed: 'paper', live: 'off', openRisk: 0 } as const
  const portfolio = { currency: 'USDT', equity: '10012.987654', dayPnl: '-3.459', unrealisedPnl: '0.5' }

  it('says mode and figures, cut and not rounded, and has the safety actions', () => {
    const done: string[] = []
    const actions = {
      open: () => done.push('open'),
      safety: (action: string) => done.push(action),
      quit: () => done.push('quit'),
    }
    const template = trayTemplate({ row: paper, portfolio }, actions)
    expect(labels(template)).toEqual([
      '□ PAPER, paper is armed',
      'Equity 10012.98 USDT',
      'Today -3.45, open +0.5',
      '-',
      'Open Sentinel',
      '-',
      'Kill: stop all trading now',
      'Flatten',
      'Sell every position now',
      '-',
      'Quit Sentinel',
    ])
    const click = (item?: MenuItemConstructorOptions): void => item?.click?.({} as never, undefined, {})
    for (const item of template) click(item)
    // Flatten itself is no click away.
    expect(done).toEqual(['open', 'kill', 'quit'])
    click((template.find(({ label }) => label === 'Flatten')?.submenu as MenuItemConstructorOptions[])[0])
    expect(done.at(-1)).toBe('flatten')
    expect(trayTitle({ row: paper, portfolio })).toBe('Sentinel PAPER, today -3.45 USDT')
  })

  it('shows real money by words and by form', () => {
    const live = { mode: 'live', armed: 'live', live: 'running', openRisk: 3 } as const
    const template = trayTemplate({ row: live, portfolio: undefined }, { open: () => 0, safety: () => 0, quit: () => 0 })
    expect(labels(template).slice(0, 3)).toEqual([
      '■ LIVE: real money, live is armed',
      'No figures yet',
      'Live: 3 open positions and orders (running)',
    ])
    const filled = (mode: 'paper' | 'live'): number => trayBitmap(mode).filter((byte) => byte > 0).length
    expect(filled('live')).toBeGreaterThan(filled('paper') * 1.2)
    expect(shortMoney('0.000000001')).toBe('0.00')
  })
})

it('the application menu has the safety actions and the keys, and no reload or developer tools', () => {
  const nothing = (): void => undefined
  const actions = { open: nothing, safety: nothing, keys: nothing, keepInTray: { on: true, set: nothing }, quit: nothing }
  for (const isMac of [true, false]) {
    const all = labels(menuTemplate(isMac, actions))
    expect(all).toEqual(expect.arrayContaining(['Kill: stop all trading now', 'Exchange keys…', 'Quit Sentinel', 'editMenu']))
    expect(all.filter((each) => /reload|devtools/i.test(each))).toEqual([])
    expect(all.filter((each) => each === 'Quit Sentinel')).toHaveLength(1)
  }
})

describe('a safety action from the desktop', () => {
  it('goes to the trader of the mode, and to the live one wherever that runs', () => {
    expect(tradersAtStake({ mode: 'paper', live: 'off' })).toEqual(['trader-paper'])
    expect(tradersAtStake({ mode: 'paper', live: 'running' })).toEqual(['trader-live', 'trader-paper'])
    expect(tradersAtStake({ mode: 'paper', live: 'down' })).toEqual(['trader-live', 'trader-paper'])
    expect(tradersAtStake({ mode: 'live', live: 'running' })).toEqual(['trader-live'])
  })

  it('says what each answered, also one that does not', async () => {
    const sent: unknown[] = []
    const outcome = await performSafety('kill', {
      clients: {
        api: <S extends keyof ServiceApis>(name: S) =>
          ({
            command: (command: unknown, by: string) => {
              sent.push([name, command, by])
              return name === 'trader-live'
                ? Promise.reject(new Error('the service is down'))
                : Promise.resolve({ ok: true, message: 'trading is halted' })
            },
          }) as unknown as ServiceApis[S],
      },
      mode: () => ({ mode: 'paper', live: 'down' }),
      ids: { next: (prefix: string) => `${prefix}-1` },
    })
    expect(outcome).toEqual({ done: false, said: 'Live: the service is down\nPaper: trading is halted' })
    expect(sent).toContainEqual(['trader-paper', { type: 'Kill', id: 'kill-1', flatten: false }, 'tray'])
  })
})

it('sleep, wake and lock: services are told to look at the clock, people that it slept, and a locked screen is known', async () => {
  const monitor = new EventEmitter()
  const log: string[] = []
  const time = manualClock()
  const power = watchPower({
    monitor: monitor as unknown as PowerMonitor,
    clock: time.clock,
    woken: () => log.push('woken'),
    tell: (message) => log.push(message),
    shutdown: () => log.push('shutdown'),
  })
  monitor.emit('suspend')
  await time.pass(1_200_000)
  monitor.emit('resume')
  monitor.emit('resume')
  expect(log).toEqual([
    'woken',
    'the machine slept for 1200 s: older signals expire and books are rebuilt',
    'woken',
    'the machine slept: older signals expire and books are rebuilt',
  ])
  monitor.emit('lock-screen')
  expect(power.locked()).toBe(true)
  monitor.emit('unlock-screen')
  expect(power.locked()).toBe(false)
  monitor.emit('shutdown')
  expect(log.at(-1)).toBe('shutdown')
})

describe('the ports of a page', () => {
  const scene = () => {
    const up = new Set<ServiceName>(['feed', 'trader'])
    const given: string[] = []
    const ports = new PagePorts({ newChannel: fakeChannel, hand: (name) => up.has(name) })
    const page = (name: string, isGone = false) => ({
      postMessage: (_channel: string, service: unknown) => {
        if (isGone) throw new Error('Render frame was disposed')
        given.push(`${name} ${String(service)}`)
      },
    })
    return { up, given, ports, page }
  }

  it('come when they are asked for, and again when a service came back or another took over', () => {
    const { up, given, ports, page } = scene()
    const one = page('one')
    ports.asked('feed', { id: 1 }, one)
    ports.asked('trader', { id: 1 }, one)
    ports.asked('trader-live', { id: 1 }, one)
    ports.asked('feed', { id: 2 }, page('two'))
    expect(given).toEqual(['one feed', 'one trader', 'two feed'])
    ports.renew((name) => name === 'feed')
    expect(given.slice(3)).toEqual(['one feed', 'two feed'])
    up.add('trader-live')
    ports.renew((name) => name === 'trader-live')
    expect(given.slice(5)).toEqual(['one trader-live'])
  })

  it('are not sent to a page that is gone, nor to the page before a reload', () => {
    const { given, ports, page } = scene()
    ports.asked('feed', { id: 1 }, page('before'))
    ports.asked('feed', { id: 1 }, page('after'))
    ports.asked('feed', { id: 2 }, page('gone', true))
    ports.renew(() => true)
    expect(given).toEqual(['before feed', 'after feed', 'after feed'])
    ports.gone(1)
    ports.renew(() => true)
    expect(given).toHaveLength(3)
  })
})
