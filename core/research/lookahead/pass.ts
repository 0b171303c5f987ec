import { type Candle, type Millis, millis, required, type Stance } from '../../domain/index.ts'
import type { FeatureValue } from '../../features/index.ts'
import {
  type BarMarket,
  type BarView,
  BarViews,
  type ConfiguredStrategy,
  lifeOf,
  type StrategyView,
  type Verdict,
} from '../../strategies/index.ts'

/** One step: what was seen, and what was said of it or why nothing was. */
export interface Row {
  readonly view: BarView
  readonly previous: Stance
  readonly said: Verdict | { readonly failed: string }
}

const AT_ONCE = 32

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A view as a step takes it. */
export function stepView({ at, close, features }: BarView, previous: Stance): StrategyView {
  const feature = (alias: string): FeatureValue => {
    const found = Object.hasOwn(features, alias) ? features[alias] : undefined
    if (found === undefined) throw new RangeError(`the feature ${alias} was not declared`)
    return found
  }
  return { at, close, mid: null, previous, feature }
}

export function ask(configured: ConfiguredStrategy, view: BarView, previous: Stance): Row {
  try {
    return { view, previous, said: configured.step(stepView(view, previous)) }
  } catch (error) {
    return { view, previous, said: { failed: reasonOf(error) } }
  }
}

/** A strategy over the closes of one market, in order. It says nothing more after a step that failed. */
export class Pass {
  readonly rows: Row[] = []
  readonly #configured: ConfiguredStrategy
  readonly #views: BarViews
  readonly #life: number
  #standing: { readonly stance: Stance; readonly expiresAt: Millis } = { stance: 'neutral', expiresAt: millis(0) }
  #ended = false

  constructor(configured: ConfiguredStrategy, market: BarMarket) {
    this.#configured = configured
    this.#views = new BarViews(configured, market)
    this.#life = lifeOf(configured.cadence, market)
  }

  /** A step on each of these bars, one after the other. */
  each(bars: readonly Candle[]): void {
    for (const bar of bars) {
      const view = this.#views.close(bar)
      if (view === undefined || this.#ended) continue
      this.#took(ask(this.#configured, view, this.#previous(view)))
    }
  }

  /** The same, in one go for many bars where the strategy takes that, as a backtest does it. */
  all(bars: readonly Candle[]): void {
    const configured = this.#configured
    if (configured.steps === undefined) {
      this.each(bars)
      return
    }
    const views = bars.flatMap((bar) => this.#views.close(bar) ?? [])
    for (let next = 0; next < views.length && !this.#ended; ) {
      const some = views.slice(next, next + AT_ONCE)
      const run = { views: some, standing: this.#standing, life: this.#life }
      const { verdicts, failure } = attempt(() => configured.steps?.(run))
      for (const [index, said] of verdicts.entries()) {
        const view = required(some[index], 'one verdict a view')
        this.#took({ view, previous: this.#previous(view), said })
      }
      next += verdicts.length
      const view = views[next]
      if (failure !== undefined && view !== undefined)
        this.#took({ view, previous: this.#previous(view), said: { failed: failure.message } })
    }
  }

  #previous({ at }: BarView): Stance {
    return this.#standing.expiresAt <= at ? 'neutral' : this.#standing.stance
  }

  #took(row: Row): void {
    this.rows.push(row)
    if ('failed' in row.said) this.#ended = true
    else this.#standing = { stance: row.said.stance, expiresAt: millis(row.view.at + this.#life) }
  }
}

type Steps = ReturnType<Required<ConfiguredStrategy>['steps']>

function attempt(steps: () => Steps | undefined): Steps {
  try {
    return steps() ?? { verdicts: [] }
  } catch (error) {
    return { verdicts: [], failure: new Error(reasonOf(error)) }
  }
}
