import fc from 'fast-check'
import { price, quantity, rate, strategyId, type SignalId } from '../domain/index.ts'
import type { TradingConfig } from '../engine/index.ts'
import type { Journal } from '../ports/index.ts'
import { memoryJournal } from '../adapters/memory/index.ts'
import { BTC, type TradingHarness, tradingHarness } from './trading-harness.ts'

/** One thing that happens to a trader, with a number that says how. */
export interface SessionStep {
  readonly does:
    | 'market'
    | 'trade'
    | 'propose'
    | 'leave'
    | 'approve'
    | 'reject'
    | 'buy'
    | 'sell'
    | 'cancel'
    | 'flatten'
    | 'kill'
    | 'rearm'
    | 'protect'
    | 'mode'
    | 'switch'
    | 'fund'
    | 'clock'
    | 'wait'
    | 'restart'
  readonly by: number
}

const WEIGHTS: Readonly<Record<SessionStep['does'], number>> = {
  market: 30,
  trade: 6,
  propose: 12,
  leave: 3,
  approve: 10,
  reject: 2,
  buy: 4,
  sell: 3,
  cancel: 3,
  flatten: 1,
  kill: 1,
  rearm: 2,
  protect: 4,
  mode: 2,
  switch: 1,
  fund: 1,
  clock: 1,
  wait: 12,
  restart: 1,
}

export const sessionSteps = (length: number): fc.Arbitrary<readonly SessionStep[]> =>
  fc.array(
    fc.record({
      does: fc.oneof(
        ...Object.entries(WEIGHTS).map(([does, weight]) => ({
          weight,
          arbitrary: fc.constant(does as SessionStep['does']),
        })),
      ),
      by: fc.integer({ min: 0, max: 999 }),
    }),
    { minLength: length / 2, maxLength: length },
  )

export interface SessionOptions {
  readonly journal?: Journal
  readonly config?: Partial<TradingConfig>
  /** Looked at before each step. */
  readonly watch?: (harness: TradingHarness, step: number) => void
}

/** Lives through the steps; what comes back is the trader of the last start. */
export function liveThrough(steps: readonly SessionStep[], options: SessionOptions = {}): TradingHarness {
  const journal = options.journal ?? memoryJournal()
  const config = options.config ?? {}
  const start = (at?: number): TradingHarness => {
    const made = tradingHarness({ journal, config, books: true, ...(at === undefined ? {} : { start: at }) })
    made.open()
    return made
  }
  let harness = start()
  let mid = 100
  let commands = 0
  const say = (command: Parameters<TradingHarness['command']>[0]): void => {
    commands += 1
    harness.command(command, `say-${String(commands)}`)
  }
  const quoted = (change: number): void => {
    mid = Math.max(50, mid + change)
    harness.market(mid.toFixed(2), (mid + 0.01).toFixed(2), '50')
  }
  const pending = (): SignalId => [...harness.engine.state.pending][0] ?? ('nothing' as SignalId)
  quoted(0)
  const order = { type: 'SubmitOrder', instrument: BTC, timeInForce: 'GTC' } as const
  const perform = ({ does, by }: SessionStep): void => {
    switch (does) {
      case 'market':
        quoted((by - 500) / 400)
        return
      case 'trade':
        harness.trade((mid + (by - 500) / 250).toFixed(2), '3', by % 2 === 0 ? 'buy' : 'sell')
        return
      case 'propose':
        harness.propose(
          {
            entry: price((mid + 0.01).toFixed(2)),
            stop: price((mid - 1 - by / 200).toFixed(2)),
            target: price((mid + 1 + by / 100).toFixed(2)),
            confidence: 0.4 + by / 2_000,
            ...(by % 3 === 0 ? { trail: rate('0.01') } : {}),
          },
          by % 20 === 0,
        )
        return
      case 'leave':
        harness.propose({ action: 'sell', entry: price(mid.toFixed(2)) })
        return
      case 'approve':
        if (harness.engine.state.pending.size === 0) perform({ does: 'propose', by })
        say({ type: 'ApproveSignal', signalId: pending(), ...(by % 4 === 0 ? { quantity: quantity('2') } : {}) })
        return
      case 'reject':
        say({ type: 'RejectSignal', signalId: pending(), reason: `no ${String(by)}` })
        return
      case 'buy':
        say({
          ...order,
          side: 'buy',
          quantity: quantity('1'),
          reduceOnly: false,
          ...(by % 2 === 0 ? { orderType: 'market' } : { orderType: 'limit', limitPrice: price((mid - by / 500).toFixed(2)) }),
          ...(by % 5 === 0 ? { stop: price((mid - 4).toFixed(2)) } : {}),
        })
        return
      case 'sell':
        say({ ...order, side: 'sell', orderType: 'market', quantity: quantity('0.5'), reduceOnly: true })
        return
      case 'cancel':
        say({ type: 'CancelAll' })
        return
      case 'flatten':
        say({ type: 'Flatten' })
        return
      case 'kill':
        say({ type: 'Kill', flatten: by % 2 === 0 })
        return
      case 'rearm':
        say({ type: 'Rearm' })
        return
      case 'protect':
        say({
          type: 'SetProtection',
          instrument: BTC,
          stop: price((mid - 2).toFixed(2)),
          target: by % 2 === 0 ? null : price((mid + 5).toFixed(2)),
          ...(by % 3 === 0 ? { trail: rate('0.02') } : {}),
        })
        return
      case 'mode':
        say({
          type: 'SetApprovalMode',
          strategy: by % 2 === 0 ? null : strategyId('ema-trend'),
          mode: by % 3 === 0 ? 'auto' : 'manual',
        })
        return
      case 'switch':
        say({ type: 'SetStrategyEnabled', strategy: strategyId('ema-trend'), enabled: by % 3 !== 0 })
        return
      case 'fund':
        harness.engine.handle({
          type: 'FundingDue',
          instrument: BTC,
          fundingRate: rate('0.0001'),
          markPrice: price(mid.toFixed(2)),
          dueAt: harness.now(),
        })
        return
      case 'clock':
        harness.engine.marketDataWritable(by % 2 === 0)
        return
      case 'wait':
        harness.tick(by < 250 ? 61_000 : by * 3)
        quoted(0)
        return
      case 'restart':
        harness = start(harness.now() + 1_000)
        quoted(0)
        return
    }
  }
  for (const [index, step] of steps.entries()) {
    options.watch?.(harness, index)
    perform(step)
  }
  return harness
}
