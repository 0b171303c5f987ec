import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  type ActionId,
  actionFor,
  changesOf,
  chordsOf,
  DEFAULT_KEYMAP,
  type KeyPress,
  keyCaps,
  type Keymap,
  parseKeymap,
  remapped,
} from './index.ts'

const press = (key: string, code: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  altGraph: false,
  repeat: false,
  ...rest,
})

const chordsIn = (keymap: Keymap): string[] => ACTIONS.map(({ id }) => keymap[id]).filter((chord) => chord !== '')
const IDLE = { tradingKeys: false, typing: false }
const TRADING = { tradingKeys: true, typing: false }

describe('chords', () => {
  it('go by the printed letter where it is Latin, and by the place of the key elsewhere', () => {
    expect(chordsOf(press('a', 'KeyQ'))).toEqual(['KeyA'])
    expect(chordsOf(press('ф', 'KeyA'))).toEqual(['KeyA'])
    expect(chordsOf(press('å', 'KeyA', { altKey: true }))).toEqual(['Alt+KeyA'])
    expect(chordsOf(press('х', 'BracketLeft', { ctrlKey: true }))).toEqual(['Ctrl+['])
    expect(chordsOf(press('&', 'Digit1', { altKey: true }))).toContain('Alt+Digit1')
  })

  it('contain the Shift of a sign already, wherever the keyboard has it', () => {
    for (const stroke of [press('?', 'Slash', { shiftKey: true }), press('?', 'Minus', { shiftKey: true })])
      expect(actionFor(stroke, DEFAULT_KEYMAP, IDLE)).toBe('help')
    expect(actionFor(press('?', 'Digit7', { shiftKey: true }), DEFAULT_KEYMAP, IDLE)).toBe('help')
    expect(actionFor(press('[', 'Digit8', { ctrlKey: true, altKey: true, altGraph: true }), DEFAULT_KEYMAP, IDLE)).toBeUndefined()
  })

  it('are none while only a modifier is down', () => {
    expect(chordsOf(press('Shift', 'ShiftLeft', { shiftKey: true }))).toEqual([])
  })

  it('are printed as on the keys', () => {
    expect(keyCaps('Ctrl+Shift+KeyK')).toEqual(['Ctrl', 'Shift', 'K'])
    expect(keyCaps('Alt+Digit3')).toEqual(['Alt', '3'])
  })
})

describe('keys', () => {
  it('trade only when switched on, while nobody types and none is held', () => {
    expect(actionFor(press('a', 'KeyA'), DEFAULT_KEYMAP, IDLE)).toBeUndefined()
    expect(actionFor(press('a', 'KeyA'), DEFAULT_KEYMAP, TRADING)).toBe('approve')
    expect(actionFor(press('a', 'KeyA', { repeat: true }), DEFAULT_KEYMAP, TRADING)).toBeUndefined()
    expect(actionFor(press('a', 'KeyA'), DEFAULT_KEYMAP, { tradingKeys: true, typing: true })).toBeUndefined()
    expect(actionFor(press('a', 'KeyA', { ctrlKey: true }), DEFAULT_KEYMAP, TRADING)).toBeUndefined()
  })

  it('lower risk with trading keys off too, but never while somebody types', () => {
    const kill = press('K', 'KeyK', { ctrlKey: true, shiftKey: true })
    expect(actionFor(kill, DEFAULT_KEYMAP, IDLE)).toBe('kill')
    expect(actionFor({ ...kill, repeat: true }, DEFAULT_KEYMAP, IDLE)).toBeUndefined()
    expect(actionFor(kill, DEFAULT_KEYMAP, { tradingKeys: true, typing: true })).toBeUndefined()
    for (const { id, kind } of ACTIONS)
      if (kind === 'safety') expect(DEFAULT_KEYMAP[id].split('+').length, id).toBeGreaterThanOrEqual(3)
  })

  it('open the palette from a field, with the command key as well', () => {
    expect(actionFor(press('k', 'KeyK', { metaKey: true }), DEFAULT_KEYMAP, { tradingKeys: false, typing: true })).toBe('palette')
  })
})

describe('the keymap', () => {
  it('ships without a collision', () => {
    expect(new Set(chordsIn(DEFAULT_KEYMAP)).size).toBe(chordsIn(DEFAULT_KEYMAP).length)
    for (const { id } of ACTIONS) expect(remapped(DEFAULT_KEYMAP, id, DEFAULT_KEYMAP[id]).ok, id).toBe(true)
  })

  it('refuses a chord that is taken and names both actions', () => {
    const refused = remapped(DEFAULT_KEYMAP, 'approve', 'KeyR')
    expect(refused.ok).toBe(false)
    if (refused.ok) return
    expect(refused.error.field).toBe('Approve the selected signal')
    expect(refused.error.value).toBe('R')
    expect(refused.error.remedy).toContain('Reject the selected signal')
  })

  it.each([
    ['approve', 'Enter'],
    ['approve', 'Ctrl+KeyW'],
    ['approve', 'nonsense and more'],
    ['kill', 'KeyQ'],
    ['kill', 'Ctrl+KeyQ'],
  ] as const)('refuses %s on %s', (id, chord) => {
    expect(remapped(DEFAULT_KEYMAP, id, chord).ok).toBe(false)
  })

  it('never gives one chord to two actions, whatever is remapped, and finds itself again', () => {
    const id = fc.constantFrom<ActionId[]>(...ACTIONS.map((action) => action.id))
    const chord = fc.oneof(
      fc.constantFrom(...ACTIONS.map((action): string => action.chord), '', 'KeyQ', 'KeyW', 'Ctrl+Alt+KeyQ', 'Alt+Shift+KeyQ'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(id, chord), { maxLength: 40 }), (steps) => {
        let keymap = DEFAULT_KEYMAP
        for (const [action, wanted] of steps) {
          const next = remapped(keymap, action, wanted)
          if (next.ok) keymap = next.value
        }
        const chords = chordsIn(keymap)
        expect(new Set(chords).size).toBe(chords.length)
        expect(parseKeymap(JSON.stringify(changesOf(keymap)))).toEqual(keymap)
      }),
    )
  })

  it('reads anything without a collision', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(
          fc.constantFrom(...ACTIONS.map((action): string => action.id)),
          fc.constantFrom('KeyA', 'KeyR', 'Ctrl+KeyK', '', 'F8'),
        )
        .map((changes) => JSON.stringify(changes)),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const chords = chordsIn(parseKeymap(text))
        expect(new Set(chords).size).toBe(chords.length)
      }),
    )
  })
})
