import type { BarColumns } from '../../../features/index.ts'
import type { GeneratorConfig } from '../config.ts'
import { DEFAULT_EVOLUTION, DEFAULT_GENERATOR_CONFIG, type EvolutionTerms } from '../config.ts'
import type { DataProvenance } from '../verdict/report.ts'

/** A configuration of a few strategies that differs from the default only where it is said. */
export const smallConfig = (
  evolution: Partial<EvolutionTerms> = {},
  rest: Partial<Omit<GeneratorConfig, 'evolution'>> = {},
): GeneratorConfig => ({
  ...DEFAULT_GENERATOR_CONFIG,
  ...rest,
  evolution: { ...DEFAULT_EVOLUTION, count: 48, generations: 5, islands: 3, migrationInterval: 2, migrants: 2, ...evolution },
})

export const provenanceOf = (bars: BarColumns, timeframe: DataProvenance['timeframe'] = '1h'): DataProvenance => ({
  instrument: 'file:BTC/USDT',
  timeframe,
  bars: bars.close.length,
  from: bars.openTime[0] ?? 0,
  to: bars.openTime.at(-1) ?? 0,
  fingerprint: 'of this test',
})
