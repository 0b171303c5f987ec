import { expect, it } from 'vitest'
import { parseConfig } from '../../../contract/index.ts'
import { SYMBOLS } from '../../../demo/index.ts'
import { checkStrategies, checkStrategyMarkets } from '../../../services/strategy/index.ts'
import { loadConfig } from './config-file.ts'
import { DEMO_MARKET_STRATEGIES } from './demo.ts'

const symbols = SYMBOLS.map(({ base, quote }) => `${base}/${quote}`)
const exchanges = [{ id: 'binance', symbols }]

it('names strategies and markets that the demo market has, and leaves no market without one', () => {
  const config = parseConfig({ exchanges, strategies: DEMO_MARKET_STRATEGIES })
  checkStrategies(config)
  checkStrategyMarkets(config)
  for (const symbol of symbols) {
    const voting = config.strategies.filter((each) => each.symbols?.includes(symbol) ?? true)
    expect(voting.length, symbol).toBeGreaterThan(1)
  }
})

it('serves only where no file names strategies', () => {
  const demo = { exchanges, strategies: DEMO_MARKET_STRATEGIES }
  expect(loadConfig(undefined, demo).strategies).toHaveLength(DEMO_MARKET_STRATEGIES.length)
})
