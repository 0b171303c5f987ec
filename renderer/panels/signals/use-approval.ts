import { useEffect } from 'react'
import type { ApprovalPreviewRow, SignalRow } from '../../../core/contract/index.ts'
import { type ApprovalEdits, givenEdits } from '../../shell/actions.ts'
import { type Asked, useAsked, useTerminal } from '../../stores/index.ts'

export type ApprovalView = Asked<ApprovalPreviewRow | null>

const EVERY = 500

/** What an approval would be made on, asked again and again while the signal waits; the price shown is what `seen` will say. */
export function useApproval({ id }: SignalRow, edits: ApprovalEdits): ApprovalView {
  const { client, workspace } = useTerminal()
  const given = givenEdits(edits)
  const view = useAsked(`${id} ${JSON.stringify(given)}`, EVERY, () => client.api.trader.approval(id, given))
  const ask = view.value?.diff?.ask
  useEffect(() => {
    workspace.setState({ seen: ask === undefined ? undefined : { signalId: id, ask } })
    return () => {
      workspace.setState({ seen: undefined })
    }
  }, [workspace, id, ask])
  return view
}
