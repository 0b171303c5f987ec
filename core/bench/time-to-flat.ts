/**
 * Time to flat: the kill switch with everything to be sold, at the demo exchange over REST through ccxt, while a share
 * of the requests fails (busy, lost on the way there, lost on the way back). From the command until the exchange's own
 * books hold no open order and nothing that could be sold; engine, risk, durable journal and the resolving of doubts
 * inside. Against a bare loop that sends the same cancels and sales at once, signed by hand, and asks and tries again
 * as often as it takes with the same pauses. Milliseconds, JSON lines. The demo exchange lists eight markets, so there
 * are eight positions.
 *
 *   node core/bench/time-to-flat.ts [--runs 10] [--orders 30] [--errors 0.2]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../adapters/system/index.ts'
import { type DemoExchange, type RestFault, SYMBOLS } from '../demo/index.ts'
import { exchangeId, type Instrument, instrumentId, money, rate, required } from '../domain/index.ts'
import { seededRandom } from '../simulation/paper/index.ts'
import { percentile } from '../telemetry/index.ts'
import { customers } from '../testing/customers.ts'
import { startObservedDemo } from '../testing/live-venue.ts'
import { bareLoop } from './time-to-flat/bare-loop.ts'
import { type Account, engineSwitch } from './time-to-flat/engine-switch.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    orders: { type: 'string', default: '30' },
    errors: { type: 'string', default: '0.2' },
  },
})
const [runs, orders, errors] = [Number(values.runs), Number(values.orders), Number(values.errors)]
if (!(runs >= 1 && runs <= 200 && orders >= 0 && orders <= 200 && errors >= 0 && errors < 1))
  throw new RangeError('give 1 to 200 runs, 0 to 200 orders and errors from 0 to below 1')

const FAULTS: readonly RestFault[] = ['status-503', 'lost-request', 'lost-response']
const random = seededRandom(20)
let failing = 0
let failed = 0

const markets: readonly Instrument[] = SYMBOLS.map(({ symbol, base, tickSize, stepSize, minQuantity }) => ({
  id: instrumentId(exchangeId('binance'), `${base}/USDT`),
  exchange: exchangeId('binance'),
  symbol: `${base}/USDT`,
  venueSymbol: symbol,
  base,
  quote: 'USDT',
  tickSize,
  lotSize: stepSize,
  minQuantity,
  minNotional: money('5'),
  makerFee: rate('0.001'),
  takerFee: rate('0.001'),
}))

const accounts = customers(runs * 4 + 8)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-flat-'))
const clock = { ...systemClock(), every: () => () => undefined }
let demo: DemoExchange | undefined
try {
  ;({ demo } = await startObservedDemo({
    accounts,
    // Nothing moves but what the accounts do.
    clock,
    onRequest: ({ method, path }) => {
      if (failing === 0 || method === 'GET' || !path.endsWith('/order') || random.next() >= failing) return
      failed += 1
      demo?.faults.failRest(required(FAULTS[Math.floor(random.next() * FAULTS.length)], 'a fault'), 1, /\/order$/, method)
    },
  }))
  let used = 0
  const exchange = demo
  const fail = (share: number): void => {
    failing = share
    exchange.faults.clear()
    // All runs share the minute in which the venue counts weight: their own budgets are not to be filled by it.
    exchange.faults.usedWeight = -1_000_000_000
  }
  fail(0)
  const times = new Map<string, number[]>()
  for (let run = -1; run < runs; run += 1)
    for (const [name, share, press] of [
      ['engine, nothing fails', 0, engineSwitch],
      ['bare loop, nothing fails', 0, bareLoop],
      ['engine', errors, engineSwitch],
      ['bare loop', errors, bareLoop],
    ] as const) {
      const account: Account = { keys: required(accounts[used], 'an account'), file: join(folder, `${String(used)}.db`) }
      used += 1
      const ms = await press({ demo: exchange, account, markets, orders, fail: (on) => fail(on ? share : 0) })
      // One unmeasured round for the compiler.
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), ms])
    }
  const base = percentile(required(times.get('bare loop'), 'it ran'), 0.5)
  for (const [variant, measured] of times) {
    const [p50, p95] = [percentile(measured, 0.5), percentile(measured, 0.95)]
    const what = { bench: 'time-to-flat', variant, runs, orders, positions: markets.length, errors, failedRequests: failed }
    process.stdout.write(
      `${JSON.stringify({ ...what, unit: 'ms', p50: Math.round(p50), p95: Math.round(p95), toBareP50: Number((p50 / base).toFixed(2)) })}\n`,
    )
  }
} finally {
  await demo?.close()
  rmSync(folder, { recursive: true, force: true })
}
