import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis, type Opinion, price, rate, type Stance, strategyId, toNumberLossy } from '../../domain/index.ts'
import type { IdSource } from '../../ports/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { Aggregator, type EntryQuote, type Standing } from './aggregator.ts'
import { tally, type WeightedOpinion } from './consensus.ts'
import type { AggregateOptions } from './options.ts'

const ids = (): IdSource => {
  let count = 0
  return { next: (prefix) => `${prefix}-${String((count += 1))}` }
}

interface Given {
  readonly id: string
  readonly stance: Stance
  readonly confidence: number
  readonly weight?: number
  readonly stop?: string
  readonly target?: string
  readonly expiresAt?: number
}

function standingOf({ id, stance, confidence, weight = 1, stop, target, expiresAt = 1e9 }: Given): Standing {
  const opinion: Opinion = {
    strategy: strategyId(id),
    instrument: BTC.id,
    timeframe: '1m',
    at: millis(0),
    stance,
    confidence,
    reasons: [
      { feature: `own-${id}`, value: 1, source: 's', asOf: millis(0), contribution: confidence / 2 },
      { feature: 'shared', value: 2, source: 's', asOf: millis(0), contribution: confidence / 2 },
    ],
    ...(stop === undefined ? {} : { stop: price(stop) }),
    ...(target === undefined ? {} : { target: price(target) }),
  }
  return { instance: `${id}@x`, opinion, weight, expiresAt: millis(expiresAt) }
}

const QUOTE: EntryQuote = { bid: price('99.9'), ask: price('100.1'), receivedTime: millis(1_000) }
const setup = (options: AggregateOptions = {}) => {
  const aggregator = new Aggregator(ids(), options)
  return (opinions: readonly Given[], at = 1_000, quote: EntryQuote | undefined = { ...QUOTE, receivedTime: millis(at) }) =>
    aggregator.consider({ instrument: BTC, opinions: opinions.map(standingOf), quote, now: millis(at) })
}
const LONG: Given = { id: 'a', stance: 'long', confidence: 0.8, stop: '99', target: '102' }
const FLAT: Given = { id: 'b', stance: 'flat', confidence: 0.7 }

describe('aggregator', () => {
  it('buys at the ask with the stop and target of the strongest who agrees', () => {
    const candidate = setup()([
      { ...LONG, id: 'weak', confidence: 0.6, stop: '98', target: '101' },
      LONG,
      { ...LONG, id: 'n', stance: 'neutral', confidence: 0 },
    ])
    expect(candidate).toMatchObject({
      id: 'signal-1',
      action: 'buy',
      entry: price('100.1'),
      stop: price('99'),
      target: price('102'),
      conflict: 0,
    })
    expect(candidate?.confidence).toBeCloseTo(0.7, 12)
    expect(candidate?.votes.map(({ strategy }) => strategy)).toEqual(['a', 'weak'])
    const shares = candidate?.reasoning.map(({ feature, contribution }) => [feature, Number(contribution.toFixed(6))])
    expect(shares).toEqual([
      ['shared', 0.35],
      ['own-a', 0.2],
      ['own-weak', 0.15],
    ])
  })

  it('hands on the distance at which the stop of the strongest trails', () => {
    const aggregator = new Aggregator(ids())
    const trailing = standingOf({ ...LONG, id: 'trailing', confidence: 0.9 })
    const { stop: _stop, target: _target, ...opinion } = { ...trailing.opinion, trail: rate('0.02') }
    const found = aggregator.consider({
      instrument: BTC,
      opinions: [standingOf(LONG), { ...trailing, opinion }],
      quote: QUOTE,
      now: millis(1_000),
    })
    expect(found?.trail).toBe(rate('0.02'))
    expect(found).not.toHaveProperty('stop')
  })

  it('sells at the bid and names no levels', () => {
    const candidate = setup()([FLAT])
    expect(candidate).toMatchObject({ action: 'sell', entry: price('99.9'), confidence: 0.7 })
    expect(candidate).not.toHaveProperty('stop')
  })

  it('shows what voted against, and its features with the opposite sign', () => {
    const candidate = setup()([{ ...LONG, weight: 3 }, FLAT])
    expect(candidate?.action).toBe('buy')
    expect(candidate?.conflict).toBeCloseTo(0.7 / 3.1, 12)
    expect(candidate?.confidence).toBeCloseTo(2.4 / 4, 12)
    expect(candidate?.reasoning.find(({ feature }) => feature === 'own-b')?.contribution).toBeCloseTo(-0.35 / 4, 12)
  })

  it('proposes nothing below the thresholds, without a view, or on a tie', () => {
    expect(setup()([{ ...LONG, confidence: 0.49 }])).toBeNull()
    expect(setup({ minConfidence: 0 })([{ ...LONG, confidence: 0.01 }])).not.toBeNull()
    expect(setup({ minConfidence: 0, maxConflict: 0.4 })([LONG, FLAT])).toBeNull()
    expect(setup({ minVotes: 2 })([LONG])).toBeNull()
    expect(setup()([{ ...LONG, stance: 'neutral' }])).toBeNull()
    expect(setup({ minConfidence: 0, maxConflict: 0.5 })([LONG, { ...FLAT, confidence: 0.8 }])).toBeNull()
    expect(setup()([])).toBeNull()
  })

  it('holds its thresholds to a billionth', () => {
    const sure = (confidence: number, options: AggregateOptions = {}) => setup(options)([{ ...LONG, confidence }]) !== null
    expect([sure(0.5 - 1e-9), sure(0.5), sure(0.7 - 1e-9, { minConfidence: 0.7 }), sure(0.7, { minConfidence: 0.7 })]).toEqual([
      false,
      true,
      false,
      true,
    ])
    // Three quarters of the strength against one: a conflict of a quarter.
    const torn = (against: number) =>
      setup({ minConfidence: 0, maxConflict: 0.25 })([
        { ...LONG, confidence: 0.75 },
        { ...FLAT, confidence: against },
      ]) !== null
    expect([torn(0.25), torn(0.25 + 1e-9)]).toEqual([true, false])
    const heavier = (weight: number) =>
      setup({ minConfidence: 0, maxConflict: 0.5 })([
        { ...LONG, weight },
        { ...FLAT, confidence: 0.8 },
      ])
    expect([heavier(1 - 1e-9)?.action, heavier(1), heavier(1 + 1e-9)?.action]).toEqual(['sell', null, 'buy'])
  })

  it('carries the regime of each vote, for and against, and leaves out what is not known', () => {
    const aggregator = new Aggregator(ids())
    const regime = { trend: 'down', volatility: 'low' } as const
    const opinions = [{ ...standingOf({ ...LONG, weight: 3 }), regime }, standingOf(FLAT)]
    const candidate = aggregator.consider({ instrument: BTC, opinions, quote: QUOTE, now: millis(1_000) })
    expect(candidate?.votes).toEqual([
      { strategy: 'a', stance: 'long', confidence: 0.8, weight: 3, regime },
      { strategy: 'b', stance: 'flat', confidence: 0.7, weight: 1 },
    ])
  })

  it('does not count opinions that ran out or whose stop or target was already reached', () => {
    expect(setup()([{ ...LONG, expiresAt: 1_000 }])).toBeNull()
    expect(setup()([{ ...LONG, expiresAt: 1_001 }])).not.toBeNull()
    expect(setup()([{ ...LONG, stop: '99.9' }])).toBeNull()
    expect(setup()([{ ...LONG, target: '100.1' }])).toBeNull()
  })

  it('wants a fresh quote that is not crossed', () => {
    const none = setup()
    const aggregator = new Aggregator(ids())
    expect(aggregator.consider({ instrument: BTC, opinions: [standingOf(LONG)], quote: undefined, now: millis(1) })).toBeNull()
    expect(none([LONG], 6_001, QUOTE)).toBeNull()
    expect(none([LONG], 6_000, { ...QUOTE, ask: QUOTE.bid })).toBeNull()
    expect(none([LONG], 6_000, QUOTE)).not.toBeNull()
  })

  it('repeats itself only after the re-arm time and turns at once after the least interval', () => {
    const consider = setup({ rearm: 60_000, minInterval: 5_000 })
    const at = (time: number, given: Given) => consider([given], time)?.action ?? null
    expect(at(1_000, LONG)).toBe('buy')
    expect(at(2_000, LONG)).toBeNull()
    expect(at(3_000, { ...LONG, stance: 'neutral' })).toBeNull()
    expect(at(4_000, LONG)).toBeNull()
    expect(at(5_999, FLAT)).toBeNull()
    expect(at(6_000, FLAT)).toBe('sell')
    expect(at(11_000, LONG)).toBe('buy')
    expect(at(70_999, LONG)).toBeNull()
    expect(at(71_000, LONG)).toBe('buy')
  })

  it('refuses options out of range', () => {
    expect(() => setup({ maxConflict: 0.6 })).toThrow(/aggregate\.maxConflict: 0\.6: give a number from 0 to 0\.5/)
  })
})

const opinion = fc.record({
  stance: fc.constantFrom<Stance>('long', 'flat', 'neutral'),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
})
const opinions = fc
  .array(opinion, { maxLength: 12 })
  .map((list): WeightedOpinion[] => list.map((given, index) => standingOf({ id: `s${String(index)}`, ...given })))

describe('tally', () => {
  it('does not depend on the order of the votes', () => {
    const shuffled = opinions.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(tally(other)).toEqual(tally(list))
      }),
    )
  })

  it('does not depend on the scale of the weights', () => {
    fc.assert(
      fc.property(opinions, fc.constantFrom(0.125, 0.5, 4, 1024), (list, scale) => {
        const [a, b] = [tally(list), tally(list.map((entry) => ({ ...entry, weight: entry.weight * scale })))]
        expect(b && { ...b, votes: [], agreeing: [] }).toEqual(a && { ...a, votes: [], agreeing: [] })
      }),
    )
  })

  it('keeps confidence within 0 and 1, conflict at most a half, and accounts for every vote', () => {
    fc.assert(
      fc.property(opinions, (list) => {
        const found = tally(list)
        if (found === null) return
        expect(found.confidence >= 0 && found.confidence <= 1).toBe(true)
        expect(found.conflict >= 0 && found.conflict <= 0.5).toBe(true)
        expect(found.votes).toHaveLength(
          list.filter(({ opinion: { stance, confidence } }) => stance !== 'neutral' && confidence >= 1e-9).length,
        )
        const total = found.reasoning.reduce((sum, use) => sum + use.contribution, 0)
        const whole = found.votes.reduce((sum, vote) => sum + vote.weight, 0)
        const against = found.votes.filter(({ stance }) => (stance === 'long') !== (found.action === 'buy'))
        const net = found.confidence - against.reduce((sum, vote) => sum + vote.weight * vote.confidence, 0) / whole
        expect(total).toBeCloseTo(net, 9)
      }),
    )
  })

  it('one more vote for the winner never raises the conflict', () => {
    fc.assert(
      fc.property(opinions, opinion, (list, extra) => {
        const found = tally(list)
        if (found === null) return
        const stance = found.action === 'buy' ? 'long' : 'flat'
        const more = tally([...list, standingOf({ id: 'zz', ...extra, stance })])
        expect(more?.action).toBe(found.action)
        expect(more?.conflict).toBeLessThanOrEqual(found.conflict + 1e-12)
      }),
    )
  })
})

describe('levels', () => {
  it('of a buy lie on their sides of the entry and on the tick grid, whatever the opinion said', () => {
    const level = fc.integer({ min: 1, max: 300_000 }).map((value) => (value / 1_000).toFixed(3))
    fc.assert(
      fc.property(level, level, (stop, target) => {
        const candidate = setup()([{ ...LONG, stop, target }])
        if (candidate === null) return
        expect(toNumberLossy(candidate.stop ?? candidate.entry)).toBeLessThan(100.1)
        expect(toNumberLossy(candidate.target ?? candidate.entry)).toBeGreaterThan(100.1)
        expect((candidate.stop ?? 0n) % BTC.tickSize).toBe(0n)
        expect((candidate.target ?? 0n) % BTC.tickSize).toBe(0n)
      }),
    )
  })
})
