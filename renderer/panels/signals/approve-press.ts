import { CONFIRM_WITHIN, type FrictionStep, frictionStep, pressOf, willHappen } from '../../friction/index.ts'
import type { SeenSignal, Terminal } from '../../stores/index.ts'

export interface ApprovalEdits {
  readonly quantity?: string
  readonly stop?: string
  readonly target?: string
}

/** Empty fields mean: as proposed. */
export const givenEdits = (edits: ApprovalEdits): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(edits).filter(([, text]) => text !== undefined && text !== ''))

export const pendingOf = (terminal: Terminal, signalId: string | undefined) => {
  const signal = signalId === undefined ? undefined : terminal.topics.store('trading.signals').getState().rows.get(signalId)
  return signal?.state === 'PENDING' ? signal : undefined
}

const seenOf = (terminal: Terminal, signalId: string): SeenSignal | undefined => {
  const { seen } = terminal.workspace.getState()
  return seen?.signalId === signalId ? seen : undefined
}

/** Names the signal and its terms, so that another or an edited one is asked about anew. */
export const approvalKey = (signalId: string, edits: ApprovalEdits): string =>
  `approve ${signalId} ${JSON.stringify(givenEdits(edits))}`

/** That a key was pressed for what has to be held. */
export const holdKey = (key: string): string => `hold ${key}`

/** Sends the approval; it says which price was before the person's eyes. */
export const approve = (terminal: Terminal, signalId: string, edits: ApprovalEdits = {}): void => {
  const seen = seenOf(terminal, signalId)
  terminal.workspace.setState({ confirming: undefined })
  const looked = seen === undefined ? {} : { seen: seen.ask }
  void terminal.commands.send({ type: 'ApproveSignal', signalId, ...givenEdits(edits), ...looked }, 'Approve signal')
}

interface Weighed {
  readonly step: FrictionStep
  /** What it will do, in full. */
  readonly sentence: string
  /** Whether the trader has told its share of equity. */
  readonly known: boolean
}

/** How the approval of a signal that waits goes, by what the trader said of these very terms. */
export function weighApproval(terminal: Terminal, signalId: string, edits: ApprovalEdits): Weighed | undefined {
  const signal = pendingOf(terminal, signalId)
  if (signal === undefined) return undefined
  const seen = seenOf(terminal, signalId)
  const same = seen !== undefined && approvalKey(signalId, seen.edits ?? {}) === approvalKey(signalId, edits)
  const share = same ? seen.equityShare : undefined
  const environment = terminal.topics.store('trading.state').getState().rows.get('all')?.environment
  const { friction } = terminal.settings.getState()
  const view = terminal.reference.getState().instruments.get(signal.instrument)
  return {
    step: frictionStep({ share, reduces: signal.action === 'sell', environment, friction }),
    known: share !== undefined,
    sentence: willHappen({
      side: signal.action,
      size: `${(same ? seen.quantity : undefined) ?? signal.quantity} ${view?.base ?? signal.instrument}`,
      how: 'at market',
      notional: same ? seen.notional : undefined,
      quote: view?.quote ?? '',
      equityShare: share,
    }),
  }
}

export type ApprovePress = 'sent' | 'asked' | 'hold' | 'doubled' | 'none'

/** One press of Approve, by mouse or key: it sends, tells first what will happen, or waits to be held. */
export function pressApprove(terminal: Terminal, signalId: string, edits: ApprovalEdits): ApprovePress {
  const { workspace, clock } = terminal
  const weighed = weighApproval(terminal, signalId, edits)
  if (weighed === undefined) return 'none'
  const { step } = weighed
  const key = approvalKey(signalId, edits)
  const press = pressOf(workspace.getState().confirming, key, clock.now())
  if (step === 'send' || (step === 'ask' && press === 'second')) {
    approve(terminal, signalId, edits)
    return 'sent'
  }
  if (press === 'doubled') return 'doubled'
  // What could only be held was not asked about: should it weigh less a moment later, it is asked about then.
  const confirming = { key: step === 'hold' ? holdKey(key) : key, at: clock.now() }
  workspace.setState({ confirming })
  clock.after(CONFIRM_WITHIN + 1, () => {
    workspace.setState((now) => ({ confirming: now.confirming === confirming ? undefined : now.confirming }))
  })
  return step === 'hold' ? 'hold' : 'asked'
}

/** By key: as a press of the button, with the terms that are before the person's eyes, and told where the card is not in sight. */
export function pressApproveByKey(terminal: Terminal, signalId: string): void {
  const edits = seenOf(terminal, signalId)?.edits ?? {}
  const weighed = weighApproval(terminal, signalId, edits)
  const outcome = pressApprove(terminal, signalId, edits)
  if (weighed === undefined) return
  const show = (title: string, text: string): void => {
    terminal.toasts.show({ tone: 'info', title, text })
  }
  if (outcome === 'asked') show('Press again to send', weighed.sentence)
  if (outcome !== 'hold') return
  if (weighed.known) show('Hold to approve', `${weighed.sentence}. Hold the Approve button for 1.5 s.`)
  else show('Not sent', 'How large it is against the equity is not known yet. Look at its card, then press again.')
}
