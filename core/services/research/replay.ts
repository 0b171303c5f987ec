import { type CaptureFormat, mergeCaptures } from '../../adapters/captures/index.ts'
import type { ConfigFile } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Logger } from '../../ports/index.ts'
import type { Strategy } from '../../strategies/index.ts'
import { type DecisionLog, decisionLog } from './decision-log.ts'
import { type ReplayReport, ReplaySession } from './replay-session.ts'

export interface ReplayRun {
  readonly exchange: string
  readonly captures: readonly string[]
  readonly format?: CaptureFormat
  readonly config: ConfigFile
  readonly logger: Logger
  /** Strategies beside the built-in ones that the settings name. */
  readonly strategies?: readonly Strategy[]
  /** Every journal row of the run, as it is written. */
  readonly onDecision?: (line: string) => void
  /** Messages and bytes of the files so far; called every few thousand messages. */
  readonly onProgress?: (messages: number, bytes: number) => void
  readonly cancelled?: () => boolean
}

const PROGRESS_EVERY = 5_000

/**
 * Recorded frames through the whole pipeline, as fast as they can be read. A market's grid is
 * learnt from the first picture of its book, so the same strategies start over whenever a further
 * market appears. Throws InputError for an unknown exchange, a corrupt capture, and one of `strategies` that failed.
 */
export async function replay(run: ReplayRun): Promise<ReplayReport> {
  const log: DecisionLog = decisionLog(run.onDecision)
  const { exchange, config, logger, strategies = [] } = run
  const session = new ReplaySession({ exchange, config, logger, log, strategies })
  const started = performance.now()
  let messages = 0
  let bytes = 0
  const options = {
    ...(run.format === undefined ? {} : { format: run.format }),
    onBytes: (more: number) => {
      bytes += more
    },
  }
  for await (const record of mergeCaptures(run.captures, options)) {
    session.push(record)
    messages += 1
    if (messages % PROGRESS_EVERY === 0) {
      run.onProgress?.(messages, bytes)
      session.checkStrategies()
      if (run.cancelled?.() === true) throw new InputError({ field: 'replay', value: 'cancelled', remedy: 'start it again' })
    }
  }
  session.checkStrategies()
  return session.report(Math.round(performance.now() - started) / 1_000)
}
