import { exposeApi, FeedHub, type StrategyApi, type StrategyDescriptor, type StrategyRow } from '../../contract/index.ts'
import { strategyCatalog } from '../../strategies/index.ts'
import type { Port, RunningService, ServiceContext } from '../runtime/index.ts'
import { marketInlet, type SwitchMessage, sendCandidate } from '../streams/index.ts'
import { LatestIndicators } from './latest-indicators.ts'
import { checkStrategies, StrategyRunner } from './runner.ts'

/** Runs the strategies on what the feed sends and hands proposals to the trader. No keys, no network, no disk. */
export function startStrategies(context: ServiceContext): RunningService {
  const { clock, config } = context
  checkStrategies(config)
  const hub = new FeedHub(['strategy.instances', 'strategy.features'], { clock })
  const runner = new StrategyRunner(config, context.ids)
  const catalog = descriptors()
  const latest = new LatestIndicators()
  let trader: Port | undefined

  context.onPeer('trader', (port) => {
    trader = port
    port.listen((raw) => {
      const { strategy, enabled } = raw as SwitchMessage
      runner.setEnabled(strategy, enabled)
    })
  })
  context.onPeer('feed', (port) => {
    marketInlet(port, {
      instruments: (list) => {
        runner.list(list)
      },
      event: (event) => {
        latest.event(event)
        for (const { candidate, gapOpen } of runner.onMarketEvent(event))
          if (trader !== undefined) sendCandidate(trader, candidate, gapOpen)
      },
    })
  })
  const api: StrategyApi = {
    catalog: () => Promise.resolve(catalog),
    indicators: (instrument) => Promise.resolve(latest.of(instrument, clock.now())),
    cache: () => Promise.resolve(latest.rows()),
  }
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
  })
  const reported = new Set<string>()
  const cancel = clock.every(1_000, () => {
    for (const row of rows(runner, catalog)) {
      hub.publish('strategy.instances', row)
      if (row.error === undefined || reported.has(row.id)) continue
      reported.add(row.id)
      context.alert({ severity: 'critical', source: 'strategy', message: `${row.id} was stopped: ${row.error}` })
    }
    for (const instrument of runner.instruments) {
      const features = (runner.pipeline?.features(instrument.id) ?? []).map(({ timeframe, feature, value, source, asOf }) => ({
        instrument: instrument.id,
        timeframe,
        feature,
        value,
        source,
        asOf,
      }))
      for (const row of features) hub.publish('strategy.features', row)
      latest.put(instrument.id, features)
    }
  })
  return {
    stop: () => {
      cancel()
      hub.close()
      return Promise.resolve()
    },
  }
}

function rows(runner: StrategyRunner, catalog: readonly StrategyDescriptor[]): readonly StrategyRow[] {
  const { pipeline } = runner
  if (pipeline === undefined) return []
  const opinions = pipeline.opinions()
  return pipeline.strategies().map((status) => {
    const described = catalog.find(({ id }) => id === status.strategyId)
    const opinion = opinions.find(
      (each) => each.strategy === status.id && each.instrument === status.instrument && each.timeframe === status.timeframe,
    )
    return {
      id: status.key,
      strategy: status.id,
      title: described?.title ?? status.strategyId,
      family: described?.family ?? '',
      instrument: status.instrument,
      timeframe: status.timeframe,
      enabled: status.enabled,
      params: status.parameters,
      stance: opinion?.stance ?? (status.bars < status.warmUp ? 'warming-up' : 'neutral'),
      confidence: opinion?.confidence ?? 0,
      at: opinion?.at ?? 0,
      ...(status.error === null ? {} : { error: status.error.message }),
    }
  })
}
