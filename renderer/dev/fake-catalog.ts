import type { StrategyDescriptor, StrategyParameterRow } from '../../core/contract/index.ts'

type Limits = readonly [min: number, max: number, usual: number]
const whole = (name: string, description: string, [min, max, usual]: Limits): StrategyParameterRow => ({
  ...{ name, description, min, max, default: usual, integer: true },
})
const decimal = (name: string, description: string, limits: Limits): StrategyParameterRow => ({
  ...whole(name, description, limits),
  integer: false,
})

const built = (id: string, title: string, family: string, parameters: readonly StrategyParameterRow[]): StrategyDescriptor => ({
  ...{ id, title, family, parameters, version: '1', origin: 'built-in', state: 'running' },
  description: `${title}: a strategy of the ${family} family. Suits: markets that go on. Weakness: markets that turn often.`,
})

/** What the scripted strategies say of themselves. */
export const FAKE_CATALOG: readonly StrategyDescriptor[] = [
  built('ema-cross', 'EMA cross', 'trend', [
    whole('fast', 'Fast average (bars)', [1, 500, 12]),
    whole('slow', 'Slow average (bars)', [2, 1000, 26]),
    { name: 'seed', description: 'How the averages begin', choices: ['sma', 'first'], default: 'sma' },
  ]),
  {
    ...built('rsi-reversion', 'RSI reversion', 'mean reversion', [
      whole('period', 'RSI period (bars)', [2, 200, 14]),
      decimal('low', 'Buys below', [1, 50, 30]),
      decimal('high', 'Sells above', [50, 99, 70]),
    ]),
    state: 'stopped',
    problem: 'demo:SOL/USDT: a feature gave no number 20 times in a row',
  },
  built('donchian-breakout', 'Donchian breakout', 'breakout', [
    whole('period', 'Channel (bars)', [2, 500, 20]),
    decimal('stopAtr', 'Stop in average true ranges', [0.5, 10, 2]),
  ]),
]
