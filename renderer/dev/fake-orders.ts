import type { FeedHub, OrderRow, ScheduleRow } from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'
import type { FakeMarket } from './fake-market.ts'

interface Scene {
  readonly hub: FeedHub
  readonly clock: Clock
  readonly environment: 'paper' | 'live'
  readonly markets: readonly FakeMarket[]
}

function order({ clock, environment }: Scene, id: string, market: FakeMarket, fields: Partial<OrderRow>): OrderRow {
  const at = clock.now()
  return {
    id: id as OrderRow['id'],
    clientOrderId: `sntl-${environment}-${id}` as OrderRow['clientOrderId'],
    environment,
    purpose: 'manual',
    instrument: market.instrument.id,
    side: 'buy',
    type: 'limit',
    quantity: '0.4',
    timeInForce: 'GTC',
    reduceOnly: false,
    state: 'accepted',
    filled: '0',
    filledNotional: '0',
    fee: '0',
    createdAt: at - 92_000,
    updatedAt: at,
    ...fields,
  }
}

function schedule({ clock, environment }: Scene, id: string, market: FakeMarket, fields: Partial<ScheduleRow>): ScheduleRow {
  const at = clock.now()
  return {
    id: id as ScheduleRow['id'],
    kind: 'twap',
    environment,
    instrument: market.instrument.id,
    side: 'buy',
    type: 'market',
    quantity: '2.5',
    timeInForce: 'GTC',
    reduceOnly: false,
    slices: 10,
    sliceQuantity: '0.25',
    interval: 180_000,
    state: 'running',
    placed: 4,
    sentQuantity: '1',
    filled: '1',
    left: '1.5',
    averagePrice: market.price.toFixed(market.decimals),
    denials: 0,
    nextAt: at + 74_000,
    createdAt: at - 560_000,
    updatedAt: at,
    ...fields,
  }
}

/** One order of each kind that rests or waits somewhere, and schedules in each of their states. */
export function publishOrders(scene: Scene): void {
  const [btc, eth, sol, xrp] = scene.markets
  if (btc === undefined || eth === undefined || sol === undefined || xrp === undefined) return
  const { hub } = scene
  const at = (market: FakeMarket, factor: number): string => (market.price * factor).toFixed(market.decimals)
  const rows = [
    order(scene, 'ord-90001', eth, {
      limitPrice: at(eth, 0.97),
      postOnly: true,
      filled: '0.1',
      left: '0.3',
      state: 'partial',
      averagePrice: at(eth, 0.97),
    }),
    order(scene, 'ord-90002', sol, {
      side: 'sell',
      type: 'stop',
      stopPrice: at(sol, 0.9),
      quantity: '4',
      left: '4',
      state: 'created',
      emulated: 'stop',
    }),
    order(scene, 'ord-90003', eth, {
      side: 'sell',
      type: 'take-profit-limit',
      stopPrice: at(eth, 1.1),
      limitPrice: at(eth, 1.09),
      left: '0.4',
      reduceOnly: true,
    }),
    order(scene, 'ord-90004', xrp, { limitPrice: at(xrp, 0.95), quantity: '1500', displayQuantity: '200', left: '1500' }),
    order(scene, 'ord-90005', xrp, {
      limitPrice: at(xrp, 0.94),
      quantity: '90',
      left: '90',
      external: true,
      clientOrderId: 'web_38f1' as OrderRow['clientOrderId'],
    }),
    order(scene, 'ord-90006', sol, {
      type: 'market',
      quantity: '2',
      left: '2',
      state: 'unknown',
      reason: 'the venue did not answer',
    }),
  ]
  for (const row of rows) hub.publish('trading.orders', row)
  hub.publish('trading.queue', {
    orderId: 'ord-90001',
    clientOrderId: `sntl-${scene.environment}-ord-90001`,
    instrument: eth.instrument.id,
    side: 'buy',
    limitPrice: at(eth, 0.97),
    left: '0.3',
    ahead: '18.402',
    behind: '4.118',
  })
  const ended = { placed: 10, sentQuantity: '2.5', filled: '2.5', left: '0', state: 'ended' } as const
  const schedules = [
    schedule(scene, 'sch-1', eth, {}),
    schedule(scene, 'sch-2', sol, {
      side: 'sell',
      state: 'paused',
      placed: 2,
      filled: '0.5',
      left: '2',
      reason: 'max-spread: 31.4 bp, limit 25 bp',
      denials: 1,
    }),
    schedule(scene, 'sch-3', btc, {
      ...ended,
      reason: 'every slice was sent and has ended',
      createdAt: scene.clock.now() - 3_600_000,
    }),
  ]
  for (const row of schedules) hub.publish('trading.schedules', row)
}
