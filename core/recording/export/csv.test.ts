import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price, quantity } from '../../domain/index.ts'
import { RECORDED_KINDS } from '../../ports/index.ts'
import { bookAt, gapAt, tradeAt } from '../../testing/market-facts.ts'
import { anyFact, kindOf } from '../../testing/recorded-facts.ts'
import { csvHeader, csvRecord, csvRows } from './csv.ts'

/** RFC 4180, read character by character. */
function parse(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let inside = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (inside) {
      if (char !== '"') cell += char
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else inside = false
    } else if (char === '"') inside = true
    else if (char === ',') {
      record.push(cell)
      cell = ''
    } else if (char === '\r' && text.charAt(at + 1) === '\n') {
      records.push([...record, cell])
      record = []
      cell = ''
      at += 1
    } else cell += char
  }
  return records
}

describe('csv', () => {
  it('parses back to the cells that were written', () => {
    const cells = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', 'a,b', '\r\n', 'ü "x"\n', '')), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 5 }), (records) => {
        expect(parse(records.map(csvRecord).join(''))).toEqual(records)
      }),
      { numRuns: 200 },
    )
  })

  it('has as many cells in every record as its header has names', () => {
    fc.assert(
      fc.property(anyFact(), (fact) => {
        const [header = [], ...rows] = parse(csvHeader(kindOf(fact)) + csvRows(fact))
        expect(rows.length).toBeGreaterThan(0)
        for (const row of rows) expect(row).toHaveLength(header.length)
      }),
      { numRuns: 300 },
    )
    for (const kind of RECORDED_KINDS) expect(csvHeader(kind)).toMatch(/^instrument,exchange_time,received_time,.+\r\n$/)
  })

  it('keeps every digit of a decimal and says times in UTC', () => {
    const fact = { ...tradeAt(1_700_000_000_001, 1, 'buy'), id: 'a"b', price: price('12345678901234567890.000000000001') }
    expect(csvRows({ ...fact, quantity: quantity('0.1') })).toBe(
      'binance:BTC/USDT,2023-11-14T22:13:20.001Z,2023-11-14T22:13:20.001Z,"a""b",12345678901234567890.000000000001,0.1,buy\r\n',
    )
  })

  it('writes levels as a list of texts, and nothing where nothing is known', () => {
    const [row = []] = parse(csvRows({ ...bookAt(0, 1, 1), bids: [{ price: price('1.5'), quantity: quantity('2') }], asks: [] }))
    expect(row.slice(-2)).toEqual(['[["1.5","2"]]', '[]'])
    const { missingCount: _none, ...gap } = gapAt(0, 'book')
    expect(parse(csvRows(gap))[0]?.[7]).toBe('')
  })
})
