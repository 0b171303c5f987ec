import { type Candle, type InstrumentId, millis, required, type Stance } from '../../domain/index.ts'
import { featureSource } from '../../features/index.ts'
import {
  BarViews,
  type BarView,
  type ConfiguredStrategy,
  lifeOf,
  type Strategy,
  type StrategyView,
  type Verdict,
} from '../../strategies/index.ts'

/** Bars that are stepped on in one go. */
const AT_ONCE = 32

/**
 * A strategy whose single step is dear, such as a user's in its own process, asked for many bars in one go. It is shown
 * bar after bar as ever: the verdicts are those that single steps would give. Any other strategy is given back as it is.
 */
export function barsAhead(strategy: Strategy, bars: readonly Candle[], instrument: InstrumentId): Strategy {
  return {
    descriptor: strategy.descriptor,
    configure: (given) => {
      const configured = strategy.configure(given)
      if (configured.steps === undefined || configured.cadence.on !== 'bar') return configured
      const ahead = new Ahead(configured, bars, instrument)
      return { ...configured, step: (view) => ahead.step(view) }
    },
  }
}

interface Known {
  readonly view: BarView
  readonly previous: Stance
  readonly verdict: Verdict
}

class Ahead {
  readonly #configured: ConfiguredStrategy
  readonly #bars: readonly Candle[]
  readonly #views: BarViews
  readonly #life: number
  #next = 0
  #waiting: BarView[] = []
  #known: Known[] = []
  #standing = { stance: 'neutral' as Stance, expiresAt: millis(0) }
  #failure: Error | undefined

  constructor(configured: ConfiguredStrategy, bars: readonly Candle[], instrument: InstrumentId) {
    const { timeframe } = required(bars[0], 'there is a bar')
    this.#configured = configured
    this.#bars = bars
    this.#views = new BarViews(configured, { instrument, timeframe, features: featureSource })
    this.#life = lifeOf(configured.cadence, { timeframe })
  }

  step({ at, close, previous }: StrategyView): Verdict {
    if (this.#known.length === 0) this.#ask()
    const known = this.#known.shift()
    if (known === undefined) throw this.#failure ?? new Error('there are no more bars')
    if (known.view.at !== at || known.view.close !== close || known.previous !== previous)
      throw new Error(`it was asked ahead for another step than this one at ${String(at)}`)
    return known.verdict
  }

  #ask(): void {
    if (this.#failure !== undefined) return
    for (; this.#waiting.length < AT_ONCE && this.#next < this.#bars.length; this.#next += 1) {
      const view = this.#views.close(required(this.#bars[this.#next], 'it is within the bars'))
      if (view !== undefined) this.#waiting.push(view)
    }
    if (this.#waiting.length === 0) return
    const { verdicts, failure } = this.#told()
    this.#failure = failure
    for (const verdict of verdicts) {
      const view = required(this.#waiting.shift(), 'one verdict a view')
      const { stance, expiresAt } = this.#standing
      this.#known.push({ view, verdict, previous: expiresAt <= view.at ? 'neutral' : stance })
      this.#standing = { stance: verdict.stance, expiresAt: millis(view.at + this.#life) }
    }
  }

  #told(): { readonly verdicts: readonly Verdict[]; readonly failure?: Error } {
    const run = { views: this.#waiting, standing: this.#standing, life: this.#life }
    try {
      return this.#configured.steps?.(run) ?? { verdicts: [] }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { verdicts: [], failure: new Error(`${reason}, here or within the ${String(run.views.length)} bars from here`) }
    }
  }
}
