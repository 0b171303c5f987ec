import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { memoryJournal } from '../../adapters/memory/index.ts'
import { sqliteJournal } from '../../adapters/sqlite/index.ts'
import { millis } from '../../domain/index.ts'
import { openBare } from './bare.ts'
import type { WorkerRole } from './service-worker.ts'
import { type BenchTrader, createLiveTrader, createProposer, createTrader, openFeed } from './stages.ts'

export interface BenchPlace {
  readonly port: number
  /** Of the demo exchange that takes signed orders. */
  readonly private: string
  readonly folder: string
}

/** Connects to the exchange and acts on its frames until the returned function is called. */
export type Contender = (place: BenchPlace) => Promise<() => Promise<void>>

const journalIn = (folder: string) => sqliteJournal(join(folder, 'journal.db'))

async function openInOneThread(port: number, trader: BenchTrader): Promise<() => Promise<void>> {
  const propose = createProposer(trader.propose)
  const closeFeed = await openFeed(port, (event) => {
    trader.market(event)
    propose(event)
  })
  return async () => {
    closeFeed()
    await trader.close()
  }
}

function startWorker(role: WorkerRole['role'], settings: Omit<WorkerRole, 'role'>): Promise<Worker> {
  const workerData: WorkerRole = { role, ...settings }
  const transferList = settings.peers as MessagePort[]
  const worker = new Worker(new URL('./service-worker.ts', import.meta.url), { workerData, transferList })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => {
      worker.off('error', reject)
      resolve(worker)
    })
  })
}

async function openThreads({ port, folder, ...place }: BenchPlace, signed: boolean): Promise<() => Promise<void>> {
  const toStrategy = new MessageChannel()
  const toTrader = new MessageChannel()
  const between = new MessageChannel()
  const rest = { port, folder, signedAt: signed ? place.private : undefined }
  // The feed last: the others listen before the first frame comes.
  const trader = await startWorker('trader', { ...rest, peers: [toTrader.port2, between.port2] })
  const strategy = await startWorker('strategy', { ...rest, peers: [toStrategy.port2, between.port1] })
  const feed = await startWorker('feed', { ...rest, peers: [toStrategy.port1, toTrader.port1] })
  return async () => {
    for (const worker of [feed, strategy, trader]) {
      const ended = new Promise((resolve) => worker.once('exit', resolve))
      worker.postMessage('stop')
      await ended
    }
  }
}

/** In the order in which they take turns; the first is the baseline. */
export const CONTENDERS: Readonly<Record<string, Contender>> = {
  bare: ({ port }) => openBare(port),
  'bare, each order durable first': async ({ port, folder }) => {
    const journal = journalIn(folder)
    const close = await openBare(port, (id) => {
      journal.append(millis(Date.now()), { type: 'ClockTicked' }, [{ type: 'TradingRearmed', by: id }])
    })
    return async () => {
      await close()
      journal.close()
    }
  },
  'one thread, journal in memory': ({ port }) => openInOneThread(port, createTrader(port, memoryJournal())),
  'one thread': ({ port, folder }) => openInOneThread(port, createTrader(port, journalIn(folder))),
  'three threads': (place) => openThreads(place, false),
  'one thread, live venue': async (place) =>
    openInOneThread(place.port, await createLiveTrader(place.private, journalIn(place.folder))),
  'three threads, live venue': (place) => openThreads(place, true),
}
