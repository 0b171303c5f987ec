import type { BudgetUse } from '../../adapters/ccxt/index.ts'
import type { MetricRow } from '../../contract/index.ts'
import type { ClockReading } from '../../domain/index.ts'
import { metric } from '../../telemetry/index.ts'
import type { Conditions } from './conditions.ts'

/** A venue's clock and rate budget as metrics, named after the venue; what is not known is left out. */
export function venueMetrics(
  exchange: string,
  at: number,
  { budget, reading }: { readonly budget: BudgetUse | undefined; readonly reading: ClockReading | undefined },
): readonly MetricRow[] {
  const rows: MetricRow[] = []
  if (budget !== undefined)
    rows.push(
      metric(`feed.budget.used.${exchange}`, budget.used, 'count', at),
      metric(`feed.budget.limit.${exchange}`, budget.limit, 'count', at),
      metric(`feed.budget.reserved.${exchange}`, budget.reserved, 'count', at),
      metric(`feed.budget.waiting.${exchange}`, budget.waiting, 'count', at),
      metric(`feed.budget.closed.${exchange}`, budget.closedFor, 'ms', at),
    )
  if (reading !== undefined)
    rows.push(
      metric(`feed.clock.offset.${exchange}`, reading.offset, 'ms', at),
      metric(`feed.clock.uncertainty.${exchange}`, reading.uncertainty, 'ms', at),
    )
  return rows
}

/** Seconds in a row in which requests waited, before that is told. */
const LONG_WAIT = 10

/** Called every second: tells when a venue refuses requests, and when they wait for long. */
export function watchBudget(conditions: Conditions, budget: () => BudgetUse | undefined): () => void {
  let waited = 0
  return () => {
    const use = budget()
    if (use === undefined) return
    if (use.closedFor > 0) {
      const seconds = String(Math.ceil(use.closedFor / 1_000))
      conditions.raise('refused', 'warning', `the venue takes no requests for ${seconds} s: too many were made`)
    } else conditions.clear('refused', 'the venue takes requests again')
    waited = use.waiting > 0 && use.closedFor === 0 ? waited + 1 : 0
    if (waited >= LONG_WAIT) conditions.raise('budget', 'info', `${String(use.waiting)} requests wait for the rate limit`)
    else if (waited === 0) conditions.clear('budget', 'requests do not wait for the rate limit any more')
  }
}
