import type { FormingBar, IndicatorRequest, IndicatorSeries } from '../../../core/contract/index.ts'
import type { Clock } from '../../engine-client/index.ts'

export interface WantedIndicator {
  readonly key: string
  readonly indicator: string
  readonly parameters: Readonly<Record<string, number>>
}

export interface IndicatorFeedOptions {
  readonly instrument: string
  readonly timeframe: string
  readonly clock: Pick<Clock, 'after' | 'every'>
  readonly ask: (request: IndicatorRequest) => Promise<IndicatorSeries>
  /** `whole`: it is all there is of the indicator, and nothing told before counts. */
  readonly onSeries: (key: string, series: IndicatorSeries, whole: boolean) => void
  /** Why there are no values at all; undefined once there are. */
  readonly onProblem: (key: string, problem: string | undefined) => void
}

type Need = 'whole' | 'tail' | undefined

interface Followed {
  readonly wanted: WantedIndicator
  since: number | null
  need: Need
  asking: boolean
  /** Refused for what it is: the same question gets the same answer. */
  refused: boolean
  waiting: boolean
}

const MOST_BARS = 10_000
/** Bars of a tail: the forming one, and those that closed since the last answer even when a few were late. */
const TAIL = 20
/** Between two answers for a forming bar, ms. */
const EVERY = 1_000
const RETRY = 3_000

const sameQuestion = (a: WantedIndicator, b: WantedIndicator): boolean =>
  a.indicator === b.indicator && JSON.stringify(a.parameters) === JSON.stringify(b.parameters)

/**
 * The values of a chart's indicators, asked of the recorder: all of them when the bars are others, the newest at most
 * once a second while a bar forms. One question of an indicator is open at a time.
 */
export class IndicatorFeed {
  readonly #options: IndicatorFeedOptions
  readonly #followed = new Map<string, Followed>()
  readonly #stop: () => void
  #from: number | undefined
  #forming: FormingBar | undefined
  #moved = false
  #ended = false

  constructor(options: IndicatorFeedOptions) {
    this.#options = options
    this.#stop = options.clock.every(EVERY, () => {
      if (!this.#moved) return
      this.#moved = false
      this.#need('tail')
    })
  }

  want(list: readonly WantedIndicator[]): void {
    const keys = new Set(list.map(({ key }) => key))
    for (const key of [...this.#followed.keys()]) if (!keys.has(key)) this.#followed.delete(key)
    for (const wanted of list) {
      const known = this.#followed.get(wanted.key)
      if (known !== undefined && sameQuestion(known.wanted, wanted)) continue
      const followed: Followed = { wanted, since: null, need: 'whole', asking: false, refused: false, waiting: false }
      this.#followed.set(wanted.key, followed)
      this.#ask(followed)
    }
  }

  /** The chart's bars are others, from this opening on, epoch ms. */
  bars(from: number): void {
    this.#from = from
    this.#need('whole')
  }

  /** The newest bar moved, closed or began. */
  newest(bar: FormingBar | undefined): void {
    this.#forming = bar
    this.#moved = true
  }

  end(): void {
    this.#ended = true
    this.#stop()
    this.#followed.clear()
  }

  #need(need: 'whole' | 'tail'): void {
    for (const followed of this.#followed.values()) {
      followed.need = need === 'whole' || followed.need === 'whole' || followed.since === null ? 'whole' : 'tail'
      this.#ask(followed)
    }
  }

  #ask(followed: Followed): void {
    const { need, wanted, since } = followed
    const from = this.#from
    if (need === undefined || from === undefined || followed.asking || followed.refused || followed.waiting) return
    const { instrument, timeframe, ask, onSeries, onProblem, clock } = this.#options
    const whole = need === 'whole' || since === null
    followed.need = undefined
    followed.asking = true
    const current = (): boolean => !this.#ended && this.#followed.get(wanted.key) === followed
    ask({
      instrument,
      timeframe,
      indicator: wanted.indicator,
      parameters: wanted.parameters,
      ...(whole ? { from, limit: MOST_BARS } : { since, limit: TAIL }),
      ...(this.#forming === undefined ? {} : { forming: this.#forming }),
    }).then(
      (series) => {
        followed.asking = false
        if (!current()) return
        if (whole) followed.since = series.since
        onProblem(wanted.key, undefined)
        onSeries(wanted.key, series, whole)
        this.#ask(followed)
      },
      (error: unknown) => {
        followed.asking = false
        if (!current()) return
        followed.refused = error instanceof Error && error.name === 'InputError'
        // Values that are known stay: they are of the bars that are shown.
        if (followed.refused || since === null) onProblem(wanted.key, error instanceof Error ? error.message : String(error))
        if (followed.refused) return
        // A recorder that is busy or starting answers later.
        followed.need = 'whole'
        followed.waiting = true
        clock.after(RETRY, () => {
          followed.waiting = false
          if (current()) this.#ask(followed)
        })
      },
    )
  }
}
