import { exposeApi, FeedHub, type StrategyApi, type StrategyDescriptor, type StrategyRow } from '../../contract/index.ts'
import type { Sandboxes } from '../../ports/index.ts'
import { isBuiltIn, strategyCatalog } from '../../strategies/index.ts'
import type { Port, RunningService, ServiceContext } from '../runtime/index.ts'
import { type PromotedStrategies, marketInlet, type SwitchMessage, sendCandidate } from '../streams/index.ts'
import { describedRow, stateOf } from './catalog.ts'
import { LatestIndicators } from './latest-indicators.ts'
import { checkStrategies, StrategyRunner } from './runner.ts'
import { PromotedAtWork } from './promoted.ts'
import { UserStrategies } from './user-strategies.ts'

/** Runs the strategies on what the feed sends and hands proposals to the trader. No keys, no network, no disk. */
export function startStrategies(context: ServiceContext, sandboxes: Sandboxes): RunningService {
  const { clock, config } = context
  // Names that are not built in are the user's: the host has seen their files, and they come later.
  checkStrategies(
    config,
    config.strategies.map(({ strategy }) => strategy),
  )
  const hub = new FeedHub(['strategy.instances', 'strategy.features'], { clock })
  const runner = new StrategyRunner(config, context.ids)
  const users = new UserStrategies({
    runner,
    sandboxes,
    named: config.strategies.map(({ strategy }) => strategy).filter((id) => !isBuiltIn(id)),
    onTrouble: ({ severity, message }) => {
      context.alert({ severity, source: 'strategy', message })
    },
  })
  const catalog = (): readonly StrategyDescriptor[] => {
    users.check()
    const builtIns = strategyCatalog().map((described): StrategyDescriptor => {
      const { id, version } = described
      return { id, version: String(version), origin: 'built-in', ...describedRow(described), ...stateOf(runner.instancesOf(id)) }
    })
    return [...builtIns, ...users.catalog(), ...promoted.catalog()]
  }
  const latest = new LatestIndicators()
  const promoted = new PromotedAtWork({
    runner,
    onTrouble: (message) => {
      context.alert({ severity: 'warning', source: 'strategy', message })
    },
  })
  context.onPeer('research', (port) => {
    port.listen((raw) => {
      promoted.update(raw as PromotedStrategies)
    })
  })
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
    catalog: () => Promise.resolve(catalog()),
    indicators: (instrument) => Promise.resolve(latest.of(instrument, clock.now())),
    cache: () => Promise.resolve(latest.rows()),
  }
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
  })
  context.onUserStrategies((files) => {
    users.update(files).catch((error: unknown) => {
      context.logger.error('the user strategies could not be taken up', { reason: String(error) })
    })
  })
  const reported = new Set<string>()
  const cancel = clock.every(1_000, () => {
    users.check()
    for (const { row, strategyId } of rows(runner, catalog())) {
      hub.publish('strategy.instances', row)
      // A user's strategy is reported once for all of its markets.
      if (row.error === undefined || reported.has(row.id) || !isBuiltIn(strategyId)) continue
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
      users.close()
      hub.close()
      return Promise.resolve()
    },
  }
}

function rows(
  runner: StrategyRunner,
  catalog: readonly StrategyDescriptor[],
): readonly { readonly row: StrategyRow; readonly strategyId: string }[] {
  const { pipeline } = runner
  if (pipeline === undefined) return []
  const opinions = pipeline.opinions()
  return pipeline.strategies().map((status) => {
    const described = catalog.find(({ id }) => id === status.strategyId)
    const opinion = opinions.find(
      (each) => each.strategy === status.id && each.instrument === status.instrument && each.timeframe === status.timeframe,
    )
    const row: StrategyRow = {
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
    return { row, strategyId: status.strategyId }
  })
}
