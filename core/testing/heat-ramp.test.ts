import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const STOPS = 7

/** Lightness 0 to 100 of `#rrggbb` as CIE L*. */
function lightness(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
  return 116 * Math.cbrt(luminance) - 16
}

it('the heatmap gets lighter with size on dark and darker on light, so that it is read without colours too', () => {
  const css = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')
  const found = [...css.matchAll(/--heat-\d: (#[0-9a-f]{6});/g)].map(([, colour = '']) => lightness(colour))
  expect(found).toHaveLength(2 * STOPS)
  for (let index = 1; index < STOPS; index += 1) {
    expect((found[index] ?? 0) - (found[index - 1] ?? 0)).toBeGreaterThan(5)
    expect((found[STOPS + index - 1] ?? 0) - (found[STOPS + index] ?? 0)).toBeGreaterThan(5)
  }
})
