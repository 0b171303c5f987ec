import { exposeApi, FeedHub, type StrategyApi, type StrategyDescriptor } from '../../contract/index.ts'
import type { Sandboxes } from '../../ports/index.ts'
import { isBuiltIn, strategyCatalog } from '../../strategies/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { marketInlet, type PromotedStrategies } from '../streams/index.ts'
import { describedRow, stateOf } from './catalog.ts'
import { instanceRows } from './instance-rows.ts'
import { LatestIndicators } from './latest-indicators.ts'
import { checkStrategies, StrategyRunner } from './runner.ts'
import { PromotedAtWork } from './promoted.ts'
import { TraderWords } from './trader-words.ts'
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
  const traders = new TraderWords(context, runner)
  context.onPeer('feed', (port) => {
    marketInlet(port, {
      instruments: (list) => {
        runner.list(list)
      },
      event: (event) => {
        latest.event(event)
        for (const { candidate, gapOpen } of runner.onMarketEvent(event)) traders.propose(candidate, gapOpen)
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
    for (const { row, strategyId } of instanceRows(runner, catalog())) {
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
