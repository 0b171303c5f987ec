import { ACTIONS, type ActionId, type NamedAction } from './actions.ts'
import { chordsOf, type KeyStroke } from './chord.ts'
import { type Keymap, ownerOf } from './keymap.ts'

export interface KeySituation {
  readonly tradingKeys: boolean
  /** A text field, a list box or a dialog has the focus. */
  readonly typing: boolean
}

export interface KeyPress extends KeyStroke {
  /** The key is being held. */
  readonly repeat: boolean
}

/** Why an action's key does nothing now; empty while it acts. */
export function offBecause({ kind, whileTyping }: NamedAction, { tradingKeys, typing }: KeySituation): string {
  if (kind === 'trading' && !tradingKeys) return 'trading keys are off'
  if (typing && whileTyping !== true) return 'a field has the focus'
  return ''
}

/** What a key means now. */
export function actionFor(press: KeyPress, keymap: Keymap, situation: KeySituation): ActionId | undefined {
  for (const chord of chordsOf(press)) {
    const id = ownerOf(keymap, chord)
    const action = ACTIONS.find((known) => known.id === id)
    if (action === undefined) continue
    if (press.repeat && action.kind !== 'view') return undefined
    return offBecause(action, situation) === '' ? action.id : undefined
  }
  return undefined
}
