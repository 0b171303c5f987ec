/** The research service: long work on recorded data, away from everything that trades. */
import { CAPTURE_FORMATS, type CaptureFormat } from '../../adapters/captures/index.ts'
import { exposeApi, type ResearchApi } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { StartService } from '../runtime/index.ts'
import { replay } from './replay.ts'
import { replayConfig } from './replay-config.ts'

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
export { candleInstrument, fileInstrumentId } from './file-instrument.ts'
export { type ReplayRun, replay } from './replay.ts'
export { replayConfig } from './replay-config.ts'
export { type UniverseSource, universeOfFiles, universeOfStore } from './universe-source.ts'
export type { ReplayReport } from './replay-session.ts'

export const captureFormat = (text: string | undefined): CaptureFormat | undefined => {
  if (text === undefined) return undefined
  const known = CAPTURE_FORMATS.find((format) => format === text)
  if (known === undefined)
    throw new InputError({ field: 'format', value: text, remedy: `use one of ${CAPTURE_FORMATS.join(', ')}` })
  return known
}

export const startResearchService: StartService = (context) => {
  let stopping = false
  const api: ResearchApi = {
    replay: ({ exchange, captures, format }) => {
      const wanted = captureFormat(format)
      return replay({
        exchange,
        captures,
        config: replayConfig(context.config, exchange),
        logger: context.logger,
        cancelled: () => stopping,
        ...(wanted === undefined ? {} : { format: wanted }),
      })
    },
  }
  context.onClient((link) => {
    exposeApi(api, link)
  })
  return Promise.resolve({
    stop: () => {
      stopping = true
      return Promise.resolve()
    },
  })
}
