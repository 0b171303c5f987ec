import { createRequire } from 'node:module'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { percentile } from '../../telemetry/index.ts'

const { findChromium } = createRequire(import.meta.url)('../../hosts/node/launch/chromium.cjs') as {
  findChromium: () => string | undefined
}
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** A real Chromium without a window; it draws in software where there is no graphics card. */
export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('no Chromium found: install it or set SENTINEL_CHROMIUM to its path')
  const asRoot = process.getuid?.() === 0
  return await chromium.launch({ executablePath, args: asRoot ? [...QUIET, '--no-sandbox'] : QUIET })
}

/** Notes when each frame began and which tasks were long; to be installed before the page runs. */
export const METER_SCRIPT = `
  globalThis.sentinelMarks = { frames: [], tasks: [] }
  const frame = (at) => {
    globalThis.sentinelMarks.frames.push(at)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.sentinelMarks.tasks.push(duration)
  }).observe({ type: 'longtask' })
`

/**
 * Counts the rows of each subscription that come with patches and how many were merged into them, by topic. Reads every
 * message a second time: for counting, not for measuring.
 */
export const COUNT_SCRIPT = `
  globalThis.sentinelCounts = {}
  const topics = new Map()
  class CountingSocket extends WebSocket {
    constructor(...options) {
      super(...options)
      this.addEventListener('message', ({ data }) => {
        const { m } = JSON.parse(data)
        if (m?.m?.type !== 'patch') return
        const count = (globalThis.sentinelCounts[topics.get(m.m.sub)] ??= { rows: 0, conflated: 0 })
        count.rows += m.m.upsert.length
        count.conflated += m.m.conflated
      })
    }
    send(data) {
      const { m } = JSON.parse(data)
      if (m?.m?.type === 'subscribe') topics.set(m.m.sub, m.m.topic + '?' + m.m.filter)
      super.send(data)
    }
  }
  globalThis.WebSocket = CountingSocket
`

const TAKE = `(() => {
  const { frames, tasks } = globalThis.sentinelMarks
  globalThis.sentinelMarks.frames = frames.slice(-1)
  globalThis.sentinelMarks.tasks = []
  return { frames, tasks }
})()`

interface Marks {
  readonly frames: readonly number[]
  readonly tasks: readonly number[]
}

export interface FrameFigures {
  readonly frames: number
  /** Between two frames, ms. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly most: number
  /** Tasks over 50 ms. */
  readonly longTasks: number
  readonly longestTask: number
  /** Share of the time in which the main thread worked. */
  readonly mainThread: number
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** Measures one page; `take` gives what happened since the last take. */
export class PageMeter {
  readonly #page: Page
  readonly #session: CDPSession
  #before = { at: 0, busy: 0 }

  private constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  static async attach(page: Page): Promise<PageMeter> {
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    return new PageMeter(page, session)
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  }

  async take(): Promise<FrameFigures> {
    const [busy, at, { frames, tasks }] = [
      await this.#metric('TaskDuration'),
      await this.#metric('Timestamp'),
      await this.#page.evaluate<Marks>(TAKE),
    ]
    const gaps = frames.slice(1).map((frame, index) => frame - (frames[index] ?? frame))
    const share = (busy - this.#before.busy) / (at - this.#before.at)
    this.#before = { at, busy }
    return {
      frames: gaps.length,
      p50: round(percentile(gaps, 0.5)),
      p95: round(percentile(gaps, 0.95)),
      p99: round(percentile(gaps, 0.99)),
      most: round(Math.max(...gaps)),
      longTasks: tasks.length,
      longestTask: round(Math.max(0, ...tasks)),
      mainThread: round(share, 3),
    }
  }

  /** Bytes of the page's heap after a full collection. */
  async heap(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage')
    return await this.#metric('JSHeapUsedSize')
  }
}
