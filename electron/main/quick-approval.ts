import type { SignalRow, TraderApi } from '../../core/contract/index.ts'
import type { CommandId } from '../../core/domain/index.ts'

/** Share of the equity from which on a signal is read before it is approved; a window's own setting may be stricter. */
const MOST_UNREAD = 0.02

export interface Approval {
  readonly said: string
  /** It is to be looked at in the terminal; nothing was sent. */
  readonly look: boolean
}

const toLookAt = (said: string): Approval => ({ said: `${said} Nothing was sent.`, look: true })

/**
 * Approves from a notification, where nobody sees what changed: only what is small by the trader's own figures of this
 * moment, and with the price of this moment as what was seen.
 */
export async function approveUnread(
  trader: Pick<TraderApi, 'approval' | 'command'>,
  { id: signalId }: Pick<SignalRow, 'id'>,
  id: CommandId,
): Promise<Approval> {
  const now = await trader.approval(signalId, {})
  if (now === null) return toLookAt('The signal is not there any more.')
  if (!now.allowed) return toLookAt(`It would be refused now: ${now.message ?? 'a rule stands against it'}.`)
  const share = now.equityShare === undefined ? Number.NaN : Number(now.equityShare)
  if (!(share < MOST_UNREAD)) return toLookAt('It is too large to be approved unread: look at its card.')
  const seen = now.diff === undefined ? {} : { seen: now.diff.ask }
  const { message } = await trader.command({ type: 'ApproveSignal', id, signalId, ...seen }, 'user')
  return { said: message, look: false }
}
