import { type CaptureFormat, mergeCaptures } from '../../adapters/captures/index.ts'
import type { ConfigFile } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Logger } from '../../ports/index.ts'
import { type DecisionLog, decisionLog } from './decision-log.ts'
import { type ReplayReport, ReplaySession } from './replay-session.ts'

export interface ReplayRun {
  readonly exchange: string
  readonly captures: readonly string[]
  readonly format?: CaptureFormat
  readonly config: ConfigFile
  readonly logger: Logger
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
 * market appears. Throws InputError for an unknown exchange or a corrupt capture.
 */
export async function replay(run: ReplayRun): Promise<ReplayReport> {
  const log: DecisionLog = decisionLog(run.onDecision)
  const session = new ReplaySession({ exchange: run.exchange, config: run.config, logger: run.logger, log })
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
      if (run.cancelled?.() === true) throw new InputError({ field: 'replay', value: 'cancelled', remedy: 'start it again' })
    }
  }
  return session.report(Math.round(performance.now() - started) / 1_000)
}
