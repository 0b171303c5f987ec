import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Of the renderer, which has no file system to read it with. */
const CSS = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')

const THEMES = ['dark', 'light'] as const
const PAIRS = ['green-red', 'red-green', 'blue-orange'] as const

/** What a theme and a pair define, by name without dashes before it. */
function tokens(theme: string, pair: string): Readonly<Record<string, string>> {
  const blocks = [...CSS.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, selector = '']) => {
    if (!selector.includes(`[data-theme="${theme}"]`)) return false
    return !selector.includes('data-pair') || selector.includes(`[data-pair="${pair}"]`)
  })
  const all = blocks.flatMap(([, , body = '']) => [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)])
  return Object.fromEntries(all.map(([, name = '', value = '']) => [name, value.trim()]))
}

/** Relative luminance (WCAG 2.2) of an opaque colour such as #1a2b3c. */
function luminance(hex: string): number {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`${hex} is no opaque colour`)
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other)
  return (lighter + 0.05) / (darker + 0.05)
}

const AA_TEXT = 4.5
const AA_PARTS = 3
const TEXTS = ['number', 'text', 'label', 'accent', 'warn', 'paper', 'live', 'danger', 'up', 'down']
const SURFACES = ['surface-1', 'surface-2', 'input']
const SOLIDS = ['up', 'down', 'live', 'danger', 'accent']

describe.each(THEMES.flatMap((theme) => PAIRS.map((pair) => ({ theme, pair }))))('$theme, $pair', ({ theme, pair }) => {
  const token = tokens(theme, pair)
  const colour = (name: string): string => token[name] ?? `missing ${name}`
  const below = (fronts: readonly string[], backs: readonly string[], least: number): string[] =>
    fronts.flatMap((front) =>
      backs
        .filter((back) => contrast(colour(front), colour(back)) < least)
        .map((back) => `${front} on ${back}: ${contrast(colour(front), colour(back)).toFixed(2)}`),
    )

  it('every text is legible on every surface that it stands on (WCAG AA, 4.5)', () => {
    expect(below(TEXTS, SURFACES, AA_TEXT)).toEqual([])
    expect(below(['number', 'text'], ['surface-0', 'surface-3'], AA_TEXT)).toEqual([])
    expect(below(['on-solid'], SOLIDS, AA_TEXT)).toEqual([])
  })

  it('focus, up, down and the marks of the mode stand out from what is around them (3)', () => {
    expect(below(['accent', 'up', 'down', 'paper', 'live', 'danger', 'warn'], ['surface-0', 'surface-3'], AA_PARTS)).toEqual([])
  })
})

it('computes the contrast of black and white, and of a pair with a known value', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
