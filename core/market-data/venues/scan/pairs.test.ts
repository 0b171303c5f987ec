import { expect, it } from 'vitest'
import { FrameReader } from './frame-reader.ts'

it('reads pairs only where each mark between the digits is in its place', () => {
  const reader = new FrameReader()
  const whole = (text: string): boolean => {
    reader.open(text)
    reader.pairs(reader.columns())
    return reader.finished()
  }
  const text = '["61800.20","0.000"],["7","1.25"]'
  expect(whole(text)).toBe(true)
  for (let at = 0; at < text.length; at += 1)
    if (!/[\d.]/.test(text.charAt(at))) expect([at, whole(`${text.slice(0, at)}x${text.slice(at + 1)}`)]).toEqual([at, false])
})
