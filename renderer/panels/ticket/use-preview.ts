import { useEffect, useState } from 'react'
import { type TicketDraft, useTerminal } from '../../stores/index.ts'
import { draftCommand } from './draft-command.ts'
import { isComplete, Previewer, type PreviewState } from './order-preview.ts'

/** What the trader says about the order as typed; nothing is sent. */
export function usePreview(instrument: string, ticket: TicketDraft): PreviewState {
  const { client, clock } = useTerminal()
  const [state, setState] = useState<PreviewState>({ phase: 'idle' })
  const [previewer] = useState(
    () =>
      new Previewer({
        clock,
        ask: (draft) => client.api.trader.preview({ ...draft, id: 'preview' }),
        show: setState,
      }),
  )
  useEffect(() => {
    previewer.want(isComplete(ticket) ? draftCommand(instrument, ticket) : undefined)
    return () => {
      previewer.stop()
    }
  }, [previewer, instrument, ticket])
  return state
}
