import { useEffect, useState } from 'react'
import type { OrderPreview } from '../../../core/contract/index.ts'
import { CONFIRM_WITHIN, type FrictionStep, frictionStep } from '../../friction/index.ts'
import { type TicketDraft, useRow, useSettings, useTerminal, useWorkspace } from '../../stores/index.ts'
import { draftCommand, draftPreview, draftSentence } from './draft-command.ts'
import { figuresOf, isComplete, Previewer, type PreviewDraft, type PreviewState } from './order-preview.ts'
import { TicketPress, type TicketPressOptions } from './ticket-press.ts'

export interface TicketFace {
  readonly preview: PreviewState
  /** How it would be sent, by the newest figures. */
  readonly step: FrictionStep
  /** What will happen was read; the next press does it. */
  readonly asked: boolean
  readonly press: () => void
  readonly held: () => void
}

/** What the trader says about the order as typed, and how it is sent. */
export function useTicket(instrument: string, symbol: string, ticket: TicketDraft): TicketFace {
  const terminal = useTerminal()
  const { client, clock, workspace, commands, toasts } = terminal
  const [preview, setPreview] = useState<PreviewState>({ phase: 'idle' })
  const [previewer] = useState(
    () =>
      new Previewer({
        clock,
        ask: (draft: PreviewDraft) => client.api.trader.preview({ ...draft, id: 'preview' }),
        show: setPreview,
      }),
  )
  const [pressing] = useState(() => new TicketPress())
  useEffect(() => {
    previewer.want(isComplete(ticket) ? draftPreview(instrument, ticket) : undefined)
    return () => {
      previewer.stop()
    }
  }, [previewer, instrument, ticket])

  const friction = useSettings((settings) => settings.friction)
  const environment = useRow('trading.state', 'all')?.environment
  const draft = draftPreview(instrument, ticket)
  const key = `ticket ${JSON.stringify(draft)}`
  const asked = useWorkspace(({ confirming }) => confirming?.key === key)
  const weigh = (figures: OrderPreview | undefined): FrictionStep =>
    frictionStep({ share: figures?.equityShare, reduces: ticket.side === 'sell', environment, friction })

  const options: TicketPressOptions = {
    now: () => clock.now(),
    count: async () => {
      const state = await previewer.now(draft)
      return state.phase === 'invalid' ? 'refused' : { figures: state.phase === 'ready' ? state.preview : undefined }
    },
    weigh,
    confirming: () => workspace.getState().confirming,
    confirm: (confirming) => {
      workspace.setState({ confirming })
      if (confirming === undefined) return
      // What was read and not confirmed in time is to be read anew.
      clock.after(CONFIRM_WITHIN + 1, () => {
        workspace.setState((now) => ({ confirming: now.confirming === confirming ? undefined : now.confirming }))
      })
    },
    send: async (figures) => {
      if (figures === undefined && ticket.sizing !== 'amount') {
        toasts.show({ tone: 'error', title: 'Not sent', text: 'The trader has not counted the size; nothing was sent.' })
        return
      }
      const counted = ticket.sizing === 'amount' ? undefined : figures?.quantity
      await commands.send(draftCommand(instrument, ticket, counted), draftSentence(symbol, ticket, counted))
    },
  }
  const known = preview.phase === 'ready' ? preview.preview : undefined
  // A press before there are figures asks for them first and is weighed by those.
  const early =
    preview.phase === 'idle' || preview.phase === 'invalid' || (preview.phase === 'asking' && preview.last === undefined)
  const step = early ? 'send' : weigh(figuresOf(preview))
  return {
    preview,
    step,
    asked: asked && step === 'ask',
    press: () => {
      void pressing.press(options, { key, figures: known })
    },
    held: () => {
      void pressing.held(options, known)
    },
  }
}
