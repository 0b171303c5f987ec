import { type ConfigFile, parseConfig } from '../../contract/index.ts'

/**
 * The settings of a replay: a person's own strategies and limits where given, and approval by
 * itself, since nobody is there to decide.
 */
export function replayConfig(config: ConfigFile | undefined, exchange: string): ConfigFile {
  const base = config ?? parseConfig({ exchanges: [{ id: exchange, symbols: ['BTC/USDT'] }] })
  return {
    ...base,
    // A recording decides by itself which markets there are.
    strategies: base.strategies.map(({ symbols: _symbols, approval: _approval, ...strategy }) => strategy),
    approval: { ...base.approval, defaultMode: 'auto' },
    unattended: { expiredSignals: 0, idleMinutes: 0, reduceOnlyAfterMinutes: 0, flattenAfterMinutes: 0 },
  }
}
