/**
 * The paper trader: the engine, its own journal file and a venue that only simulates. Nothing
 * reachable from here can sign a request, open a socket or load an exchange library.
 */
import { sqliteJournal } from '../../adapters/sqlite/journal.ts'
import { type Instrument, type InstrumentId, money } from '../../domain/index.ts'
import type { TradingEngine } from '../../engine/index.ts'
import { PaperVenue, QUEUE_MODELS, seededRandom, tailedLatency } from '../../simulation/paper/index.ts'
import type { StartService } from '../runtime/index.ts'
import { type OpenStories, storiesHere } from '../trader/stories.ts'
import { startTrader } from '../trader/trader.ts'

/** `openStories` says where stories are told. */
export const paperTrader =
  (openStories: OpenStories): StartService =>
  (context) => {
    const { paper, dataDir } = context.config
    const file = `${dataDir}/paper/journal.db`
    let instrument: (id: InstrumentId) => Instrument | undefined = () => undefined
    const latency = () => tailedLatency(paper.latencyMs, paper.latencyMs / 4, seededRandom(paper.seed))
    const queue = QUEUE_MODELS[paper.queue]
    const venue = new PaperVenue({
      clock: context.clock,
      ids: context.ids,
      latency: latency(),
      queue,
      instrument: (id) => instrument(id),
    })
    const bind = (engine: TradingEngine): void => {
      instrument = (id) => engine.state.instruments.get(id)
    }
    const counterfactual = () => ({
      twin: sqliteJournal(`${dataDir}/paper/counterfactual.db`, { spare: true }),
      alone: sqliteJournal(`${dataDir}/paper/counterfactual-alone.db`, { spare: true }),
      latency,
      queue,
    })
    return Promise.resolve(
      startTrader(context, {
        environment: 'paper',
        source: 'trader',
        account: { currency: paper.currency, cash: money(paper.startingCash) },
        journal: sqliteJournal(file),
        stories: openStories(file),
        venue,
        bind,
        counterfactual,
      }),
    )
  }

/** With nothing beside it. */
export const startPaperTrader: StartService = paperTrader(storiesHere)
