/**
 * Modifiers in a fixed order and a key: `Ctrl+Shift+KeyK`, `Alt+Digit1`, `?`, `F6`. Ctrl stands for the command key too.
 * The empty chord means: no key.
 */
export type Chord = string

export interface KeyStroke {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  /** The right Alt key of European keyboards, which types characters and reports Ctrl and Alt as well. */
  readonly altGraph: boolean
}

/** What these places of the keyboard type on a Latin one; for scripts that have other characters there. */
const LATIN_SIGNS: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  Backslash: '\\',
}

const MODIFIER_KEYS: readonly string[] = [
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
]
const WORDS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' }

const joined = (stroke: KeyStroke, key: string, shift: boolean): Chord => {
  const typing = stroke.altGraph
  return [
    ...(!typing && (stroke.ctrlKey || stroke.metaKey) ? ['Ctrl'] : []),
    ...(!typing && stroke.altKey ? ['Alt'] : []),
    ...(shift && stroke.shiftKey ? ['Shift'] : []),
    key,
  ].join('+')
}

/** A sign already contains the Shift that it took to type it. */
const signChord = (stroke: KeyStroke, sign: string): Chord => joined(stroke, sign, false)

/**
 * The chords that a stroke may mean, the likeliest first. Letters go by what is printed on the key where that is Latin
 * and by the key's place elsewhere; digits by their place, since some keyboards need Shift for them.
 */
export function chordsOf(stroke: KeyStroke): readonly Chord[] {
  const { key, code } = stroke
  if (MODIFIER_KEYS.includes(key)) return []
  if (/^[a-z]$/i.test(key)) return [joined(stroke, `Key${key.toUpperCase()}`, true)]
  const sign = /^.$/u.test(key) && key !== ' '
  if (/^Digit\d$/.test(code)) return [joined(stroke, code, true), ...(sign && !/\d/.test(key) ? [signChord(stroke, key)] : [])]
  if (!sign) return [joined(stroke, key === ' ' ? 'Space' : key, true)]
  const ascii = /^[\x00-\x7f]$/.test(key)
  if (!ascii && /^Key[A-Z]$/.test(code)) return [joined(stroke, code, true)]
  const latin = ascii ? undefined : LATIN_SIGNS[code]
  return [signChord(stroke, latin ?? key)]
}

export interface ChordParts {
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly key: string
}

/** Undefined for what is not a chord as {@link chordsOf} writes them. */
export function partsOf(chord: Chord): ChordParts | undefined {
  const match = /^(Ctrl\+)?(Alt\+)?(Shift\+)?(Key[A-Z]|Digit\d|F\d{1,2}|[A-Z][A-Za-z0-9]{2,15}|[^\sA-Za-z0-9])$/u.exec(chord)
  if (match === null) return undefined
  const [, ctrl, alt, shift, key = ''] = match
  return { ctrl: ctrl !== undefined, alt: alt !== undefined, shift: shift !== undefined, key }
}

/** What to print on the keys of a help sheet. */
export function keyCaps(chord: Chord): readonly string[] {
  const parts = partsOf(chord)
  if (parts === undefined) return []
  const key = parts.key.replace(/^(Key|Digit)(?=.$)/, '')
  return [...(parts.ctrl ? ['Ctrl'] : []), ...(parts.alt ? ['Alt'] : []), ...(parts.shift ? ['Shift'] : []), WORDS[key] ?? key]
}

export const chordText = (chord: Chord): string => keyCaps(chord).join(' + ')
