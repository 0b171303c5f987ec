import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { add, type Millis, money, price, quantity, rate } from '../domain/index.ts'
import { positionViews } from '../engine/index.ts'
import type { Journal, JournalReader } from '../ports/index.ts'
import { BTC, limitOrder, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'
import { accountRecord } from './index.ts'

/** The events of a journal in memory, as another process reads them from a file. */
const reading = (journal: Journal): JournalReader => ({
  events(types, visit) {
    journal.replay(({ entry, at }) => {
      if (entry.kind === 'event' && types.some((type) => type === entry.event.type)) visit(entry.event, at)
    })
  },
  lastAt: () => journal.read(journal.lastSequence() - 1, 1)[0]?.at,
  close: () => undefined,
})

function traded(): TradingHarness {
  const harness = tradingHarness()
  const { limitPrice: _none, ...any } = limitOrder
  harness.open()
  harness.market('100.00', '100.01')
  harness.command({ ...any, orderType: 'market', quantity: quantity('1') })
  harness.clock.advance(50)
  harness.tick()
  const dueAt = (harness.now() + 1) as Millis
  harness.engine.handle({ type: 'FundingDue', instrument: BTC, fundingRate: rate('0.01'), markPrice: price('100'), dueAt })
  harness.market('101.00', '101.01')
  harness.command({ ...any, side: 'sell', orderType: 'market', quantity: quantity('1'), reduceOnly: true })
  harness.clock.advance(50)
  return harness
}

describe('the record of an account', () => {
  const harness = traded()
  const record = accountRecord(reading(harness.journal), 'paper')

  it('has what the engine has', () => {
    expect(record?.portfolio.cash).toBe(harness.engine.state.cash)
    expect(record?.positions).toEqual(
      positionViews(harness.engine.state).map(({ markPrice: _p, markedAt: _t, ...rest }) =>
        expect.objectContaining({
          quantity: rest.quantity,
          realisedPnl: rest.realisedPnl,
          fees: rest.fees,
          funding: money('-1'),
        }),
      ),
    )
    expect(record).toMatchObject({ currency: 'USDT', startingCash: money('10000') })
  })

  it('has fills and funding in their order, and equity up to the last sale', () => {
    expect(
      record?.entries.map((entry) => ('fill' in entry ? entry.fill.side : 'funding' in entry ? entry.funding : entry.change)),
    ).toEqual(['buy', money('-1'), 'sell'])
    expect(record?.samples.at(-1)?.equity).toBe(harness.engine.state.cash)
  })

  it('knows the prices that were paid', () => {
    const at = record?.lastAt ?? (0 as Millis)
    expect(record?.prices.priceOf('BTC', 'USDT', at)?.price).toBe(price('101'))
    expect(record?.prices.priceOf('ETH', 'USDT', at)).toBeUndefined()
  })

  it('has every slice of a schedule', () => {
    const sliced = tradingHarness()
    const { limitPrice: _none, ...any } = limitOrder
    sliced.open()
    sliced.market('100.00', '100.01')
    sliced.command({ ...any, orderType: 'market', schedule: { kind: 'twap', slices: 2, duration: 4_000 } })
    sliced.clock.advance(1_999)
    sliced.market('100.00', '100.01')
    sliced.tick(1)
    sliced.clock.advance(50)
    const fills = accountRecord(reading(sliced.journal), 'paper')?.fills
    expect(fills?.map(({ fill }) => fill.quantity)).toEqual([quantity('0.5'), quantity('0.5')])
  })

  it('is none where no account was opened', () => {
    expect(accountRecord(reading(memoryJournal()), 'paper')).toBeUndefined()
  })

  it('knows what came and went without a trade, as capital and not as profit', () => {
    const own = traded()
    own.tick(120_000)
    const before = accountRecord(reading(own.journal), 'paper')
    const cash = { subject: 'cash', kind: 'quantity', key: 'cash USDT', amountChange: money('500') } as const
    const held = {
      subject: 'position',
      kind: 'missing-here',
      key: 'position BTC',
      instrument: BTC,
      change: quantity('2'),
    } as const
    const rest = { here: '', there: '', settlements: ['adopt'] } as const
    own.engine.handle({
      type: 'DifferencesFound',
      differences: [
        { ...cash, ...rest },
        { ...held, ...rest },
      ],
      booksAt: own.now(),
    })
    for (const key of ['cash USDT', 'position BTC'])
      expect(own.command({ type: 'SettleDifference', key, settlement: 'adopt', reason: 'mine' })).toMatchObject({ ok: true })
    const after = accountRecord(reading(own.journal), 'paper')
    expect(after?.portfolio.cash).toBe(own.engine.state.cash)
    // 500 in cash, and 2 at the bid of 101.
    expect(after?.startingCash).toBe(money('10702'))
    expect(after?.samples.map(({ equity }) => equity)).toEqual(before?.samples.map(({ equity }) => add(equity, money('702'))))
    expect(after?.lotEntries.map((entry) => ('change' in entry ? entry.change : entry.side))).toEqual([
      'buy',
      'sell',
      quantity('2'),
    ])
  })
})
