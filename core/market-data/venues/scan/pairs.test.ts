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

it('counts no zeros at the end of a decimal, wherever they begin', () => {
  const reader = new FrameReader()
  reader.open('["61800.20","0.94000000"],["7","10000.0001"],["0.00010","123456789.123400"],["5.0000","0.100000001"]')
  const columns = reader.columns()
  reader.pairs(columns)
  expect(reader.finished()).toBe(true)
  const { length } = columns
  expect([...columns.prices.slice(0, length)]).toEqual([618002, 7, 1, 5])
  expect([...columns.priceDecimals.slice(0, length)]).toEqual([1, 0, 4, 0])
  expect([...columns.sizes.slice(0, length)]).toEqual([94, 100000001, 1234567891234, 100000001])
  expect([...columns.sizeDecimals.slice(0, length)]).toEqual([2, 4, 4, 9])
})
