import {
  API_METHODS,
  type Api,
  type ConfigInput,
  connectApi,
  CONTROL_METHODS,
  type LiveApi,
  type TraderApi,
  type TraderControl,
} from '../contract/index.ts'
import { systemClock, systemIds } from '../adapters/system/index.ts'
import { exchangeId, millis, price, quantity } from '../domain/index.ts'
import type { Logger } from '../ports/index.ts'
import type { StartService, UnlockedKeys } from '../services/runtime/index.ts'
import { startLiveTrader } from '../services/trader-live/index.ts'
import { startPaperTrader } from '../services/trader-paper/index.ts'
import { DEMO_BTC, DEMO_KEYS } from './live-venue.ts'
import { portPair, serviceContext } from './service-context.ts'

export const NEAR_KEYS: UnlockedKeys = { ...DEMO_KEYS, name: 'demo', exchange: exchangeId('binance') }

/** Waits are short and limits wide: what these tests look at is who may trade. */
const NEAR_CONFIG: Partial<ConfigInput> = {
  live: { confirmAfterMs: 20, gatePatienceMs: 4_000, reconcileEveryMs: 86_400_000 },
  approval: { maxDataAgeMs: 60_000, maxDriftBps: 1_000 },
  overrides: { enabled: false },
  risk: { stalePriceMs: 60_000, maxSpreadBps: 1_000, maxClockOffsetMs: 5_000, duplicateWindowMs: 0, blockOnGap: false },
}

export interface NearOptions {
  readonly endpoint: string
  readonly dataDir: string
  readonly keys?: UnlockedKeys
  readonly logger?: Logger
  readonly mayArm?: boolean
  readonly config?: Partial<ConfigInput>
}

export type NearTrader = Awaited<ReturnType<typeof nearTrader>>

/** A trader of either kind in this thread, with a feed that is the test's. */
async function nearTrader(start: StartService, options: NearOptions) {
  const clock = systemClock()
  const around = serviceContext({
    clock,
    dataDir: options.dataDir,
    config: {
      ...NEAR_CONFIG,
      ...options.config,
      exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: options.endpoint }],
    },
    keys: options.keys ?? NEAR_KEYS,
    ids: systemIds(),
    mayArm: options.mayArm ?? true,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  const [feed, atTrader] = portPair()
  feed.send({ type: 'instruments', instruments: [DEMO_BTC] })
  around.join('feed', atTrader)
  const running = await start(around.context)
  let batch = 0
  const trader = connectApi<Api>([...API_METHODS['trader-live']], around.connect(), { clock, timeout: 60_000 })
  return {
    alerts: around.alerts,
    api: trader as unknown as TraderApi & LiveApi,
    control: connectApi<TraderControl>(CONTROL_METHODS, around.control(), { clock }),
    /** The demo exchange's own best prices, as the feed would tell them. */
    async quote(): Promise<void> {
      const response = await fetch(`${options.endpoint}/api/v3/ticker/bookTicker?symbol=BTCUSDT`)
      const { bidPrice, askPrice } = (await response.json()) as { readonly bidPrice: string; readonly askPrice: string }
      const now = millis(Date.now())
      const times = { instrument: DEMO_BTC.id, exchangeTime: now, receivedTime: now }
      const [bid, ask, size] = [price(bidPrice), price(askPrice), quantity('10')]
      batch += 1
      const quote = { kind: 'quote', ...times, bid, ask, bidSize: size, askSize: size }
      const levels = { bids: [{ price: bid, quantity: size }], asks: [{ price: ask, quantity: size }] }
      const book = { kind: 'book-snapshot', ...times, sequence: batch, ...levels }
      feed.send({ type: 'events', batch, events: [quote, book] })
    },
    stop: () => running.stop(),
  }
}

export const nearLive = (options: NearOptions): Promise<NearTrader> => nearTrader(startLiveTrader, options)
export const nearPaper = (options: NearOptions): Promise<NearTrader> => nearTrader(startPaperTrader, options)
