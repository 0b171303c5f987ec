/** One of feed, strategy and trader as a thread of its own, joined to the others by the services' own streams. */
import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { sqliteJournal } from '../../adapters/sqlite/index.ts'
import type { MarketEvent } from '../../domain/index.ts'
import type { Port } from '../../services/runtime/index.ts'
import {
  type CandidateMessage,
  gatherByTurn,
  MARKET_INTERESTS,
  marketInlet,
  marketOutlet,
  sendCandidate,
} from '../../services/streams/index.ts'
import { createLiveTrader, createProposer, createTrader, openFeed } from './stages.ts'

export interface WorkerRole {
  readonly role: 'feed' | 'strategy' | 'trader'
  readonly port: number
  readonly folder: string
  /** The origin that takes signed orders; without it they go unsigned to `port`. */
  readonly signedAt: string | undefined
  /** To the two others, in the order feed, strategy, trader. */
  readonly peers: readonly MessagePort[]
}

const parent = parentPort
const [one, two] = (workerData as WorkerRole).peers
if (parent === null || one === undefined || two === undefined)
  throw new Error('this file is started by the bench as a worker thread')
const { role, port, folder, signedAt } = workerData as WorkerRole
const over = (channel: MessagePort): Port => ({
  send: (message) => {
    channel.postMessage(message)
  },
  listen: (listener) => {
    channel.on('message', listener)
  },
  onClose: (listener) => {
    channel.on('close', listener)
  },
  close: () => {
    channel.close()
  },
})
let close = (): Promise<void> | void => undefined

if (role === 'feed') {
  const outlets = [marketOutlet(over(one), MARKET_INTERESTS.strategy), marketOutlet(over(two), MARKET_INTERESTS.trader)]
  const leaving = gatherByTurn<MarketEvent>((events) => {
    for (const outlet of outlets) outlet.sendAll(events)
  })
  close = await openFeed(port, leaving.add)
} else if (role === 'strategy') {
  const trader = over(two)
  const propose = createProposer((candidate) => {
    sendCandidate(trader, candidate, false)
  })
  marketInlet(over(one), { instruments: () => undefined, event: propose })
} else {
  const journal = sqliteJournal(join(folder, 'journal.db'))
  const trader = signedAt === undefined ? createTrader(port, journal) : await createLiveTrader(signedAt, journal)
  marketInlet(over(one), { instruments: () => undefined, event: trader.market })
  over(two).listen((raw) => {
    trader.propose((raw as CandidateMessage).candidate)
  })
  close = trader.close
}
parent.once('message', () => {
  Promise.resolve(close()).then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
parent.postMessage('ready')
