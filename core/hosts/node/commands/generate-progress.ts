import type { SearchProgress } from '../../../research/index.ts'

export interface SearchSeconds {
  readonly evolving: number
  readonly judging: number
  readonly total: number
}

const clock = (seconds: number): string =>
  `${String(Math.floor(seconds / 60))}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Newest generations that the time left is told from: the first ones are slower, for nothing is in memory yet. */
const RECENT = 3

/** A line of progress with the time left, and the seconds of each phase. `now` in ms of a clock that runs evenly. */
export class ProgressLine {
  readonly #write: (text: string) => void
  readonly #live: boolean
  readonly #now: () => number
  readonly #start: number
  readonly #ends: number[]
  #judging: number | undefined
  #told = -Infinity
  #line = ''

  constructor({ write, live, now }: { write: (text: string) => void; live: boolean; now: () => number }) {
    this.#write = write
    this.#live = live
    this.#now = now
    this.#start = now()
    this.#ends = [this.#start]
  }

  /** Overwrites itself, a few times a second, where a person looks at a terminal. */
  progress({ phase, generation, generations, part }: SearchProgress): void {
    if (phase === 'judging') this.#judging ??= this.#now()
    if (!this.#live || this.#now() - this.#told < 200) return
    this.#told = this.#now()
    const left = phase === 'judging' ? '' : this.#left(generations - generation - part)
    const what = phase === 'judging' ? 'judging' : `generation ${String(generation + 1)}/${String(generations)}`
    this.#show(`${what} ${String(Math.floor(part * 100))} %${left}`)
  }

  /** A line of its own for each generation. */
  generation(done: number, of: number, { evaluated, best }: { readonly evaluated: number; readonly best: number }): void {
    this.#ends.push(this.#now())
    const text = `generation ${String(done)}/${String(of)}, ${String(evaluated)} strategies, best ${best.toFixed(2)}`
    this.#show(`${text}${this.#left(of - done)}`)
    this.#write('\n')
    this.#line = ''
  }

  end(): SearchSeconds {
    if (this.#line !== '') this.#show('')
    const now = this.#now()
    const judging = this.#judging ?? now
    const seconds = (ms: number): number => Number((ms / 1_000).toFixed(3))
    return { evolving: seconds(judging - this.#start), judging: seconds(now - judging), total: seconds(now - this.#start) }
  }

  #left(generations: number): string {
    const newest = this.#ends.slice(-RECENT - 1)
    const [first, last] = [newest[0] ?? 0, newest.at(-1) ?? 0]
    if (newest.length < 2 || generations <= 0) return ''
    return `, ${clock(((last - first) / (newest.length - 1) / 1_000) * generations)} left`
  }

  #show(text: string): void {
    if (this.#live) this.#write(`\r${text.padEnd(this.#line.length)}`)
    else this.#write(text)
    this.#line = text
  }
}
