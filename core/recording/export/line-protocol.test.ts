import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BTC, gapAt, tradeAt } from '../../testing/market-facts.ts'
import { anyFact, FIRST_DAY } from '../../testing/recorded-facts.ts'
import { influxEncoder } from './influx.ts'
import { encodePoint, type FieldValue, LineProtocolError, type Point } from './line-protocol.ts'
import { parseLine } from '../../testing/line-protocol.ts'

const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\n\r]|\\(?=[,= ]|$)/.test(text))
/** What is escaped, quotes, emoji, other scripts. */
const nasty = fc.constantFrom('a,b', 'a b', 'a=b', 'a, b=', '"q"', 'ünïcode', '比特币', '🙂', 'a\\\\b', "'", '#')
const anyName = fc.oneof(name, nasty)
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('line\nbreak', 'a "quoted" \\ text\\', '', ',= '),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (each === 0 ? 0 : each)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
)
const unique = { selector: ([key]: readonly [string, unknown]) => key }
const point: fc.Arbitrary<Point> = fc.record({
  measurement: anyName,
  tags: fc.uniqueArray(fc.tuple(anyName, anyName), unique),
  fields: fc.uniqueArray(fc.tuple(anyName, value), { ...unique, minLength: 1 }),
  time: fc.bigInt({ min: 0n, max: 2n ** 62n }),
})

describe('line protocol', () => {
  it('parses back to the point that was written, whatever its names and texts hold', () => {
    fc.assert(
      fc.property(point, (each) => {
        expect(parseLine(encodePoint(each))).toEqual(each)
      }),
      { numRuns: 2_000 },
    )
  })

  it('writes each type in its own form', () => {
    const fields: readonly (readonly [string, FieldValue])[] = [
      ['f', 0.1],
      ['i', 7n],
      ['s', 'say "hi" \\o/'],
      ['b', false],
      ['d', { decimal: '123456789012345678.000000000001' }],
    ]
    expect(
      encodePoint({
        measurement: 'a m',
        tags: [
          ['k=', 'v,w'],
          ['none', ''],
        ],
        fields,
        time: 5n,
      }),
    ).toBe(String.raw`a\ m,k\==v\,w f=0.1,i=7i,s="say \"hi\" \\o/",b=false,d=123456789012345678.000000000001 5`)
  })

  it.each([
    ['a tag with a line break', { tags: [['symbol', 'a\nb']] as const }],
    ['a tag that ends in a backslash', { tags: [['symbol', 'a\\']] as const }],
    ['a tag with a backslash before a comma, which a server takes for the end', { tags: [['symbol', 'a\\,b']] as const }],
    ['a measurement with a line break', { measurement: 'a\r' }],
    ['a field without a name', { fields: [['', 1n]] as const }],
  ])('refuses %s, which the protocol cannot say', (_name, change) => {
    const plain: Point = { measurement: 'm', tags: [], fields: [['f', 1n]], time: 0n }
    expect(() => encodePoint({ ...plain, ...change })).toThrow(LineProtocolError)
  })

  it('refuses a number that is none, and a point without fields', () => {
    const plain: Point = { measurement: 'm', tags: [], fields: [], time: 0n }
    expect(() => encodePoint(plain)).toThrow(/field/)
    expect(() => encodePoint({ ...plain, fields: [['f', Number.NaN]] })).toThrow(/NaN/)
  })
})

describe('facts as points', () => {
  it('tells market and kind by tags, with exact digits, and a line break in a text harms nothing', () => {
    const encode = influxEncoder()
    expect(encode({ ...tradeAt(1_700_000_000_000, 0.5, 'sell'), id: '9' })).toBe(
      'trades,exchange=binance,symbol=BTC/USDT,side=sell price=100,quantity=0.5,trade_id="9",received_time=1700000000000i 1700000000000000000\n',
    )
    const [line = ''] = encode({ ...gapAt(5, 'book'), cause: 'cut\n"off"' }).split(/\n(?=gaps)/)
    expect(parseLine(line.replace(/\n$/, '')).fields).toContainEqual(['cause', 'cut\n"off"'])
  })

  it('gives no two facts of a stream one time, so that none overwrites another', () => {
    const encode = influxEncoder()
    const text = [1, 1, 1, 2].map((at) => encode(tradeAt(at, 1, 'buy'))).join('')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => parseLine(line).time),
    ).toEqual([1_000_000n, 1_000_001n, 1_000_002n, 2_000_000n])
  })

  it('makes at least one line of any fact, each with market and time', () => {
    fc.assert(
      fc.property(anyFact(), (fact) => {
        const points = influxEncoder()(fact).split(/\n(?=(?:trades|candles|books|bins|metrics|gaps),exchange)/)
        for (const each of points) {
          const { tags, time } = parseLine(each.replace(/\n$/, ''))
          expect(tags).toContainEqual(['symbol', 'BTC/USDT'])
          expect(time).toBeGreaterThanOrEqual(BigInt(FIRST_DAY - 86_400_000) * 1_000_000n)
        }
        expect(points.length).toBe(fact.kind === 'book-bins' ? Math.max(1, fact.bins.length) : 1)
      }),
      { numRuns: 300 },
    )
    expect(BTC.symbol).toBe('BTC/USDT')
  })
})
