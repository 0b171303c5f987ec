import { expect, it } from 'vitest'
import fc from 'fast-check'
import { millis } from '../../domain/index.ts'
import type { RawFrame, VenueFact, VenueMapper } from '../../market-data/index.ts'
import { levelTexts, withLevelTexts } from '../level-texts.ts'

/** The facts of a text, levels as shortest texts. */
export const mapText = (mapper: VenueMapper, text: string, extra: Partial<RawFrame> = {}): VenueFact[] => {
  const facts: VenueFact[] = []
  mapper.map({ connection: 'test', text, receivedTime: millis(1_700_000_000_000), ...extra }, (fact) => {
    facts.push(withLevelTexts(fact))
  })
  return facts
}

/** What every venue's mapper must hold, whatever comes over its wire. `samples` are real frames, one of each kind. */
export function venueMapperContract(create: () => VenueMapper, samples: readonly string[]): void {
  it('understands each sample, the same each time', () => {
    for (const text of samples) {
      const facts = mapText(create(), text)
      expect(facts.length).toBeGreaterThan(0)
      expect(facts.filter(({ kind }) => kind === 'malformed')).toEqual([])
      expect(mapText(create(), text)).toEqual(facts)
    }
  })

  it('answers any text with facts and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(mapText(create(), text).length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })

  it('says malformed when a frame is cut off anywhere', () => {
    for (const text of samples)
      for (let length = 1; length < text.length; length += Math.ceil(text.length / 60))
        expect(mapText(create(), text.slice(0, length)).every(({ kind }) => kind === 'malformed' || kind === 'control')).toBe(
          true,
        )
  })

  it('never lets a value of another type through', () => {
    const swap = (value: unknown, path: readonly string[], replacement: unknown): unknown => {
      const [key, ...rest] = path
      if (key === undefined) return replacement
      if (Array.isArray(value))
        return value.map((item: unknown, index) => (String(index) === key ? swap(item, rest, replacement) : item))
      const object = value as Readonly<Record<string, unknown>>
      return { ...object, [key]: swap(object[key], rest, replacement) }
    }
    const paths = (value: unknown): string[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, item]) => [[key], ...paths(item).map((rest) => [key, ...rest])])
        : []
    for (const text of samples) {
      const whole: unknown = JSON.parse(text)
      for (const path of paths(whole).slice(0, 60))
        for (const replacement of [null, {}, [], -1, 1e300, true, '']) {
          for (const fact of mapText(create(), JSON.stringify(swap(whole, path, replacement)))) expectTyped(fact)
        }
    }
  })
}

/** The types of a fact's fields are what the pipeline relies upon. */
function expectTyped(fact: VenueFact): void {
  if (fact.kind === 'malformed') expect(fact.reason).toMatch(/^[a-z0-9-]+$/)
  if (fact.kind === 'malformed' || fact.kind === 'control') return
  if (fact.kind === 'connection-sequence') {
    expect(Number.isSafeInteger(fact.sequence)).toBe(true)
    return
  }
  if (fact.kind === 'book-depth') {
    expect(fact.venueSymbol).toMatch(/./)
    expect(Number.isSafeInteger(fact.depth) && fact.depth > 0).toBe(true)
    return
  }
  if (fact.exchangeTime !== undefined) expect(Number.isInteger(fact.exchangeTime)).toBe(true)
  if (fact.venueSymbol !== undefined) expect(fact.venueSymbol).toMatch(/./)
  const texts =
    fact.kind === 'trade'
      ? [fact.price, fact.quantity, fact.id]
      : fact.kind === 'top'
        ? [fact.bid, fact.bidSize, fact.ask, fact.askSize]
        : fact.kind === 'ticker'
          ? [fact.last, fact.open, fact.high, fact.low, fact.volume].filter((text) => text !== undefined)
          : fact.kind === 'candle'
            ? [fact.open, fact.high, fact.low, fact.close, fact.volume]
            : [...levelTexts(fact.bids), ...levelTexts(fact.asks)].flatMap(([price, size]) => [price, size])
  for (const text of texts) expect(typeof text).toBe('string')
  if ((fact.kind === 'book-delta' || fact.kind === 'book-snapshot') && fact.checksum !== undefined)
    expect(Number.isInteger(fact.checksum) && fact.checksum >= 0 && fact.checksum < 2 ** 32).toBe(true)
  if (fact.kind === 'book-delta')
    expect(Number.isSafeInteger(fact.firstSequence) && fact.firstSequence <= fact.lastSequence).toBe(true)
}
