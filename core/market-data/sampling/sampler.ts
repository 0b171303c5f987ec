import {
  type BookBins,
  type BookSnapshot,
  type DerivedMetrics,
  type InstrumentId,
  type Millis,
  millis,
  SECOND,
  type Trade,
} from '../../domain/index.ts'
import type { MarketPipeline } from '../pipeline.ts'
import type { BookView } from '../pipeline-types.ts'
import { snapshotOf } from '../snapshot.ts'
import { type BinWidth, binWidths, bookBins } from './bins.ts'
import { bookFigures, midLossy } from './book-figures.ts'
import { Grid } from './grid.ts'
import { MidReturns } from './mid-returns.ts'
import { TradeTally } from './trade-tally.ts'

export type SampledEvent = BookSnapshot | BookBins | DerivedMetrics

/** One venue's pipeline, as far as a sampler looks at it. */
export type SampledMarkets = Pick<MarketPipeline, 'books' | 'freshnessOf' | 'clockDelay'>

export interface SamplingOptions {
  /** Time between two snapshots of an instrument, ms; the other cadences likewise. */
  readonly bookCadenceMs: number
  readonly binsCadenceMs: number
  readonly metricsCadenceMs: number
  /** Levels a side of a snapshot. */
  readonly bookDepth: number
  /** Widths in basis points of the mid. */
  readonly bins: readonly number[]
}

/** An unchanged book is told again after so long, ms. */
const REPEAT = SECOND

/** What was last told about one book. */
interface Told {
  version: number
  at: number
}

/**
 * Samples all markets of one venue on a common grid. Call {@link advance} with the time of each frame
 * before the frame is applied, and with the clock's time now and then: so a sample holds exactly what
 * came before its instant, live and in replay alike.
 *
 * An unchanged book is not told again for a second: between two samples it was as in the earlier one, and
 * more than a second without one means that no live, fresh book was there.
 */
export class MarketSampler {
  private readonly markets: SampledMarkets
  private readonly options: SamplingOptions
  private readonly emit: (events: readonly SampledEvent[]) => void
  private readonly widths: readonly BinWidth[]
  private readonly grids: { readonly books: Grid; readonly bins: Grid; readonly metrics: Grid; readonly seconds: Grid }
  private readonly toldBooks = new Map<InstrumentId, Told>()
  private readonly toldBins = new Map<InstrumentId, Told>()
  private readonly tallies = new Map<InstrumentId, TradeTally>()
  private readonly returns = new Map<InstrumentId, MidReturns>()
  private start: number | undefined
  private due = 0

  constructor(markets: SampledMarkets, options: SamplingOptions, emit: (events: readonly SampledEvent[]) => void) {
    this.markets = markets
    this.options = options
    this.emit = emit
    this.widths = binWidths(options.bins)
    this.grids = {
      books: new Grid(options.bookCadenceMs),
      bins: new Grid(options.binsCadenceMs),
      metrics: new Grid(options.metricsCadenceMs),
      seconds: new Grid(SECOND),
    }
  }

  /** A trade as the pipeline gives it, in any order; a repeat of one counts once. */
  trade(trade: Trade): void {
    const known = this.tallies.get(trade.instrument)
    const tally = known ?? new TradeTally(this.start ?? trade.receivedTime)
    if (known === undefined) this.tallies.set(trade.instrument, tally)
    tally.trade(trade)
  }

  /** It is `now`, and nothing of this moment has been applied: emits the samples of the instants since the last call. */
  advance(now: Millis): void {
    this.start ??= now
    if (now < this.due && this.due - now <= REPEAT) return
    const { books, bins, metrics, seconds } = this.grids
    const at = { books: books.pass(now), bins: bins.pass(now), metrics: metrics.pass(now), seconds: seconds.pass(now) }
    this.due = Math.min(books.next, bins.next, metrics.next, seconds.next)
    const events: SampledEvent[] = []
    const views = this.markets.books()
    for (const view of views) {
      if (at.books !== undefined) this.sampleBook(view, at.books, events)
      if (at.bins !== undefined) this.sampleBins(view, at.bins, events)
      if (at.seconds !== undefined) this.noteMid(view, at.seconds)
    }
    if (at.metrics !== undefined) this.sampleMetrics(views, at.metrics, events)
    if (events.length > 0) this.emit(events)
  }

  private sampleBook(view: BookView, at: Millis, into: SampledEvent[]): void {
    if (!this.worthTelling(this.toldBooks, view, at)) return
    into.push({ ...snapshotOf(view, this.options.bookDepth), receivedTime: at })
  }

  private sampleBins(view: BookView, at: Millis, into: SampledEvent[]): void {
    if (!this.worthTelling(this.toldBins, view, at)) return
    const { instrument, exchangeTime } = view
    into.push({ kind: 'book-bins', instrument, exchangeTime, receivedTime: at, bins: bookBins(view, this.widths) })
  }

  private worthTelling(told: Map<InstrumentId, Told>, view: BookView, at: Millis): boolean {
    if (!this.usable(view, at)) return false
    const last = told.get(view.instrument)
    const { version } = view.book
    if (last === undefined) told.set(view.instrument, { version, at })
    else {
      if (last.version === version && Math.abs(at - last.at) < REPEAT) return false
      last.version = version
      last.at = at
    }
    return true
  }

  private usable(view: BookView, at: Millis): boolean {
    return view.state === 'live' && this.markets.freshnessOf(view.instrument, 'book', at).state === 'live'
  }

  private noteMid(view: BookView, at: Millis): void {
    const known = this.returns.get(view.instrument)
    const returns = known ?? new MidReturns()
    if (known === undefined) this.returns.set(view.instrument, returns)
    returns.second(at, this.usable(view, at) ? midLossy(view.book) : undefined)
  }

  private sampleMetrics(views: readonly BookView[], at: Millis, into: SampledEvent[]): void {
    const exchangeTime = millis(at - (this.markets.clockDelay() ?? 0))
    const seen = new Map(views.map((view) => [view.instrument, view]))
    for (const instrument of new Set([...seen.keys(), ...this.tallies.keys()])) {
      const view = seen.get(instrument)
      const heard = this.markets.freshnessOf(instrument, 'trades', at).state !== 'down'
      const figures = {
        ...this.tallies.get(instrument)?.figures(at, exchangeTime, heard),
        ...(view !== undefined && this.usable(view, at) ? this.bookMetrics(view) : {}),
      }
      if (Object.keys(figures).length > 0) into.push({ kind: 'metrics', instrument, exchangeTime, receivedTime: at, ...figures })
    }
  }

  private bookMetrics(view: BookView): Partial<DerivedMetrics> {
    const realisedVolatility = this.returns.get(view.instrument)?.volatility()
    return { ...bookFigures(view.book), ...(realisedVolatility === undefined ? {} : { realisedVolatility }) }
  }
}
