import { createHmac } from 'node:crypto'
import { systemClock, systemRandom } from '../adapters/system/index.ts'
import { type LiveVenueOptions, openLiveVenue } from '../adapters/ccxt/private/index.ts'
import {
  type AccountConfig,
  DEMO_ACCOUNT,
  type DemoExchange,
  type DemoExchangeOptions,
  type RestRequest,
  startDemoExchange,
} from '../demo/index.ts'
import { type FillId, millis, type Order, type OrderRequest, quantity, Secret, type VenueReport } from '../domain/index.ts'
import { btcInstrument } from './trading-harness.ts'
import type { ExternalActivity, LogFields, Logger, VenueLink } from '../ports/index.ts'
import { submittedOrder } from './submitted-order.ts'

/** As the demo exchange lists it. */
export const DEMO_BTC = btcInstrument
export const DEMO_KEYS = { apiKey: new Secret(DEMO_ACCOUNT.apiKey), secret: new Secret(DEMO_ACCOUNT.secret) }

/** Waits that a busy machine does not outlast, and quick questions; a test that needs one to be over skips it. */
export const PATIENT_TIMES = {
  requestTimeout: 10_000,
  recvWindow: 10_000,
  arrivalMargin: 2_000,
  askEvery: 20,
  refreshEvery: 60_000,
  reconnect: 10,
}
/** Longer than it takes until a request is over and can no longer arrive, ms. */
export const LONGEST_WAIT = PATIENT_TIMES.requestTimeout + PATIENT_TIMES.recvWindow + PATIENT_TIMES.arrivalMargin
/** Waits so short that requests outlast them by chance: for what has to hold all the same. */
export const SHORT_TIMES = { ...PATIENT_TIMES, requestTimeout: 400, recvWindow: 400, arrivalMargin: 50 }

let counter = 0

/** An order as the engine hands it over. */
export function liveOrder(request: Partial<OrderRequest> & Pick<OrderRequest, 'side'>, id?: string): Order {
  counter += 1
  const name = id ?? `${Date.now().toString(36)}-${counter.toString(36)}`
  const now = millis(Date.now())
  return submittedOrder(
    { instrument: DEMO_BTC.id, quantity: quantity('0.001'), ...request },
    { id: name, clientId: `sntl-live-${name}`, environment: 'live', at: now },
  )
}

/** Keeps every line as text, to be searched. */
export function keptLogger(lines: string[]): Logger {
  const keep = (message: string, fields?: LogFields): void => {
    lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  }
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => logger }
  return logger
}

export type OpenedVenue = Awaited<ReturnType<typeof openRecordedVenue>>

/** A live venue at an endpoint and everything it says. */
export async function openRecordedVenue(endpoint: string, options: Partial<LiveVenueOptions> = {}) {
  const reports: VenueReport[] = []
  const external: ExternalActivity[] = []
  const links: VenueLink[] = []
  const lines: string[] = []
  const venue = await openLiveVenue({
    exchange: 'binance',
    keys: DEMO_KEYS,
    endpoint,
    instruments: [DEMO_BTC],
    prefix: 'sntl-live-',
    since: millis(Date.now() - 1_000),
    isKnownFill: (_id: FillId) => false,
    recall: () => undefined,
    clock: systemClock(),
    random: systemRandom(),
    logger: keptLogger(lines),
    times: PATIENT_TIMES,
    ...options,
  })
  venue.onReport((report) => reports.push(report))
  venue.onExternal((activity) => external.push(activity))
  venue.onLink((link) => links.push(link))
  const of = (order: Order) => reports.filter((report) => report.clientOrderId === order.clientOrderId)
  /** Types of what was reported of an order, in order. */
  const story = (order: Order) => of(order).map(({ type }) => type)
  return { venue, reports, external, links, lines, of, story }
}

/** The demo exchange with every REST request that came in. */
export async function startObservedDemo(
  options: Partial<DemoExchangeOptions> = {},
): Promise<{ demo: DemoExchange; requests: RestRequest[] }> {
  const requests: RestRequest[] = []
  const demo = await startDemoExchange({
    source: 'market',
    clock: systemClock(),
    logger: keptLogger([]),
    ordersPerTenSeconds: 100_000,
    weightLimit: 1_000_000,
    onRequest: (request) => requests.push(request),
    ...options,
  })
  return { demo, requests }
}

/** A signed request past our own code, with the keys of any account of the demo exchange. */
export async function asCustomer(
  endpoint: string,
  { apiKey, secret }: Pick<AccountConfig, 'apiKey' | 'secret'>,
  request: { readonly method: string; readonly path: string; readonly params?: Readonly<Record<string, string>> },
): Promise<unknown> {
  const query = new URLSearchParams({ ...request.params, timestamp: String(Date.now()) }).toString()
  const signature = createHmac('sha256', secret).update(query).digest('hex')
  const response = await fetch(`${endpoint}/api/v3/${request.path}?${query}&signature=${signature}`, {
    method: request.method,
    headers: { 'X-MBX-APIKEY': apiKey },
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(answer))
  return answer
}

/** Somebody else with the same account. */
export const asStranger = (endpoint: string, request: Parameters<typeof asCustomer>[2]): Promise<unknown> =>
  asCustomer(endpoint, DEMO_ACCOUNT, request)
