import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeRow } from '../../../core/contract/index.ts'
import { formatMoney, formatQuantity, money, quantity } from '../../../core/domain/index.ts'
import { parseFilter, Tape, type TapeFilter } from './tape-model.ts'

let serial = 0
const trade = (at: number, price: number, milli: number, buy: boolean): TradeRow => {
  serial += 1
  return {
    id: String(serial),
    exchangeTime: at,
    price: (price / 100).toFixed(2),
    quantity: (milli / 1_000).toFixed(3),
    aggressor: buy ? 'buy' : 'sell',
  } as TradeRow
}
const rows = fc
  .array(fc.tuple(fc.nat(3), fc.integer({ min: 100, max: 102 }), fc.integer({ min: 1, max: 12 }), fc.boolean()), {
    maxLength: 60,
  })
  .map((raw) => raw.sort(([a], [b]) => a - b))
const filters = fc.oneof(
  fc.constant<TapeFilter>({ by: 'none' }),
  fc.integer({ min: 1, max: 12 }).map((milli): TapeFilter => ({ by: 'size', least: quantity((milli / 1_000).toFixed(3)) })),
  fc.integer({ min: 1, max: 12 }).map((milli): TapeFilter => ({ by: 'money', least: money((milli / 1_000).toFixed(3)) })),
)

describe('Tape', () => {
  it('shows or counts every print: what is joined adds up and what is left out is told, to the last digit', () => {
    fc.assert(
      fc.property(rows, filters, fc.boolean(), fc.nat(60), (raw, filter, joined, changedAfter) => {
        const tape = new Tape()
        raw.forEach(([at, price, milli, buy], index) => {
          if (index === changedAfter) tape.configure({ filter, joined })
          tape.add([trade(at, price, milli, buy)])
        })
        tape.configure({ filter, joined })
        const lines: { key: string; milli: bigint; worth: bigint }[] = []
        for (const [at, price, milli, buy] of raw) {
          const key = `${String(at)} ${String(price)} ${String(buy)}`
          const last = lines.at(-1)
          const part = { key, milli: BigInt(milli), worth: BigInt(milli) * BigInt(price) }
          if (joined && last?.key === key)
            lines[lines.length - 1] = { key, milli: last.milli + part.milli, worth: last.worth + part.worth }
          else lines.push(part)
        }
        const expected = lines.filter(({ milli, worth }) => {
          if (filter.by === 'none') return true
          return filter.by === 'size' ? milli * 10n ** 9n >= filter.least : worth * 10n ** 19n >= filter.least
        })
        expect(tape.shown.map(({ quantity: size, notional }) => [size, notional])).toEqual(
          expected.map(({ milli, worth }) => [milli * 10n ** 9n, worth * 10n ** 19n]),
        )
        expect([tape.leftOut, tape.total]).toEqual([lines.length - expected.length, raw.length])
        expect(tape.shown.reduce((sum, { trades }) => sum + trades, 0)).toBeLessThanOrEqual(raw.length)
      }),
    )
  })

  it('keeps the newest two thousand, and knows the big ones among them', () => {
    const tape = new Tape()
    tape.add([trade(0, 100, 1, true)])
    expect(tape.big).toBeUndefined()
    for (let index = 0; index < 60; index += 1)
      tape.add(Array.from({ length: 100 }, (_, each) => trade(index, 100, each === 99 ? 9_000 : 10, true)))
    expect([tape.shown.length, tape.total]).toEqual([2_000, 6_001])
    const { big = quantity('0') } = tape
    expect([formatQuantity(big), formatMoney(tape.shown.at(-1)?.notional ?? money('0'))]).toEqual(['0.01', '9'])
  })
})

it.each([
  ['size', '', { by: 'none' }],
  ['size', ' 0.5 ', { by: 'size', least: quantity('0.5') }],
  ['money', '1000', { by: 'money', least: money('1000') }],
  ['money', '-1', undefined],
  ['size', 'many', undefined],
] as const)('reads %s %j as a filter or says that it is none', (by, text, filter) => {
  expect(parseFilter(by, text)).toEqual(filter)
})
