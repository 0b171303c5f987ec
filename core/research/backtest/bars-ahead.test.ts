import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candle, required, toJson } from '../../domain/index.ts'
import { featureSource } from '../../features/index.ts'
import { openUserStrategy, type Strategy } from '../../strategies/index.ts'
import { histories } from '../../testing/bar-by-bar.ts'
import { candlesOf, fileInstrument, runBacktest, termsOf } from '../../testing/bar-markets.ts'
import { HONEST } from '../../testing/look-ahead-strategies.ts'
import { nearSandboxes } from '../../testing/near-sandboxes.ts'

const terms = termsOf({ cash: 10_000, costs: { fee: 0.001, slippage: 0.0001 }, protection: { stop: 0.02 } })

async function opened(code: string): Promise<Strategy> {
  const { strategy } = await openUserStrategy({ id: 'mine', code }, { sandboxes: nearSandboxes, features: featureSource })
  return strategy
}

/** The same without a way to ask for many bars. */
const alone = ({ descriptor, configure }: Strategy): Strategy => ({
  descriptor,
  configure: (given) => {
    const { steps: _, ...configured } = configure(given)
    return configured
  },
})

const told = (strategy: Strategy, bars: readonly Candle[]): string =>
  toJson(
    runBacktest({
      instrument: fileInstrument(0.001),
      bars,
      strategy: { id: 'mine', params: { period: 3 }, known: [strategy] },
      terms,
    }),
  )

describe('a strategy asked for many bars in one go', () => {
  it.each(Object.entries(HONEST))('trades as it does bar by bar, also over holes: %s', async (_, code) => {
    const strategy = await opened(code.replace('period: 90', 'period: 14'))
    fc.assert(
      fc.property(histories, (bars) => {
        const candles = candlesOf(bars)
        if (candles.length > 0) expect(told(strategy, candles)).toBe(told(alone(strategy), candles))
      }),
      { numRuns: 12 },
    )
  })

  it('fails on the bar on which it fails', async () => {
    const code = required(HONEST['looks at long windows'], 'it is among them').replace(
      'const found',
      `if (view.close > 110) throw new Error('high')\n    const found`,
    )
    const strategy = await opened(code)
    const bars = candlesOf({
      openTime: Float64Array.from({ length: 100 }, (_, index) => 1_700_000_040_000 + index * 60_000),
      ...Object.fromEntries(
        ['open', 'high', 'low', 'close'].map((name) => [name, Float64Array.from({ length: 100 }, (_, index) => index + 50)]),
      ),
      volume: new Float64Array(100).fill(1),
    } as Parameters<typeof candlesOf>[0])
    for (const each of [strategy, alone(strategy)])
      expect(() => told(each, bars)).toThrow(/it failed on bar 62: mine\.ts:\d+:\d+: high$/)
  })
})
