import type { FeedHub, PromotionRow } from '../../contract/index.ts'
import type { Clock, Promotion, ResearchRun, ResearchStore } from '../../ports/index.ts'
import type { PromotedStrategies } from '../streams/index.ts'
import type { Port } from '../runtime/index.ts'
import type { Finding } from './jobs.ts'

export interface PromotionsOptions {
  readonly store: ResearchStore
  readonly hub: FeedHub
  readonly clock: Clock
  /** At work at once on one market. */
  readonly most: number
}

const rowOf = ({ rule, provenance, ...rest }: Promotion): PromotionRow => ({
  ...rest,
  rule: JSON.parse(rule) as unknown,
  provenance: JSON.parse(provenance) as unknown,
})

/** Which found strategies are at work on paper. The strategy service is told the whole list whenever it changes or comes back. */
export class Promotions {
  readonly #options: PromotionsOptions
  #strategy: Port | undefined

  constructor(options: PromotionsOptions) {
    this.#options = options
    for (const row of this.rows().toReversed()) options.hub.publish('research.promotions', row)
  }

  /** Newest first. */
  rows(): readonly PromotionRow[] {
    return this.#options.store.promotions().map(rowOf)
  }

  /** A connection to the strategy service, also after it was restarted. */
  connect(port: Port): void {
    this.#strategy = port
    this.#tell()
  }

  /** The best of a run go to work, best first; what was found before makes room. */
  take(run: ResearchRun, findings: readonly Finding[]): void {
    const { store, clock, most } = this.#options
    const promotedAt = clock.now()
    store.promote(
      // The newest stay longest: the best goes in last.
      findings
        .slice(0, most)
        .toReversed()
        .map(
          (finding): Promotion => ({
            strategy: finding.strategy,
            run: run.id,
            instrument: finding.instrument,
            timeframe: finding.timeframe,
            rule: JSON.stringify(finding.rule),
            provenance: JSON.stringify(finding.provenance),
            promotedAt,
          }),
        ),
    )
    const atWork = new Map<string, number>()
    for (const { strategy, instrument, retiredAt } of store.promotions()) {
      if (retiredAt !== undefined) continue
      const count = (atWork.get(instrument) ?? 0) + 1
      atWork.set(instrument, count)
      if (count > most) store.retire({ strategy, instrument }, promotedAt, 'a newer one took its place')
    }
    this.#changed()
  }

  isAtWork({ strategy, instrument }: Pick<Promotion, 'strategy' | 'instrument'>): boolean {
    const row = this.#options.store.promotions().find((each) => each.strategy === strategy && each.instrument === instrument)
    return row !== undefined && row.retiredAt === undefined
  }

  /** False where it is not at work on that market. */
  retire(which: Pick<Promotion, 'strategy' | 'instrument'>, reason: string): boolean {
    const { store, clock } = this.#options
    const done = store.retire(which, clock.now(), reason)
    if (done) this.#changed()
    return done
  }

  #changed(): void {
    for (const row of this.rows()) this.#options.hub.publish('research.promotions', row)
    this.#tell()
  }

  #tell(): void {
    const list: PromotedStrategies = this.#options.store
      .promotions()
      .filter(({ retiredAt }) => retiredAt === undefined)
      .map(({ strategy, instrument, timeframe, rule }) => ({ strategy, instrument, timeframe, rule }))
    this.#strategy?.send(list)
  }
}
