import { OVERRIDES_BY, type OverridesQuery, type OverridesRow } from '../../contract/index.ts'
import { type BookSnapshot, type EngineInput, InputError, toWire, type Trade } from '../../domain/index.ts'
import type { Logger } from '../../ports/index.ts'
import {
  type AccountComparison,
  type Counterfactual,
  type OverrideRow,
  overrideReport,
} from '../../simulation/counterfactual/index.ts'

const MOST = 2_000
const USUAL = 500

/** Throws InputError for a grouping or a number of rows that there is not. */
export function overridesRow(
  comparison: AccountComparison,
  rows: readonly OverrideRow[],
  { by = 'reason', limit = USUAL }: OverridesQuery,
): OverridesRow {
  if (!OVERRIDES_BY.includes(by))
    throw new InputError({ field: 'by', value: by, remedy: `use one of ${OVERRIDES_BY.join(', ')}` })
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST)
    throw new InputError({ field: 'limit', value: String(limit), remedy: `use a whole number from 0 to ${String(MOST)}` })
  const newest = [...rows].reverse().slice(0, limit)
  return { ...toWire(overrideReport(comparison, rows, by)), signals: newest.map(toWire) }
}

export interface OverrideLedgerOptions {
  /** Made and opened at once; undefined where no counterfactual is kept. */
  readonly begin: (() => Counterfactual) | undefined
  readonly logger: Logger
  readonly alert: (message: string) => void
}

/**
 * The counterfactual as the trader's guest: whatever goes wrong in it ends it with a message, and the
 * trader goes on as if it had never been.
 */
export class OverrideLedger {
  readonly #options: OverrideLedgerOptions
  #guest: Counterfactual | undefined

  constructor(options: OverrideLedgerOptions) {
    this.#options = options
    if (options.begin === undefined) return
    const { begin } = options
    this.#try(() => {
      this.#guest = begin()
    })
  }

  handle(input: EngineInput): void {
    this.#with((guest) => {
      guest.handle(input)
    })
  }

  onBook(snapshot: BookSnapshot): void {
    this.#with((guest) => {
      guest.onBook(snapshot)
    })
  }

  onTrade(trade: Trade): void {
    this.#with((guest) => {
      guest.onTrade(trade)
    })
  }

  marketDataWritable(writable: boolean): void {
    this.#with((guest) => {
      guest.marketDataWritable(writable)
    })
  }

  /** Null where nothing is followed. */
  report(query: OverridesQuery): OverridesRow | null {
    const guest = this.#guest
    if (guest === undefined) return null
    return overridesRow(guest.comparison(), guest.rows(), query)
  }

  close(): void {
    this.#with((guest) => {
      guest.close()
    })
    this.#guest = undefined
  }

  #with(task: (guest: Counterfactual) => void): void {
    const guest = this.#guest
    if (guest === undefined) return
    this.#try(() => {
      task(guest)
    })
  }

  #try(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#guest = undefined
      const why = error instanceof Error ? error.message : String(error)
      this.#options.logger.error('what overrides earn or cost is no longer followed', { reason: String(error) })
      this.#options.alert(`what overrides earn or cost is no longer followed until the next start: ${why}`)
    }
  }
}
