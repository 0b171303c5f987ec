import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import type { MarketStore } from '../../ports/index.ts'
import { barRules, WriteTally, type WriteTallyRows } from '../../recording/index.ts'
import type { RunningService, ServiceContext, StartService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'

type Report = (tally: WriteTallyRows) => void

const REPORT_EVERY = 1_000

/** Tells every second what `store` has taken for good, and once more when everything is flushed. */
function startTallied(context: ServiceContext, store: MarketStore, tally: WriteTally, report: Report): RunningService {
  const service = startRecorder(context, {
    ...store,
    write(events) {
      store.write(events)
      tally.add(events)
    },
  })
  const cancel = context.clock.every(REPORT_EVERY, () => {
    report(tally.result())
  })
  return {
    async stop() {
      cancel()
      await service.stop()
      report(tally.result())
    },
  }
}

/** The recorder with its SQLite file, for a collector. */
export const startCollectingRecorder =
  (report: Report): StartService =>
  (context) => {
    const damaged = damagedBlockAlert(context)
    const store = sqliteMarketStore(`${context.config.dataDir}/market.db`, { bars: barRules, damaged })
    return Promise.resolve(startTallied(context, store, new WriteTally({ samples: false }), report))
  }

/** A store that keeps nothing. */
const nowhere: MarketStore = {
  write: () => undefined,
  prune: () => 0,
  pack: () => 0,
  forgetOldest: () => undefined,
  tidy: () => undefined,
  size: () => ({ used: 0, free: 0 }),
  candles: () => [],
  close: () => undefined,
}

/** The same recorder with nothing behind it: shows what it would write, and touches no disk. */
export const startCountingRecorder =
  (report: Report): StartService =>
  (context) =>
    Promise.resolve(startTallied(context, nowhere, new WriteTally({ samples: true }), report))
