import type { MarketStore } from '../../ports/index.ts'
import { WriteTally, type WriteTallyRows } from '../../recording/index.ts'
import type { RunningService, ServiceContext, StartService } from '../runtime/index.ts'
import { openMarketFile } from './market-file.ts'
import { startRecorder } from './recorder.ts'

type Report = (tally: WriteTallyRows) => void
type History = Parameters<typeof startRecorder>[2]

interface Kept {
  readonly store: MarketStore
  readonly reader: History
}

const REPORT_EVERY = 1_000

/** Tells every second what `store` has taken for good, and once more when everything is flushed. */
function startTallied(context: ServiceContext, { store, reader }: Kept, tally: WriteTally, report: Report): RunningService {
  const telling: MarketStore = {
    ...store,
    write(events) {
      store.write(events)
      tally.add(events)
    },
  }
  const service = startRecorder(context, telling, reader)
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
  (context) =>
    Promise.resolve(startTallied(context, openMarketFile(context), new WriteTally({ samples: false }), report))

/** A store that keeps nothing. */
const nothingKept: MarketStore = {
  write: () => undefined,
  prune: () => 0,
  pack: () => 0,
  forgetOldest: () => undefined,
  tidy: () => undefined,
  size: () => ({ used: 0, free: 0 }),
  candles: () => [],
  close: () => undefined,
}

async function* noBooks(): AsyncGenerator<never> {
  // There never is one.
}

const nothingRead: History = { gaps: () => Promise.resolve([]), books: noBooks, close: () => Promise.resolve() }

/** The same recorder with nothing behind it: shows what it would write, and touches no disk. */
export const startCountingRecorder =
  (report: Report): StartService =>
  (context) =>
    Promise.resolve(startTallied(context, { store: nothingKept, reader: nothingRead }, new WriteTally({ samples: true }), report))
