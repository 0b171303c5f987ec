import '../no-eval.ts'
import { browserClock } from '../engine-client/index.ts'
import { mountTerminal } from '../shell/mount.tsx'
import { publishTrouble } from './fake-health.ts'
import { publishOrders } from './fake-orders.ts'
import { createFakeBackend } from './fake-backend.ts'
import { seeded } from './random.ts'

const query = new URLSearchParams(location.search)
const random = seeded(7)
const environment = query.get('environment') === 'live' ? 'live' : 'paper'
const backend = createFakeBackend({ clock: browserClock, random, environment })
const { trader, hub, transport } = backend

if (query.get('empty') === null) {
  trader.end(trader.propose(2), 'REJECTED', 'Spread looked too wide')
  trader.end(trader.propose(3), 'EXPIRED', '')
  trader.end(trader.propose(4), 'SUPERSEDED', 'A newer signal for the same market')
  trader.end(trader.propose(5), 'BLOCKED', 'max-position: 22.4 % of equity, limit 20 %')
  trader.approve(trader.propose(0))
  trader.approve(trader.propose(1))
  trader.propose(1, 75_000)
  trader.propose(0, 140_000)
  const [first] = backend.markets
  for (const [side, factor] of [
    ['buy', 0.99999],
    ['sell', 1.000012],
  ] as const) {
    if (first === undefined) continue
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
  publishOrders({ hub, clock: browserClock, environment, markets: backend.markets })
  for (let age = 900; age > 0; age -= 2) {
    hub.publish('trading.equity', {
      at: browserClock.now() - age * 1_000,
      equity: (10_000 + Math.sin(age / 90) * 22 - age / 40).toFixed(6),
    })
  }
  hub.publish('system.alerts', {
    id: 'a1',
    at: browserClock.now() - 42_000,
    severity: 'warning',
    source: 'feed',
    message: 'demo:SOL/USDT book: 3 updates missing, resynced in 0.4 s',
  })
  hub.publish('system.alerts', {
    id: 'a2',
    at: browserClock.now() - 12_000,
    severity: 'info',
    source: 'host',
    message: 'The feed service was restarted',
  })
  browserClock.every(60, () => {
    backend.step()
  })
}

if (query.get('trouble') !== null) {
  publishTrouble(hub, browserClock)
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

document.addEventListener('keydown', (event) => {
  if (event.altKey && event.key === 'x') transport.cut()
})

const root = document.getElementById('root')
if (root !== null) mountTerminal(transport, root)
