/**
 * PERF5: what the terminal costs the page that shows it. Ten panels, four ladders at 20 Hz of 50 levels a side, 1,000
 * trades a second, 200 resting orders and a table of 10,000 fills, over the real gateway in a process of its own; beside it
 * a bare page whose only work is to count its frames, in the same browser. Then 20,000 trades a second for a while, after
 * which every one of them must have been shown or counted as merged. JSON lines.
 *
 *   npm run bench -- perf5
 *   node core/bench/perf5-terminal.ts [--seconds 60] [--width 1440] [--height 900] [--soak-minutes 20]
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { pause } from '../testing/program.ts'
import { type Reading, slope, windowMinima } from './soak/slope.ts'
import type { Published } from './terminal/load-feed.ts'
import { PANEL_COUNT, tenPanels } from './terminal/layout.ts'
import { COUNT_SCRIPT, METER_SCRIPT, openChromium, PageMeter } from './terminal/page-meter.ts'

const RATES = { booksPerSecond: 20, tradesPerSecond: 1_000, orders: 200, fills: 10_000 }
const BURST = { burst: 20_000, seconds: 5 }
/** The trades go to the markets in turn. */
const MARKETS = 4
/** What loading and the first layout cost is no part of the steady figures. */
const SETTLE = 5_000
const MIB = 2 ** 20

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '900' },
    'soak-minutes': { type: 'string', default: '0' },
  },
})
const [seconds, soak] = [Number(values.seconds), Number(values['soak-minutes'])]
const [width, height] = [Number(values.width), Number(values.height)]
if (!(seconds >= 5 && width >= 960 && height >= 600 && soak >= 0))
  throw new Error('--seconds must be 5 or more, --width 960 or more, --height 600 or more, --soak-minutes 0 or more')

const print = (row: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify({ bench: 'perf5', ...row })}\n`)
}

interface Told {
  readonly url?: string
  readonly published?: Published
  readonly burstOver?: Published
}

const server = fork(fileURLToPath(new URL('./terminal/load-server.ts', import.meta.url)), [JSON.stringify(RATES)])
const next = <K extends keyof Told>(field: K): Promise<NonNullable<Told[K]>> =>
  new Promise((resolve, reject) => {
    const hear = (message: Told): void => {
      const value = message[field]
      if (value === undefined) return
      server.off('message', hear)
      resolve(value)
    }
    server.on('message', hear)
    server.once('exit', (code) => {
      reject(new Error(`the load ended with code ${String(code)}`))
    })
  })

async function open(browser: Browser, url: string, script = ''): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } })
  // The bars around the dock take some of the height; the dock lays itself out anew.
  const kept = JSON.stringify(tenPanels(width, height - 64))
  await page.addInitScript(`
    for (const [key, text] of Object.entries(${kept})) localStorage.setItem(key, text)
    ${METER_SCRIPT}
    ${script}
  `)
  await page.goto(url)
  return page
}

async function measureBare(browser: Browser): Promise<number> {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.goto('about:blank')
  await page.evaluate(METER_SCRIPT)
  const meter = await PageMeter.attach(page)
  await meter.take()
  await pause(Math.min(seconds, 10) * 1_000)
  const figures = await meter.take()
  print({ of: 'bare page', ...figures })
  await page.close()
  return figures.p95
}

async function measureTerminal(browser: Browser, url: string, bareP95: number): Promise<void> {
  const page = await open(browser, url)
  await page.getByTestId('last-BTC/USDT').waitFor()
  await page.getByTestId('ladder').nth(3).waitFor()
  const meter = await PageMeter.attach(page)
  await pause(SETTLE)
  await meter.take()
  await pause(seconds * 1_000)
  const figures = await meter.take()
  const panels = await page.locator('.panel').count()
  print({
    of: 'terminal',
    panels,
    of10: PANEL_COUNT,
    ...RATES,
    ...figures,
    p95OverBare: Number((figures.p95 / bareP95).toFixed(2)),
  })
  if (soak > 0) await measureHeap(meter)
  await page.close()
}

async function measureHeap(meter: PageMeter): Promise<void> {
  const readings: Reading[] = []
  const start = performance.now()
  while (performance.now() - start < soak * 60_000) {
    await pause(10_000)
    readings.push({ at: (performance.now() - start) / 1_000, bytes: await meter.heap() })
  }
  const steady = windowMinima(
    readings.filter(({ at }) => at > soak * 15),
    60,
  )
  print({
    of: 'heap',
    minutes: soak,
    firstMiB: Number(((steady[0]?.bytes ?? Number.NaN) / MIB).toFixed(1)),
    lastMiB: Number(((steady.at(-1)?.bytes ?? Number.NaN) / MIB).toFixed(1)),
    slopeMiBPerHour: Number(((slope(steady) * 3_600) / MIB).toFixed(2)),
    ...(await meter.take()),
  })
}

interface Counts {
  readonly rows: number
  readonly conflated: number
}

/** Publishes trades at a rate for a time and then none; how many there were since the start. */
async function publish(burst: number, during: number): Promise<number> {
  const over = next('burstOver')
  server.send({ burst, seconds: during })
  return (await over).trades
}

/** Every trade that the tape's market had is shown or counted as merged away. */
async function countBurst(browser: Browser, url: string): Promise<void> {
  const before = await publish(0, 0.5)
  const page = await open(browser, url, COUNT_SCRIPT)
  await page.getByTestId('ladder').nth(3).waitFor()
  await pause(SETTLE)
  const meter = await PageMeter.attach(page)
  await meter.take()
  const after = await publish(BURST.burst, BURST.seconds)
  await pause(2_000)
  const figures = await meter.take()
  const published = (after - before) / MARKETS
  const { rows, conflated } = await counted(page)
  print({ of: 'burst', ...BURST, published, rows, conflated, addsUp: rows + conflated === published, ...figures })
  if (rows + conflated !== published) process.exitCode = 1
  await page.close()
}

/** What came of the trades of the market that the tape shows. */
async function counted(page: Page): Promise<Counts> {
  const all = await page.evaluate<Record<string, Counts>>('globalThis.sentinelCounts')
  return all['market.trades?demo:BTC/USDT'] ?? { rows: 0, conflated: 0 }
}

const browser = await openChromium()
try {
  const url = await next('url')
  const bareP95 = await measureBare(browser)
  await measureTerminal(browser, url, bareP95)
  await countBurst(browser, url)
} finally {
  await browser.close()
  server.send('stop')
}
