import type { Promotion } from '../../ports/index.ts'

/** From research to strategy: all that are to be at work now, in place of those before. */
export type PromotedStrategies = readonly Pick<Promotion, 'strategy' | 'instrument' | 'timeframe' | 'rule'>[]
