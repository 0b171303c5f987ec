import { useEffect, useState } from 'react'
import type { ApprovalPreviewRow, SignalRow } from '../../../core/contract/index.ts'
import type { ApprovalEdits } from '../../shell/actions.ts'
import { useTerminal } from '../../stores/index.ts'

export interface ApprovalView {
  readonly preview: ApprovalPreviewRow | undefined
  /** Why there is none now: an edit that is no number, or a trader that does not answer. */
  readonly problem: string
}

const NONE: ApprovalView = { preview: undefined, problem: '' }
const EVERY = 500

/** Empty fields mean: as proposed. */
export const givenEdits = (edits: ApprovalEdits): Record<string, string> =>
  Object.fromEntries(Object.entries(edits).filter(([, text]) => text !== undefined && text !== ''))

/** What an approval would be made on, asked again and again while the signal waits; the price shown is what `seen` will say. */
export function useApproval(signal: SignalRow, edits: ApprovalEdits): ApprovalView {
  const { client, clock, workspace } = useTerminal()
  const [view, setView] = useState(NONE)
  const given = JSON.stringify(givenEdits(edits))
  const { id } = signal
  useEffect(() => {
    let current = true
    let asking = false
    const ask = (): void => {
      if (asking) return
      asking = true
      client.api.trader
        .approval(id, JSON.parse(given))
        .then(
          (preview) => {
            if (!current) return
            setView({ preview: preview ?? undefined, problem: '' })
            const ask = preview?.diff?.ask
            workspace.setState({ seen: ask === undefined ? undefined : { signalId: id, ask } })
          },
          (error: unknown) => {
            if (current) setView({ preview: undefined, problem: error instanceof Error ? error.message : String(error) })
          },
        )
        .finally(() => {
          asking = false
        })
    }
    ask()
    const stop = clock.every(EVERY, ask)
    return () => {
      current = false
      stop()
      workspace.setState({ seen: undefined })
    }
  }, [client, clock, workspace, id, given])
  return view
}
