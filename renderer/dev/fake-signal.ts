import type { SignalRow } from '../../core/contract/index.ts'
import type { RuleCheck, StrategyId } from '../../core/domain/index.ts'
import type { FakeMarket } from './fake-market.ts'

export const CHECKS: readonly RuleCheck[] = [
  { code: 'max-position', measured: '8.1 % of equity', limit: '20 %', passed: true },
  { code: 'max-exposure', measured: '24.6 %', limit: '80 %', passed: true },
  { code: 'max-drawdown', measured: '0.42 %', limit: '15 %', passed: true },
  { code: 'max-daily-loss', measured: '0.00 %', limit: '5 %', passed: true },
  { code: 'consecutive-losses', measured: '1', limit: '6', passed: true },
  { code: 'order-rate', measured: '2 / min', limit: '30 / min', passed: true },
  { code: 'price-collar', measured: '1.2 bp', limit: '500 bp', passed: true },
  { code: 'max-spread', measured: '0.4 bp', limit: '25 bp', passed: true },
  { code: 'stale-price', measured: '0.1 s', limit: '1.0 s', passed: true },
]

interface SignalInput {
  readonly market: FakeMarket
  readonly now: number
  readonly lifetime: number
  readonly random: () => number
  readonly serial: number
  readonly environment: 'paper' | 'live'
}

const strategy = (id: string): StrategyId => id as StrategyId

export function makeSignal({ market, now, lifetime, random, serial }: SignalInput): SignalRow {
  const buy = random() < 0.6
  const toward = buy ? 1 : -1
  const text = (value: number): string => value.toFixed(market.decimals)
  const reason = (feature: string, value: number | null, contribution: number, age: number): SignalRow['reasoning'][number] => ({
    feature,
    value,
    source: 'demo candles',
    asOf: now - age,
    contribution,
  })
  return {
    id: `sig-${String(serial).padStart(5, '0')}` as SignalRow['id'],
    instrument: market.instrument.id,
    timeframe: '1m',
    action: buy ? 'buy' : 'sell',
    confidence: 0.52 + random() * 0.4,
    votes: [
      {
        strategy: strategy('ema-cross'),
        stance: buy ? 'long' : 'flat',
        confidence: 0.81,
        weight: 1,
        regime: { trend: 'up', volatility: 'normal' },
      },
      { strategy: strategy('rsi-reversion'), stance: 'neutral', confidence: 0.4, weight: 0.8 },
      { strategy: strategy('donchian-breakout'), stance: buy ? 'flat' : 'long', confidence: 0.35, weight: 0.6 },
    ],
    conflict: 0.18,
    gapOpen: false,
    entry: text(market.price),
    stop: text(market.price * (1 - toward * 0.0035)),
    target: text(market.price * (1 + toward * 0.006)),
    reasoning: [
      reason('ema-12-26-spread', 0.00182, 0.34, 1_200),
      reason('rsi-14', 61.42, 0.18, 1_200),
      reason('donchian-20-position', 0.91, 0.15, 1_200),
      reason('book-imbalance-10', -0.21, -0.09, 240),
      reason('atr-14-percent', 0.0021, 0.04, 1_200),
      reason('funding-rate', null, 0, 380_000),
    ],
    createdAt: now,
    state: 'PENDING',
    mode: 'manual',
    quantity: (820 / market.price).toFixed(market.sizeDecimals),
    notional: '820',
    riskAmount: '2.87',
    checks: CHECKS,
    expiresAt: now + lifetime,
  }
}
