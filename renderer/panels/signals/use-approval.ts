import { useEffect } from 'react'
import type { ApprovalPreviewRow, SignalRow } from '../../../core/contract/index.ts'
import { type Asked, useAsked, useTerminal } from '../../stores/index.ts'
import { type ApprovalEdits, givenEdits } from './approve-press.ts'

export type ApprovalView = Asked<ApprovalPreviewRow | null>

const EVERY = 500

/** The terms as they were written by {@link useApproval} itself: a text stays the same while they do. */
const parsedTerms = (terms: string): Readonly<Record<string, string>> => JSON.parse(terms) as Readonly<Record<string, string>>

/** What an approval would be made on, asked again and again while the signal waits; the price shown is what `seen` will say. */
export function useApproval({ id }: SignalRow, edits: ApprovalEdits): ApprovalView {
  const { client, workspace } = useTerminal()
  const given = givenEdits(edits)
  const view = useAsked(`${id} ${JSON.stringify(given)}`, EVERY, () => client.api.trader.approval(id, given))
  const ask = view.value?.diff?.ask
  const { quantity, notional, equityShare } = view.value ?? {}
  const terms = JSON.stringify(given)
  useEffect(() => {
    const shown =
      ask === undefined ? undefined : { signalId: id, ask, quantity, notional, equityShare, edits: parsedTerms(terms) }
    workspace.setState({ seen: shown })
    return () => {
      workspace.setState({ seen: undefined })
    }
  }, [workspace, id, ask, quantity, notional, equityShare, terms])
  return view
}
