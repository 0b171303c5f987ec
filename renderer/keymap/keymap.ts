import { err, type FieldProblem, ok, type Result } from '../../core/domain/index.ts'
import { ACTIONS, type ActionId, type ActionKind, actionNamed, isActionId } from './actions.ts'
import { type Chord, chordText, partsOf } from './chord.ts'

export type Keymap = Readonly<Record<ActionId, Chord>>

export const DEFAULT_KEYMAP: Keymap = Object.fromEntries(ACTIONS.map(({ id, chord }) => [id, chord])) as Keymap

/** What moves in tables and lists and leaves fields; with a modifier too little is left to know them by. */
const MOVING: readonly string[] = [
  'Escape',
  'Tab',
  'Enter',
  'Space',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'ContextMenu',
]
/** Browsers keep these for themselves, or people expect the clipboard behind them. */
const TAKEN: readonly Chord[] = [
  ...['W', 'T', 'N', 'Q', 'C', 'V', 'X', 'A', 'Z'].map((letter) => `Ctrl+Key${letter}`),
  ...['W', 'T', 'N', 'Q'].map((letter) => `Ctrl+Shift+Key${letter}`),
  'F5',
  'F11',
  'F12',
]

const modifiers = ({ ctrl, alt, shift }: { ctrl: boolean; alt: boolean; shift: boolean }): number =>
  Number(ctrl) + Number(alt) + Number(shift)

/** Why a chord cannot stand for actions of this kind; empty when it can. */
export function chordProblem(chord: Chord, kind: ActionKind): string {
  const parts = partsOf(chord)
  if (parts === undefined) return 'press a key, with Ctrl, Alt or Shift where wanted'
  if (MOVING.includes(parts.key)) return 'this key moves in tables and leaves fields; take another'
  if (TAKEN.includes(chord)) return 'the browser keeps this for itself; take another'
  if (kind === 'safety' && modifiers(parts) < 2)
    return 'safety keys need two of Ctrl, Alt and Shift, so that nobody hits them by accident'
  return ''
}

export const ownerOf = (keymap: Keymap, chord: Chord): ActionId | undefined =>
  chord === '' ? undefined : ACTIONS.find(({ id }) => keymap[id] === chord)?.id

/** The keymap with another chord for one action; the empty chord takes its key away. */
export function remapped(keymap: Keymap, id: ActionId, chord: Chord): Result<Keymap, FieldProblem> {
  const { title, kind } = actionNamed(id)
  if (chord !== '') {
    const problem = chordProblem(chord, kind)
    if (problem !== '') return err({ field: title, value: chordText(chord), remedy: problem })
    const owner = ownerOf(keymap, chord)
    if (owner !== undefined && owner !== id) {
      const remedy = `already stands for “${actionNamed(owner).title}”; give that another key first`
      return err({ field: title, value: chordText(chord), remedy })
    }
  }
  return ok({ ...keymap, [id]: chord })
}

/** Only what differs from the defaults, so that new defaults reach people who changed other keys. */
export const changesOf = (keymap: Keymap): Readonly<Record<string, Chord>> =>
  Object.fromEntries(ACTIONS.filter(({ id, chord }) => keymap[id] !== chord).map(({ id }) => [id, keymap[id]]))

function kept(text: string | null): readonly [string, unknown][] {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : []
  } catch {
    return []
  }
}

/** Reads kept changes; one that names no action, is no chord or would collide is left out. */
export function parseKeymap(text: string | null): Keymap {
  const changes = kept(text).filter((entry): entry is [ActionId, Chord] => isActionId(entry[0]) && typeof entry[1] === 'string')
  // Two actions may have changed places: first every changed one gives its key back.
  let keymap = DEFAULT_KEYMAP
  for (const [id] of changes) keymap = { ...keymap, [id]: '' }
  for (const [id, chord] of changes) {
    const next = remapped(keymap, id, chord)
    if (next.ok) keymap = next.value
  }
  return keymap
}
