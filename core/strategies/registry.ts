import { InputError } from '../domain/index.ts'
import { bookImbalanceStrategy } from './book-imbalance/book-imbalance.ts'
import type { Strategy, StrategyDescriptor } from './contract/strategy.ts'
import { emaTrend } from './ema-trend/ema-trend.ts'
import { rsiReversion } from './rsi-reversion/rsi-reversion.ts'
import { emaCross } from './ema-cross/ema-cross.ts'
import { supertrendFollow } from './supertrend/supertrend.ts'
import { vwapReversion } from './vwap-reversion/vwap-reversion.ts'
import { donchianBreakout } from './donchian-breakout/donchian-breakout.ts'
import { macdMomentum } from './macd-momentum/macd-momentum.ts'
import { volatilityExpansion } from './volatility-expansion/volatility-expansion.ts'
import { orderFlow } from './order-flow/order-flow.ts'
import { sentimentTrend } from './sentiment/sentiment.ts'
import { fearGreed } from './fear-greed/fear-greed.ts'
import { modelPrediction } from './model-prediction/model-prediction.ts'

export const STRATEGIES: readonly Strategy[] = [
  emaTrend,
  emaCross,
  supertrendFollow,
  rsiReversion,
  vwapReversion,
  donchianBreakout,
  macdMomentum,
  volatilityExpansion,
  bookImbalanceStrategy,
  orderFlow,
  sentimentTrend,
  fearGreed,
  modelPrediction,
]

/** Throws InputError that lists the known ids. */
export function strategyById(id: string, known: readonly Strategy[] = STRATEGIES): Strategy {
  const found = known.find((strategy) => strategy.descriptor.id === id)
  if (found !== undefined) return found
  const ids = known.map((strategy) => strategy.descriptor.id).join(', ')
  throw new InputError({ field: 'strategyId', value: id, remedy: `use one of ${ids}` })
}

export const isBuiltIn = (id: string): boolean => STRATEGIES.some(({ descriptor }) => descriptor.id === id)

/** The built-ins as plain data. */
export const strategyCatalog = (): readonly StrategyDescriptor[] => STRATEGIES.map((strategy) => strategy.descriptor)
