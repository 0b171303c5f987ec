import { type Command, type CommandResult, commandId, type InstrumentId, type Money } from '../../domain/index.ts'
import { TradingEngine, type TradingConfig } from '../../engine/index.ts'
import type { Clock, IdSource, Journal, Logger } from '../../ports/index.ts'
import type { LatencyModel, QueueModel } from '../paper/index.ts'
import { PaperVenue } from '../paper/index.ts'
import { BOOK_EVENTS, TripBook } from './trip-book.ts'

export interface ShadowPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly journal: Journal
  readonly logger: Logger
  /** A model of its own, from the same seed as the real trader's paper venue. */
  readonly latency: LatencyModel
  /** As the real trader's paper venue has. */
  readonly queue?: QueueModel | undefined
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type Instruction = DistributiveOmit<Command, 'id'>

/** A trader on paper that nobody sees: the real one's engine and a venue of the same model, with a record of its own. */
export class ShadowAccount {
  readonly engine: TradingEngine
  readonly venue: PaperVenue
  readonly book = new TripBook()
  readonly #ports: ShadowPorts

  constructor(config: TradingConfig, ports: ShadowPorts) {
    this.#ports = ports
    const { clock, ids, journal, logger, latency, queue } = ports
    const instrument = (id: InstrumentId) => this.engine.state.instruments.get(id)
    this.venue = new PaperVenue({ clock, ids, latency, instrument, queue })
    this.engine = new TradingEngine('paper', config, { clock, ids, journal, venue: this.venue, logger })
  }

  open(account: { readonly currency: string; readonly cash: Money }): void {
    readBook(this.book, this.#ports.journal)
    this.engine.onStep((_input, { events }, _first, at) => {
      for (const event of events) this.book.apply(event, at)
    })
    this.engine.open(account)
  }

  /** Money that came to the real account or went from it without a trade comes and goes here too. */
  capital(amountChange: Money): void {
    const key = 'capital'
    const words = { here: '', there: '', settlements: ['adopt'] } as const
    const differences = [{ subject: 'cash', kind: 'quantity', key, ...words, amountChange }] as const
    this.engine.handle({ type: 'DifferencesFound', differences, booksAt: this.#ports.clock.now() })
    this.command({ type: 'SettleDifference', key, settlement: 'adopt', reason: 'so did the real account' })
  }

  command(instruction: Instruction): CommandResult {
    const id = commandId(this.#ports.ids.next('shadow'))
    return this.engine.command({ ...instruction, id }, 'counterfactual')
  }
}

/** The book of the account whose journal this is, as of its last row. */
export function readBook(book: TripBook, journal: Journal): TripBook {
  journal.replay((row) => {
    if (row.entry.kind === 'event') book.apply(row.entry.event, row.at)
  }, BOOK_EVENTS)
  return book
}
