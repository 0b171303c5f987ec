import { InputError } from '../domain/index.ts'
import { bookImbalanceStrategy } from './book-imbalance/book-imbalance.ts'
import type { Strategy, StrategyDescriptor } from './contract/strategy.ts'
import { emaTrend } from './ema-trend/ema-trend.ts'
import { rsiReversion } from './rsi-reversion/rsi-reversion.ts'

export const STRATEGIES: readonly Strategy[] = [emaTrend, rsiReversion, bookImbalanceStrategy]

/** Throws InputError that lists the known ids. */
export function strategyById(id: string, known: readonly Strategy[] = STRATEGIES): Strategy {
  const found = known.find((strategy) => strategy.descriptor.id === id)
  if (found !== undefined) return found
  const ids = known.map((strategy) => strategy.descriptor.id).join(', ')
  throw new InputError({ field: 'strategyId', value: id, remedy: `use one of ${ids}` })
}

/** The built-ins as plain data. */
export const strategyCatalog = (): readonly StrategyDescriptor[] => STRATEGIES.map((strategy) => strategy.descriptor)
