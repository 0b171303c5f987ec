import type { FeedHub, StrategyRow } from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'
import { FAKE_CATALOG } from './fake-catalog.ts'
import type { FakeMarket } from './fake-market.ts'

const REGIMES = ['up/low', 'up/normal', 'none/normal', 'down/high']

const trackOf = (lastAt: number, edge: number): NonNullable<StrategyRow['track']> => ({
  ...{ trades: 41, winRate: 0.52 + edge * 0.1, expectancy: edge * 0.0016, expectancyR: edge * 0.26, lastAt },
  byRegime: REGIMES.map((regime, index) => ({
    ...{ regime, trades: [16, 12, 9, 4][index] ?? 0, winRate: 0.6 - index * 0.06 },
    ...{ expectancy: edge * (0.003 - index * 0.0016), expectancyR: edge * (0.5 - index * 0.24) },
  })),
})

/** Three strategies on three markets; one of them was stopped. */
export function publishStrategies(hub: FeedHub, markets: readonly FakeMarket[], clock: Clock, random: () => number): void {
  for (const [index, { id: strategy, title, family, parameters, problem }] of FAKE_CATALOG.entries()) {
    for (const market of markets.slice(0, 3)) {
      const error =
        problem?.startsWith(`${market.instrument.id}: `) === true ? problem.slice(market.instrument.id.length + 2) : undefined
      hub.publish('strategy.instances', {
        id: `${strategy}@${market.instrument.symbol}`,
        ...{ strategy, title, family, instrument: market.instrument.id, timeframe: '1m', enabled: error === undefined },
        params: Object.fromEntries(parameters.map((each) => [each.name, each.default])),
        stance: (['long', 'neutral', 'flat'] as const)[Math.floor(random() * 3)] ?? 'neutral',
        confidence: random(),
        at: clock.now(),
        weight: [1.18, 1, 0.84][index] ?? 1,
        regime: { trend: 'up', volatility: 'normal' },
        ...(index === 1 ? {} : { track: trackOf(clock.now() - 840_000, index === 0 ? 1 : -0.6) }),
        ...(error === undefined ? {} : { error }),
      })
    }
  }
}
