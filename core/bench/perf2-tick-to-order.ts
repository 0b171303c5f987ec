/**
 * PERF2, tick to order: from the send of a market frame by a loopback exchange (a thread of its own)
 * to the arrival of the whole order there, against a bare WebSocket-to-HTTP loop in the same run.
 * Microseconds, JSON lines.
 *
 * Inside: a plain `ws` client, the venue's parser, validation, book, quotes and candles, features,
 * the built-in strategies and a bench strategy that acts at once, the aggregator, the filter, sizing,
 * every entry rule twice (proposal and approval), auto approval, the durable journal (SQLite, FULL)
 * and the POST. Not inside: ccxt's market socket, TLS, the screens' streams, the recorder. `live venue` signs its
 * orders and sends them by the adapter for real exchanges, over ccxt, to a demo exchange; the other venue is a
 * double of the bench that posts unsigned JSON. `one thread, journal in memory` shows what the disk costs;
 * `three threads` joins feed, strategy and trader threads by the services' own streams. `bare, each order durable
 * first` is the bare loop with nothing but one durable row before each order: what no durable intent can be faster
 * than. `rate` is how many frames a second come besides. Buys pass all rules, sells (exits) only two.
 * `missed` counts frames without an order within 250 ms; they are not in the quantiles. A strategy steps
 * at most once a millisecond, so a frame that comes together with its forerunners is acted on only with
 * the next one; a stall of the machine or of its disk that long looks the same.
 *
 *   node core/bench/perf2-tick-to-order.ts [--ticks 60] [--rounds 4] [--rates 0,100,1000,5000] [--only 'live venue']
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { type BenchPlace, CONTENDERS, type Contender } from './tick-to-order/contenders.ts'
import type { ExchangeMessage, RunRequest } from './tick-to-order/exchange.ts'

type Done = Extract<ExchangeMessage, { type: 'done' }>

const { values } = parseArgs({
  options: {
    ticks: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '4' },
    rates: { type: 'string', default: '0,100,1000,5000' },
    only: { type: 'string', default: '' },
  },
})
const wholeNumber = (name: 'ticks' | 'rounds', most: number): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new RangeError(`--${name}: ${values[name]}: give a whole number from 1 to ${String(most)}`)
  return value
}
const ticks = wholeNumber('ticks', 2_000)
const rounds = wholeNumber('rounds', 50)
const rates = values.rates.split(',').map((text) => {
  const rate = Number(text)
  if (!Number.isInteger(rate) || rate < 0 || rate > 20_000)
    throw new RangeError(`--rates: ${text}: give whole numbers from 0 to 20000, such as 100,1000`)
  return rate
})
const contenders = Object.entries(CONTENDERS).filter(
  ([name]) => name.startsWith('bare') || values.only === '' || name.includes(values.only),
)

const exchange = new Worker(new URL('./tick-to-order/exchange.ts', import.meta.url))
const heard = <T extends ExchangeMessage['type']>(type: T): Promise<Extract<ExchangeMessage, { type: T }>> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      exchange.off('message', listen).off('error', failed)
    }
    const failed = (error: Error): void => {
      done()
      reject(error)
    }
    const listen = (message: ExchangeMessage): void => {
      if (message.type === 'failed') failed(new Error(message.reason))
      if (message.type !== type) return
      done()
      resolve(message as Extract<ExchangeMessage, { type: T }>)
    }
    exchange.on('message', listen).on('error', failed)
  })

/** One contender against a fresh session and a fresh journal. */
async function turn(open: Contender, place: Omit<BenchPlace, 'folder'>, request: RunRequest): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-perf2-'))
  try {
    const connected = heard('client')
    const close = await open({ ...place, folder })
    await connected
    const done = heard('done')
    exchange.postMessage(request)
    try {
      return await done
    } finally {
      await close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

async function measure(rate: number, place: Omit<BenchPlace, 'folder'>): Promise<void> {
  const results = new Map<string, { buy: number[]; sell: number[]; missed: number }>()
  // One unmeasured round for the compiler; contenders take turns, so that a slow spell hits all. Ticks alternate sides.
  for (let round = -1; round < rounds; round += 1)
    for (const [name, open] of contenders) {
      const { buy, sell, missed } = await turn(open, place, { ticks: ticks * 2, rate })
      if (round < 0) continue
      const all = results.get(name) ?? { buy: [], sell: [], missed: 0 }
      results.set(name, { buy: [...all.buy, ...buy], sell: [...all.sell, ...sell], missed: all.missed + missed })
    }
  for (const side of ['buy', 'sell'] as const) {
    let base: { readonly p50: number; readonly p99: number } | undefined
    for (const [variant, times] of results) {
      const sorted = [...times[side]].sort((a, b) => a - b)
      const p50 = quantile(sorted, 0.5)
      const p99 = quantile(sorted, 0.99)
      base ??= { p50, p99 }
      const line = {
        bench: 'PERF2',
        rate,
        variant,
        side,
        n: sorted.length,
        missed: times.missed,
        unit: 'us',
        p50: Math.round(p50),
        p99: Math.round(p99),
        p999: Math.round(quantile(sorted, 0.999)),
        overBare: Math.round(p50 - base.p50),
        overBareP99: Math.round(p99 - base.p99),
        ratioToBare: Number((p50 / base.p50).toFixed(2)),
        ratioToBareP99: Number((p99 / base.p99).toFixed(2)),
      }
      process.stdout.write(`${JSON.stringify(line)}\n`)
    }
  }
}

try {
  const { port, private: origin } = await heard('listening')
  for (const rate of rates) await measure(rate, { port, private: origin })
} finally {
  await exchange.terminate()
}
