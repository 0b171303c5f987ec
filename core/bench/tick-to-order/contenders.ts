import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { memoryJournal } from '../../adapters/memory/index.ts'
import { sqliteJournal } from '../../adapters/sqlite/index.ts'
import type { Journal } from '../../ports/index.ts'
import { openBare } from './bare.ts'
import type { WorkerRole } from './service-worker.ts'
import { createProposer, createTrader, openFeed } from './stages.ts'

/** Connects to the exchange and acts on its frames until the returned function is called. */
export type Contender = (port: number, folder: string) => Promise<() => Promise<void>>

async function openInOneThread(port: number, journal: Journal): Promise<() => Promise<void>> {
  const trader = createTrader(port, journal)
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

async function openThreads(port: number, folder: string): Promise<() => Promise<void>> {
  const toStrategy = new MessageChannel()
  const toTrader = new MessageChannel()
  const between = new MessageChannel()
  const rest = { port, folder }
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
  bare: openBare,
  'one thread, journal in memory': (port) => openInOneThread(port, memoryJournal()),
  'one thread': (port, folder) => openInOneThread(port, sqliteJournal(join(folder, 'journal.db'))),
  'three threads': openThreads,
}
