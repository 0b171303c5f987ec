import type { LedgerOrder, RestRequest } from '../../demo/index.ts'
import { formatQuantity } from '../../domain/index.ts'
import { DEMO_BTC } from '../live-venue.ts'
import type { Recovered } from './child.ts'

export interface PointEvidence {
  readonly point: string
  readonly recovered: Recovered
  /** Commands whose answer a person had seen before the kill. */
  readonly answered: readonly string[]
  /** The exchange's own books, of all accounts. */
  readonly ledger: readonly LedgerOrder[]
  /** All that the exchange was ever sent. */
  readonly requests: readonly RestRequest[]
}

const ENDED: Readonly<Record<string, string>> = {
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
}

/** Whatever a kill broke, in words: by the exchange's ledger, which knows nothing of our books. */
export function auditPoint({ point, recovered, answered, ledger, requests }: PointEvidence): readonly string[] {
  const breaches = [
    ...(recovered.armed ? ['it came back armed'] : []),
    ...recovered.differences.map((text) => `differs after the restart: ${text}`),
    ...recovered.afterwards.map((text) => `differs after everything was sold: ${text}`),
    ...recovered.repeated.map((id) => `command ${id} did something else the second time`),
    ...answered.filter((id) => !recovered.commands.includes(id)).map((id) => `command ${id} was answered and is lost`),
  ]
  const posts = requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/order'))
    .map(({ text }) => new URLSearchParams(text).get('newClientOrderId'))
  for (const order of recovered.orders) {
    const rows = ledger.filter(({ clientOrderId }) => clientOrderId === order.clientOrderId)
    const sent = posts.filter((id) => id === order.clientOrderId).length
    const [row] = rows
    if (rows.length > 1 || sent > 1)
      breaches.push(`${order.clientOrderId}: ${String(rows.length)} orders of ${String(sent)} requests`)
    if (row === undefined) {
      if (order.state !== 'rejected' || order.filled !== '0')
        breaches.push(`${order.clientOrderId} is ${order.state} here and nothing there`)
      continue
    }
    const there = `${ENDED[row.status] ?? row.status} ${formatQuantity(row.executed)}`
    if (there !== `${order.state} ${order.filled}`)
      breaches.push(`${order.clientOrderId}: ${order.state} ${order.filled} here, ${there} there`)
    const fills = recovered.fills
      .filter(({ clientOrderId }) => clientOrderId === order.clientOrderId)
      .map(({ id, quantity }) => `${id} ${quantity}`)
    const trades = row.trades.map(
      ({ id, quantity }) => `binance:${DEMO_BTC.venueSymbol}:${String(id)} ${formatQuantity(quantity)}`,
    )
    if (fills.toSorted().join() !== trades.toSorted().join())
      breaches.push(`${order.clientOrderId}: fills ${fills.join()} here, ${trades.join()} there`)
  }
  return [...breaches, ...missed(point, { recovered, posts })]
}

/** A point after which the exchange must have the request, or must not. */
function missed(
  point: string,
  { recovered, posts }: { readonly recovered: Recovered; readonly posts: readonly (string | null)[] },
): readonly string[] {
  const last = recovered.orders.filter(({ clientOrderId }) => posts.includes(clientOrderId)).length
  return point.includes('sent request POST') && last === 0 ? ['the request was sent and never came'] : []
}
