import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createLogger, type LogLevel, systemClock } from '../../../adapters/system/index.ts'
import { type ConfigFile, follow } from '../../../contract/index.ts'
import { MINUTE } from '../../../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../../ports/index.ts'
import { portLink } from '../../../services/runtime/index.ts'
import { claimDataFolder } from '../../../adapters/data-folder/index.ts'
import type { Places } from '../places.ts'
import { Supervisor } from '../supervisor.ts'
import { CollectTotals, type KindTotal } from './collect-totals.ts'
import { stopSignal } from './stop-signal.ts'

export interface CollectOptions {
  readonly config: ConfigFile
  readonly dryRun: boolean
  /** ms; undefined runs until it is told to stop. */
  readonly duration: number | undefined
  readonly dataDir: string
  readonly logLevel: LogLevel
}

const SECOND_LINE = 1_000

const print = (line: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Bytes of the database and what is written ahead of it. */
const databaseBytes = (dataDir: string): number =>
  ['market.db', 'market.db-wal']
    .map((name) => join(dataDir, name))
    .reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0)

/** Runs the feed and the recorder until a signal, the duration or a failure that restarts do not mend. Returns the exit code. */
export async function collect(places: Places, options: CollectOptions): Promise<number> {
  const { config, dryRun, dataDir, logLevel } = options
  const logger = createLogger(logLevel, { service: 'host' })
  const clock = systemClock()
  const mode = dryRun ? 'dry-run' : 'live'
  const end = Promise.withResolvers<'stopped' | 'duration' | 'failed'>()
  void stopSignal().then(() => {
    end.resolve('stopped')
  })
  const release = dryRun ? (): void => undefined : claimDataFolder(dataDir)
  const before = dryRun ? 0 : databaseBytes(dataDir)
  const totals = new CollectTotals()
  let started = false
  const supervisor = new Supervisor({
    config: { ...config, dataDir, environment: 'paper' },
    clock,
    logger,
    logLevel,
    services: ['recorder', 'feed'],
    entry: (service) => places.worker(service === 'recorder' ? (dryRun ? 'recorder-counting' : 'recorder-collecting') : service),
    onRow: ({ state }) => {
      if (started && state === 'failed') end.resolve('failed')
    },
    onAlert: ({ severity, message, source }) => {
      logger[severity === 'info' ? 'info' : 'warn'](message, { source, severity })
    },
    onTally: ({ life, tally }) => {
      totals.tally(life, tally)
    },
  })
  const timers: (() => void)[] = []
  let reason: Awaited<typeof end.promise> = 'failed'
  const begin = clock.now()
  try {
    await supervisor.start()
    started = true
    const exchange = config.exchanges[0]
    print({
      event: 'collecting',
      mode,
      pid: process.pid,
      exchange: exchange?.id,
      symbols: exchange?.symbols,
      ...(dryRun ? {} : { dataDir }),
    })
    let followed = false
    /** The feed's own counts of refused frames, again after it was restarted. */
    const followFeed = (): void => {
      const port = followed ? undefined : supervisor.connect('feed')
      if (port === undefined) return
      followed = true
      const link = portLink(port)
      link.onClose(() => {
        followed = false
        totals.feedRestarted()
      })
      follow(link, 'market.channels', '', {
        onChange: (rows) => {
          totals.channels([...rows.values()])
        },
      })
    }
    followFeed()
    let told = begin
    timers.push(
      clock.every(SECOND_LINE, () => {
        const now = clock.now()
        followFeed()
        if (dryRun)
          for (const line of secondLines(totals)) print({ event: 'would-write', at: new Date(now).toISOString(), ...line })
        else if (now - told >= MINUTE) {
          told = now
          print({ event: 'progress', at: new Date(now).toISOString(), ...totals.summary() })
        }
        // By the clock on the wall, so that a suspended machine does not record for longer.
        if (options.duration !== undefined && now - begin >= options.duration) end.resolve('duration')
      }),
    )
    reason = await end.promise
  } finally {
    for (const cancel of timers) cancel()
    await supervisor.stop()
    release()
  }
  const bytes = dryRun ? totals.bytes() : databaseBytes(dataDir) - before
  print({ event: 'summary', mode, reason, seconds: Math.round((clock.now() - begin) / 1_000), ...totals.summary(), bytes })
  if (reason === 'failed') logger.error('a service keeps failing; nothing more is recorded')
  return reason === 'failed' ? 1 : 0
}

/** One line a kind of which something came since the last time. */
function secondLines(totals: CollectTotals): readonly ({ readonly kind: RecordedKind } & KindTotal)[] {
  const fresh = totals.sinceLast()
  return RECORDED_KINDS.flatMap((kind) => (fresh[kind].rows === 0 ? [] : [{ kind, ...fresh[kind] }]))
}
