/**
 * The strategy service: market facts in, proposals out. The user's own strategies run in processes of their own, from
 * text that the host hands over.
 */
import { ProcessSandboxes } from '../../adapters/strategy-sandbox/index.ts'
import type { StartService } from '../runtime/index.ts'
import { startStrategies } from './strategy.ts'

export { createStrategyPipeline } from './pipeline.ts'
export { checkStrategies, checkStrategyMarkets, StrategyRunner, trackOptions } from './runner.ts'

export const startStrategyService: StartService = (context) => Promise.resolve(startStrategies(context, new ProcessSandboxes()))
