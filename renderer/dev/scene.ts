import type { Clock } from '../engine-client/index.ts'
import type { FakeBackend } from './fake-backend.ts'
import { publishTrouble } from './fake-health.ts'
import { publishOrders } from './fake-orders.ts'

/** Working orders on both sides of the first market, close enough to be seen in the ladder. */
function placeOrders({ trader, markets }: FakeBackend): void {
  const [first] = markets
  if (first === undefined) return
  for (const [side, factor] of [
    ['buy', 0.99999],
    ['sell', 1.000012],
  ] as const) {
    const limitPrice = (first.price * factor).toFixed(first.decimals)
    const command = {
      type: 'SubmitOrder',
      id: `seed-${side}`,
      instrument: first.instrument.id,
      side,
      orderType: 'limit',
      quantity: '0.0025',
      limitPrice,
    }
    void trader.api.command(command, 'user')
  }
}

/** Finished work of every kind. */
function finishRuns({ research, markets }: FakeBackend): void {
  const market = { instrument: markets[0]?.instrument.id ?? '', timeframe: '1m', days: 90 }
  research.finished({ ...market, kind: 'backtest', strategy: 'donchian-breakout', days: 365 })
  research.finished({ ...market, kind: 'generate', seed: 7 })
  research.finished({ ...market, kind: 'optimise', strategy: 'ema-cross', trials: 120, folds: 3 })
  research.finished({ ...market, kind: 'backtest', strategy: 'rsi-reversion' })
  research.finished({ ...market, kind: 'backtest', strategy: 'ema-cross', params: { fast: 9, slow: 41 } })
}

/** A session some way in: signals of every outcome, positions, orders, a curve of the equity and two alerts. */
export function furnish(backend: FakeBackend, clock: Clock, environment: 'paper' | 'live'): void {
  const { trader, hub, logs, markets } = backend
  trader.end(trader.propose(2), 'REJECTED', 'Spread looked too wide')
  trader.end(trader.propose(3), 'EXPIRED', '')
  trader.end(trader.propose(4), 'SUPERSEDED', 'A newer signal for the same market')
  trader.end(trader.propose(5), 'BLOCKED', 'max-position: 22.4 % of equity, limit 20 %')
  trader.approve(trader.propose(0))
  trader.approve(trader.propose(1))
  trader.propose(1, 75_000)
  trader.propose(0, 140_000)
  placeOrders(backend)
  publishOrders({ hub, clock, environment, markets })
  finishRuns(backend)
  for (let age = 900; age > 0; age -= 2) {
    hub.publish('trading.equity', {
      at: clock.now() - age * 1_000,
      equity: (10_000 + Math.sin(age / 90) * 22 - age / 40).toFixed(6),
    })
  }
  logs.past()
  hub.publish('system.alerts', {
    id: 'a1',
    at: clock.now() - 42_000,
    severity: 'warning',
    source: 'feed',
    message: 'demo:SOL/USDT book: 3 updates missing, resynced in 0.4 s',
  })
  hub.publish('system.alerts', {
    id: 'a2',
    at: clock.now() - 12_000,
    severity: 'info',
    source: 'host',
    message: 'The feed service was restarted',
  })
}

/** A second venue in trouble, and a signal whose look-back crosses gaps. */
export function addTrouble({ trader, hub }: FakeBackend, clock: Clock): void {
  publishTrouble(hub, clock)
  const signal = trader.propose(0, 300_000)
  const gap = { channel: 'trades', cause: 'sequence', startTime: signal.createdAt - 84_000, missingCount: 37 } as const
  hub.publish('trading.signals', {
    ...signal,
    gapOpen: true,
    gaps: [
      { ...gap, id: 'gap-1', endTime: gap.startTime + 12_000, recovered: 0 },
      { ...gap, id: 'gap-2', channel: 'book', endTime: gap.startTime + 31_000, recovered: 4 },
      { ...gap, id: 'gap-3', endTime: gap.startTime, recovered: 0 },
    ],
  })
}
