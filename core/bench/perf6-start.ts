/**
 * PERF6: from the command to the first live panel, the program being built: `npm run sentinel -- serve` without npm, on the
 * demo market in a folder of its own, opened in Chromium as soon as its door is open, until a price is shown that came from
 * the feed and the chart has drawn. Beside it the least a
 * page with a chart can do: a bare Node server that serves one page, which draws one lightweight-charts chart. Same browser,
 * a new page each time, in turn. JSON lines.
 *
 *   npm run bench -- perf6
 *   node core/bench/perf6-start.ts [--runs 7]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { percentile } from '../telemetry/index.ts'
import { Programs } from '../testing/program.ts'
import { openChromium } from './terminal/page-meter.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } })
const runs = Number(values.runs)
if (!(Number.isInteger(runs) && runs >= 3)) throw new Error('--runs must be a whole number from 3')

interface Start {
  /** It can be opened, ms after its command. */
  readonly ready: number
  /** The first live panel is on the screen. */
  readonly shown: number
}

const programs = new Programs()
const LAUNCHER = fileURLToPath(new URL('../hosts/node/launch/sentinel.cjs', import.meta.url))

/** The next frame after the condition is on the screen. */
const PAINTED = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))'

/** What a program says on one of its streams, up to the first address in it. */
function addressFrom(program: ChildProcess, stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    stream.on('data', (text: Buffer) => {
      said += text.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said)
      if (found !== null) resolve(found[0])
    })
    program.once('exit', (code) => {
      reject(new Error(`ended with code ${String(code)} before it said its address: ${said}`))
    })
  })
}

/** As `npm run sentinel` does it: is everything there and built, then the program. */
async function startTerminal(browser: Browser): Promise<Start> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const args = ['serve', '--demo', 'market', '--port', '0', '--no-open', '--log', 'warn', '--data', programs.folder()]
  const began = performance.now()
  const server = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const url = await addressFrom(server, server.stderr)
  const ready = performance.now() - began
  await page.goto(url, { waitUntil: 'commit' })
  await page.getByTestId('last-BTC/USDT').filter({ hasText: /\d/ }).waitFor()
  await page.getByTestId('chart').locator('canvas').first().waitFor()
  await page.evaluate(PAINTED)
  const shown = performance.now() - began
  await page.close()
  await ended(server)
  return { ready, shown }
}

function ended(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    program.once('exit', () => {
      resolve()
    })
    program.kill('SIGTERM')
  })
}

async function startBare(browser: Browser): Promise<Start> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const began = performance.now()
  const server = spawn(process.execPath, [fileURLToPath(new URL('./terminal/bare-server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressFrom(server, server.stdout)
  const ready = performance.now() - began
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(`globalThis.drawn === true`)
  await page.evaluate(PAINTED)
  const shown = performance.now() - began
  await page.close()
  await ended(server)
  return { ready, shown }
}

const median = (starts: readonly Start[], field: keyof Start): number =>
  Math.round(
    percentile(
      starts.map((start) => start[field]),
      0.5,
    ),
  )

const browser = await openChromium()
try {
  await programs.build()
  const [bare, terminal]: [Start[], Start[]] = [[], []]
  // The first of each fills the caches of files and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const [one, other] = [await startBare(browser), await startTerminal(browser)]
    if (run === 0) continue
    bare.push(one)
    terminal.push(other)
  }
  const ratio = Number((median(terminal, 'shown') / median(bare, 'shown')).toFixed(2))
  for (const [of, starts] of [
    ['bare page with one chart', bare],
    ['terminal', terminal],
  ] as const) {
    const most = Math.round(Math.max(...starts.map(({ shown }) => shown)))
    const row = { of, runs, readyMs: median(starts, 'ready'), shownMs: median(starts, 'shown'), mostMs: most }
    process.stdout.write(`${JSON.stringify({ bench: 'perf6', ...row, ...(of === 'terminal' ? { overBare: ratio } : {}) })}\n`)
  }
} finally {
  await browser.close()
  await programs.close()
}
