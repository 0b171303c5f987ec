import { describe, expect, it } from 'vitest'
import { exchangeId, instrumentId, millis } from '../../domain/index.ts'
import { type Freshness, FreshnessTracker, VenueClock } from './index.ts'

const instrument = instrumentId(exchangeId('binance'), 'BTC/USDT')

describe('freshness', () => {
  it('goes live, stale, down by age, and tells each change once', () => {
    const changes: string[] = []
    const tracker = new FreshnessTracker(({ channel, state }: Freshness) => changes.push(`${channel} ${state}`))
    expect(tracker.of(instrument, 'book', millis(0))).toMatchObject({ state: 'down', age: null })
    tracker.touch(instrument, 'book', 'a', millis(1_000))
    for (const now of [2_000, 6_000, 6_001, 7_000, 31_000, 31_001]) tracker.tick(millis(now))
    expect(changes).toEqual(['book live', 'book stale', 'book down'])
    expect(tracker.of(instrument, 'book', millis(6_001))).toMatchObject({ state: 'stale', age: 5_001 })
  })

  it('holds prices to one second', () => {
    const tracker = new FreshnessTracker(() => undefined)
    tracker.touch(instrument, 'ticker', 'a', millis(1_000))
    expect([2_000, 2_001].map((now) => tracker.of(instrument, 'ticker', millis(now)).state)).toEqual(['live', 'stale'])
  })

  it('is down at once when the connection breaks, until it speaks again', () => {
    const tracker = new FreshnessTracker(() => undefined)
    const state = (now: number) => tracker.of(instrument, 'book', millis(now)).state
    tracker.touch(instrument, 'book', 'a', millis(1_000))
    tracker.cut('b', millis(1_001))
    expect(state(1_001)).toBe('live')
    tracker.cut('a', millis(1_002))
    expect(state(1_002)).toBe('down')
    tracker.touch(instrument, 'book', 'a', millis(1_003))
    expect(state(1_003)).toBe('live')
  })
})

describe('a clock that jumped', () => {
  it('leaves nothing live until it speaks again, whatever its age seems to be', () => {
    const changes: string[] = []
    const tracker = new FreshnessTracker(({ channel, state }) => changes.push(`${channel} ${state}`))
    tracker.touch(instrument, 'book', 'a', millis(1_000_000))
    tracker.touch(instrument, 'ticker', 'b', millis(1_000_000))
    tracker.cutAll(millis(1_000))
    tracker.tick(millis(1_500))
    expect(changes).toEqual(['book live', 'ticker live', 'book down', 'ticker down'])
    tracker.touch(instrument, 'book', 'a', millis(2_000))
    expect(tracker.of(instrument, 'book', millis(2_000)).state).toBe('live')
    expect(tracker.of(instrument, 'ticker', millis(2_000)).state).toBe('down')
  })
})

describe('the venue`s time', () => {
  it('follows the smallest delay, whichever clock is ahead', () => {
    const clock = new VenueClock()
    expect(clock.delay).toBeNull()
    clock.observe(millis(10_000), millis(8_800))
    clock.observe(millis(10_100), millis(8_830))
    clock.observe(millis(10_200), millis(9_100))
    expect(clock.delay).toBe(-1_270)
    expect(clock.venueTime(millis(9_000))).toBe(10_270)
  })

  it('says nothing after our clock was set, until the venue speaks', () => {
    const clock = new VenueClock()
    clock.observe(millis(2_000), millis(2_050))
    clock.forget()
    expect([clock.delay, clock.venueTime(millis(9_000))]).toEqual([null, null])
    clock.observe(millis(3_000), millis(9_030))
    expect(clock.venueTime(millis(9_040))).toBe(3_010)
  })

  it('forgets an old offset, so that a corrected clock is noticed', () => {
    const clock = new VenueClock()
    clock.observe(millis(2_000_000), millis(1_000_000))
    for (const at of [1_400_000, 1_800_000]) clock.observe(millis(at - 50), millis(at))
    expect(clock.delay).toBe(50)
  })
})
