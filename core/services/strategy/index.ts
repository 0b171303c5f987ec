/** The strategy service: market facts in, proposals out. */
import type { StartService } from '../runtime/index.ts'
import { startStrategies } from './strategy.ts'

export { createStrategyPipeline } from './pipeline.ts'
export { checkStrategies, checkStrategyMarkets, StrategyRunner } from './runner.ts'

export const startStrategyService: StartService = (context) => Promise.resolve(startStrategies(context))
