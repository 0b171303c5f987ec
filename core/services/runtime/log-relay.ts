import type { Clock, IdSource, LogRecord, RecordLevel, Stopwatch } from '../../ports/index.ts'

/** Lines that leave within a second, whoever wrote them. */
export const LINES_A_SECOND = 60
/** Of these, lines of which nobody need know: what they leave is for warnings and errors, however loud the rest is. */
const ROUTINE_A_SECOND = 40
/** Lines kept while nobody follows yet, the oldest out first. */
const HELD = 200
/** Longer texts are cut; the log on stderr has them whole. */
const LONGEST = 2_000
const SECOND = 1_000

/** A line on its way to the host, which knows who sent it. */
export type LogLine = LogRecord & { readonly id: string }

export interface LogRelayOptions {
  readonly clock: Clock & Stopwatch
  readonly ids: IdSource
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

const shortened = ({ at, level, message, fields }: LogRecord): LogRecord => ({
  at,
  level,
  message: cut(message),
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]),
  ),
})

/**
 * Log lines on their way out of the service that writes them: in order, so many a second and no more, whatever the
 * service does; what is left out is counted and said. It neither waits nor queues more than it holds.
 */
export class LogRelay {
  readonly #clock: Clock & Stopwatch
  readonly #life: string
  readonly #leftOut = new Map<RecordLevel, number>()
  readonly #held: LogLine[] = []
  #follower: ((line: LogLine) => void) | undefined
  #lines = 0
  #windowStart: number
  #sent = 0
  #cancel = (): void => undefined

  constructor({ clock, ids }: LogRelayOptions) {
    this.#clock = clock
    this.#life = ids.next('log')
    this.#windowStart = clock.elapsed()
  }

  /** The one that is told each line from now on, and first those that are held. */
  follow(follower: (line: LogLine) => void): void {
    this.#follower = follower
    for (const line of this.#held.splice(0)) follower(line)
  }

  take(record: LogRecord): void {
    if (this.#clock.elapsed() - this.#windowStart >= SECOND) this.flush()
    const routine = record.level === 'debug' || record.level === 'info'
    if (this.#sent < (routine ? ROUTINE_A_SECOND : LINES_A_SECOND)) {
      this.#sent += 1
      this.#pass(shortened(record))
      return
    }
    if (this.#leftOut.size === 0)
      this.#cancel = this.#clock.after(SECOND, () => {
        this.flush()
      })
    this.#leftOut.set(record.level, (this.#leftOut.get(record.level) ?? 0) + 1)
  }

  /** Says what was left out, and starts a new second. */
  flush(): void {
    this.#cancel()
    this.#windowStart = this.#clock.elapsed()
    this.#sent = 0
    if (this.#leftOut.size === 0) return
    const fields = Object.fromEntries(this.#leftOut)
    const count = [...this.#leftOut.values()].reduce((sum, each) => sum + each, 0)
    this.#leftOut.clear()
    const message = `${String(count)} log lines left out here: too many at once; the log on stderr has them all`
    this.#pass({ at: this.#clock.now(), level: 'warn', message, fields })
  }

  #pass(record: LogRecord): void {
    this.#lines += 1
    const line = { ...record, id: `${this.#life}-${String(this.#lines)}` }
    if (this.#follower !== undefined) {
      this.#follower(line)
      return
    }
    this.#held.push(line)
    if (this.#held.length > HELD) this.#held.shift()
  }
}
