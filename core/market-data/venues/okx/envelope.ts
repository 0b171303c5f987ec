import type { VenueFact } from '../contract.ts'
import { isObject, type Json, parseJson } from '../guards.ts'

type Emit = (fact: VenueFact) => void

/** A message of OKX's kind, which Bitget shares: `arg` names the channel, `data` holds its items. */
export function readEnvelope(text: string, emit: Emit, channel: (arg: Json, message: Json, emit: Emit) => void): void {
  if (text === 'pong') {
    emit({ kind: 'control' })
    return
  }
  const message = parseJson(text)
  if (!isObject(message)) {
    emit({ kind: 'malformed', reason: message === undefined ? 'not-json' : 'not-an-object' })
    return
  }
  const arg = message['arg']
  // Answers to subscriptions repeat `arg`; REST replies (lists of instruments) have a `code`.
  if (typeof message['event'] === 'string' || typeof message['code'] === 'string') emit({ kind: 'control' })
  else if (isObject(arg)) channel(arg, message, emit)
  else emit({ kind: 'malformed', reason: 'unknown-message' })
}
