import type { Clock } from '../../ports/index.ts'

export type Severity = 'info' | 'warning' | 'critical'

/** How long a condition must be over before that is told, ms: one that comes and goes is one story. */
const HOLD = 10_000

interface Raised {
  /** Set while it seems to be over. */
  cancel: (() => void) | null
}

/** What is wrong with a venue now. Each condition is told once when it begins and once when it is over for good. */
export class Conditions {
  private readonly clock: Clock
  private readonly tell: (severity: Severity, message: string) => void
  private readonly raised = new Map<string, Raised>()

  constructor(clock: Clock, tell: (severity: Severity, message: string) => void) {
    this.clock = clock
    this.tell = tell
  }

  /** It is so; told unless it was so already. */
  raise(name: string, severity: Severity, message: string): void {
    const known = this.raised.get(name)
    if (known === undefined) {
      this.raised.set(name, { cancel: null })
      this.tell(severity, message)
      return
    }
    known.cancel?.()
    known.cancel = null
  }

  /** It is not so any more; told when it stays so. */
  clear(name: string, message: string): void {
    const known = this.raised.get(name)
    if (known === undefined || known.cancel !== null) return
    known.cancel = this.clock.after(HOLD, () => {
      this.raised.delete(name)
      this.tell('info', message)
    })
  }

  /** Nothing is told any more. */
  close(): void {
    for (const { cancel } of this.raised.values()) cancel?.()
    this.raised.clear()
  }
}
