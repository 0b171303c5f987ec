import type { EngineInput } from '../../domain/index.ts'
import { fundingFlow } from '../../portfolio/index.ts'
import { heldQuantity } from '../account.ts'
import type { Step } from '../step.ts'

/** Funding of a perpetual market: what is held now pays or receives it, once for each time it was due. */
export function decideFunding(step: Step, due: Extract<EngineInput, { type: 'FundingDue' }>): void {
  const { instrument, fundingRate, markPrice, dueAt } = due
  const quantity = heldQuantity(step.state, instrument)
  const settled = step.state.fundedAt.get(instrument)
  if (quantity === 0n || (settled !== undefined && dueAt <= settled)) return
  const funding = fundingFlow(markPrice, quantity, fundingRate)
  step.emit({ type: 'FundingSettled', instrument, fundingRate, markPrice, quantity, funding, dueAt })
}
