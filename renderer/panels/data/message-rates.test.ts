import { expect, it } from 'vitest'
import type { ChannelRow } from '../../../core/contract/index.ts'
import { RateMeter } from './message-rates.ts'

const row = (messages: number): ChannelRow => ({ instrument: 'demo:BTC/USDT', channel: 'book', messages }) as ChannelRow
const KEY = 'demo:BTC/USDT|book'

it('measures messages a second over ten seconds, nothing before two, and starts anew with the feed', () => {
  const meter = new RateMeter()
  const rate = (at: number, messages: number): number | undefined => meter.note([row(messages)], at).get(KEY)
  expect(rate(0, 100)).toBeUndefined()
  expect(rate(1_000, 120)).toBeUndefined()
  expect(rate(2_000, 140)).toBe(20)
  expect(rate(10_000, 300)).toBe(20)
  // The quiet that began at 300 pushes the busy time out.
  expect(rate(20_000, 300)).toBe(0)
  expect(rate(21_000, 5)).toBeUndefined()
  expect(rate(23_000, 9)).toBe(2)
})
