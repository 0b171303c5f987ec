/** The research service: long work on recorded data, away from everything that trades. */
export {
  type BacktestOutcome,
  type MarketRunInput,
  type PortfolioOutcome,
  type PortfolioReport,
  runBacktest,
  runPortfolio,
} from './backtest.ts'
export type { BacktestReport, BacktestTrade } from './backtest-report.ts'
export { backtestSheet, backtestText, portfolioSheet, portfolioText } from './backtest-text.ts'
export { readFundingFile } from '../../adapters/candle-files/index.ts'
export { type BarHistory, type BarWindow, barsOfFile, barsOfStore } from './candle-source.ts'
export { captureFormat } from './capture-format.ts'
export { candleInstrument, fileInstrumentId } from './file-instrument.ts'
export { type MonteCarloReport, monteCarloText, runMonteCarlo } from './monte-carlo.ts'
export { type OptimiseReport, type OptimiseRun, runOptimise } from './optimise.ts'
export { type ReplayRun, replay } from './replay.ts'
export { replayConfig } from './replay-config.ts'
export { type UniverseSource, universeOfFiles, universeOfStore } from './universe-source.ts'
export type { ReplayReport } from './replay-session.ts'
export { type SearchData, searchData } from './search-data.ts'
export { type ResearchTools, startResearchService } from './service.ts'
export type { OpenPool, SearchRun } from './search-run.ts'
export { optimiseText, walkForwardText } from './search-text.ts'
export { openTrialTasks, researchThreads, runRuleThread, runTrialThread } from './threads.ts'
export { runWalkForward, type WalkForwardReport } from './walk-forward.ts'
