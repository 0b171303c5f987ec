import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FieldProblem, InputError } from '../domain/index.ts'
import { parseCommand } from './command-schema.ts'
import { type ConfigInput, parseConfig } from './config-schema.ts'

const order = {
  type: 'SubmitOrder',
  id: 'c1',
  instrument: 'binance:BTC/USDT',
  side: 'buy',
  orderType: 'limit',
  quantity: '0.5',
  limitPrice: '99',
}
const SLICED = { kind: 'twap', slices: 5, duration: 60_000 }
const approve = { type: 'ApproveSignal', id: 'c1', signalId: 's1' }

function complaint(input: unknown): FieldProblem {
  const parsed = parseCommand(input)
  if (parsed.ok) throw new Error('it was taken')
  return parsed.error
}

describe('commands from outside', () => {
  it('takes each kind, with its defaults and exact decimals', () => {
    const parsed = parseCommand(order)
    expect(parsed).toEqual({
      ok: true,
      value: { ...order, quantity: 500_000_000_000n, limitPrice: 99_000_000_000_000n, timeInForce: 'GTC', reduceOnly: false },
    })
    const others = [
      approve,
      { ...approve, quantity: '1', stop: '90.5', target: '120' },
      { type: 'RejectSignal', id: 'c', signalId: 's' },
      { type: 'CancelOrder', id: 'c', orderId: 'o' },
      { type: 'CancelAll', id: 'c' },
      { type: 'Flatten', id: 'c', instrument: 'binance:BTC/USDT' },
      { type: 'SetProtection', id: 'c', instrument: 'binance:BTC/USDT', stop: null, target: '5' },
      { type: 'SetApprovalMode', id: 'c', strategy: null, mode: 'auto' },
      { type: 'SetStrategyEnabled', id: 'c', strategy: 'ema-trend', enabled: false },
      { type: 'Kill', id: 'c' },
      { type: 'Rearm', id: 'c' },
      { type: 'CancelSchedule', id: 'c', scheduleId: 's' },
      { ...order, orderType: 'take-profit-limit', stopPrice: '98', postOnly: false },
      { ...order, postOnly: true, displayQuantity: '0.1' },
      { ...order, schedule: { kind: 'twap', slices: 2, duration: 2_000 } },
      { ...order, schedule: { kind: 'twap', slices: 1_000, duration: 604_800_000 } },
      { type: 'Arm', id: 'c' },
      { type: 'Disarm', id: 'c', reason: 'lunch' },
      { type: 'SettleDifference', id: 'c', key: 'position BTC', settlement: 'adopt' },
      { type: 'SettleDifference', id: 'c', key: 'cash USDT', settlement: 'ignore', reason: 'mine' },
    ]
    for (const each of others) expect(parseCommand(each).ok, JSON.stringify(each)).toBe(true)
    expect(parseCommand({ type: 'Kill', id: 'c' })).toMatchObject({ value: { flatten: false } })
    expect(parseCommand({ type: 'RejectSignal', id: 'c', signalId: 's' })).toMatchObject({ value: { reason: '' } })
  })

  it.each([
    ['a number', { ...order, quantity: 0.5 }, 'quantity', '0.5', 'decimal string'],
    ['NaN', { ...order, quantity: Number.NaN }, 'quantity', 'NaN', 'decimal string'],
    ['a bigint', { ...order, quantity: 5n }, 'quantity', '5', 'decimal string'],
    ['nothing', { ...order, quantity: undefined }, 'quantity', 'missing', 'decimal string'],
    ['zero', { ...order, quantity: '0' }, 'quantity', '"0"', 'above zero'],
    ['a negative', { ...order, quantity: '-1' }, 'quantity', '"-1"', 'above zero'],
    ['words', { ...order, limitPrice: 'ten' }, 'limitPrice', '"ten"', 'above zero'],
    ['digits of another script', { ...order, limitPrice: '٣' }, 'limitPrice', '"٣"', 'above zero'],
    ['infinity', { ...order, limitPrice: 'Infinity' }, 'limitPrice', '"Infinity"', 'above zero'],
    ['finer than the scale', { ...order, quantity: '0.0000000000001' }, 'quantity', '"0.0000000000001"', 'above zero'],
    ['more digits than any market has', { ...order, quantity: '9'.repeat(40) }, 'quantity', '"9999', 'above zero'],
    ['an unknown side', { ...order, side: 'BUY' }, 'side', '"BUY"', '"buy"|"sell"'],
    ['an unknown type', { ...order, orderType: 'iceberg' }, 'orderType', '"iceberg"', 'market'],
    ['nothing to show', { ...order, displayQuantity: '0' }, 'displayQuantity', '"0"', 'above zero'],
    ['a schedule in words', { ...order, schedule: 'twap' }, 'schedule', '"twap"', '{"kind":"twap"'],
    ['an unknown schedule', { ...order, schedule: { ...SLICED, kind: 'vwap' } }, 'schedule.kind', '"vwap"', '"twap"'],
    ['one slice', { ...order, schedule: { ...SLICED, slices: 1 } }, 'schedule.slices', '1', '2 to 1000'],
    ['1001 slices', { ...order, schedule: { ...SLICED, slices: 1_001 } }, 'schedule.slices', '1001', '2 to 1000'],
    ['half a slice', { ...order, schedule: { ...SLICED, slices: 2.5 } }, 'schedule.slices', '2.5', 'whole number'],
    ['no time at all', { ...order, schedule: { ...SLICED, duration: 1_999 } }, 'schedule.duration', '1999', '2 seconds'],
    ['over a week', { ...order, schedule: { ...SLICED, duration: 604_800_001 } }, 'schedule.duration', '604800001', '7 days'],
    ['an unknown time in force', { ...order, timeInForce: 'DAY' }, 'timeInForce', '"DAY"', 'GTC'],
    ['a flag in words', { ...order, reduceOnly: 'yes' }, 'reduceOnly', '"yes"', 'boolean'],
    ['an unknown field', { ...order, leverage: 10 }, 'leverage', '10', 'remove it'],
    ['an id that is not ASCII', { ...approve, id: 'häuser' }, 'id', '"häuser"', 'printable ASCII'],
    ['an id with a space', { ...approve, signalId: 'a b' }, 'signalId', '"a b"', 'printable ASCII'],
    ['an empty id', { ...approve, id: '' }, 'id', '""', '1 to 80'],
    ['an endless id', { ...approve, id: 'x'.repeat(81) }, 'id', '"xxxx', '1 to 80'],
    ['no id', { type: 'Rearm' }, 'id', 'missing', 'a command id'],
    ['an endless reason', { type: 'RejectSignal', id: 'c', signalId: 's', reason: 'x'.repeat(501) }, 'reason', '"xxx', '500'],
    ['an unknown command', { type: 'Transfer', id: 'c' }, 'type', '"Transfer"', 'known command type'],
    ['no key', { type: 'SettleDifference', id: 'c', key: '', settlement: 'adopt' }, 'key', '""', 'key of a difference'],
    [
      'an unknown settlement',
      { type: 'SettleDifference', id: 'c', key: 'k', settlement: 'hide' },
      'settlement',
      '"hide"',
      'adopt',
    ],
    [
      'an ignored difference without a reason',
      { type: 'SettleDifference', id: 'c', key: 'k', settlement: 'ignore', reason: ' a ' },
      'reason',
      '" a "',
      'at least 3 characters',
    ],
    ['no object', 'Kill', '(input)', '"Kill"', 'expected'],
    ['null', null, '(input)', 'null', 'expected'],
    [
      'a protection without stop',
      { type: 'SetProtection', id: 'c', instrument: 'b', target: null },
      'stop',
      'missing',
      'decimal string',
    ],
  ])('says field, value and remedy for %s', (_what, input, field, value, remedy) => {
    const problem = complaint(input)
    expect(problem.field).toBe(field)
    expect(problem.value.startsWith(value)).toBe(true)
    expect(problem.value.length).toBeLessThanOrEqual(80)
    expect(problem.remedy).toContain(remedy)
  })

  it('never throws, and never takes a field it does not know', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), fc.anything(), (junk, more) => {
        parseCommand(junk)
        expect(parseCommand({ ...order, extra: more }).ok).toBe(false)
      }),
    )
  })
})

const config = (change: object = {}): unknown => ({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...change })

function configComplaint(input: unknown): FieldProblem {
  try {
    parseConfig(input)
  } catch (error) {
    if (error instanceof InputError) return error.problem
    throw error
  }
  throw new Error('it was taken')
}

describe('the configuration file', () => {
  it('fills in every default, for a file that names only its markets', () => {
    const parsed = parseConfig(config())
    expect(parsed.exchanges[0]?.channels).toEqual(['trades', 'book', 'ticker', 'candles'])
    expect(parsed.strategies.map(({ strategy, enabled }) => [strategy, enabled])).toEqual([
      ['ema-trend', true],
      ['rsi-reversion', true],
      ['book-imbalance', true],
    ])
    expect(parsed.risk).toMatchObject({ maxPosition: '0.2', maxOrdersPerMinute: 30, blockOnGap: true })
    expect(parsed.approval.defaultMode).toBe('manual')
    expect(parsed.paper).toMatchObject({ startingCash: '10000', currency: 'USDT' })
    const explicit: ConfigInput = parsed
    expect(parseConfig(explicit)).toEqual(parsed)
  })

  const exchange = { id: 'binance', symbols: ['BTC/USDT'] }
  it.each([
    ['no exchange', { exchanges: [] }, 'exchanges', '[]', 'at least one exchange'],
    ['no symbol', { exchanges: [{ ...exchange, symbols: [] }] }, 'exchanges.0.symbols', '[]', 'at least one symbol'],
    [
      'a lower case symbol',
      { exchanges: [{ ...exchange, symbols: ['btc/usdt'] }] },
      'exchanges.0.symbols.0',
      '"btc/usdt"',
      'BTC/USDT',
    ],
    ['an exchange in capitals', { exchanges: [{ ...exchange, id: 'Binance' }] }, 'exchanges.0.id', '"Binance"', 'exchange id'],
    ['the same exchange twice', { exchanges: [exchange, exchange] }, 'exchanges.1.id', 'binance', 'listed once'],
    [
      'the same symbol twice',
      { exchanges: [{ ...exchange, symbols: ['A/B', 'C/D', 'A/B'] }] },
      'exchanges.0.symbols',
      'A/B',
      'listed twice',
    ],
    [
      'a file as endpoint',
      { exchanges: [{ ...exchange, endpoint: 'file:///etc' }] },
      'exchanges.0.endpoint',
      '"file',
      'http://127.0.0.1',
    ],
    ['an unknown channel', { exchanges: [{ ...exchange, channels: ['news'] }] }, 'exchanges.0.channels.0', '"news"', 'trades'],
    ['an unknown key', { leverage: 3 }, 'leverage', '3', 'remove it'],
    ['an unknown key inside', { risk: { maxPositoin: '0.1' } }, 'risk.maxPositoin', '"0.1"', 'remove it'],
    ['a fraction as number', { risk: { maxPosition: 0.1 } }, 'risk.maxPosition', '0.1', 'decimal string'],
    ['a fraction above one', { risk: { maxPosition: '1.000000000001' } }, 'risk.maxPosition', '"1.000000000001"', 'at most "1"'],
    ['a negative fraction', { risk: { maxDrawdown: '-0.1' } }, 'risk.maxDrawdown', '"-0.1"', 'zero or more'],
    ['NaN', { signals: { minConfidence: Number.NaN } }, 'signals.minConfidence', 'NaN', '0 to 1'],
    ['a confidence above one', { signals: { minConfidence: 1.01 } }, 'signals.minConfidence', '1.01', '0 to 1'],
    ['half a millisecond', { approval: { timeToLiveMs: 0.5 } }, 'approval.timeToLiveMs', '0.5', 'whole milliseconds'],
    ['no time at all', { approval: { timeToLiveMs: 0 } }, 'approval.timeToLiveMs', '0', 'at least 1 ms'],
    ['a huge wait', { approval: { timeToLiveMs: 1e12 } }, 'approval.timeToLiveMs', '1000000000000', 'at most a day'],
    ['an unknown mode', { approval: { defaultMode: 'yolo' } }, 'approval.defaultMode', '"yolo"', 'manual'],
    ['money in words', { paper: { startingCash: 'lots' } }, 'paper.startingCash', '"lots"', 'amount of money'],
    ['a sizing that contradicts itself', { sizing: { minFraction: 0.3 } }, 'sizing.minFraction', '0.3', 'sizing.maxFraction'],
    ['a goal of nothing', { goal: { equity: '0', by: '2027-12-31' } }, 'goal.equity', '"0"', 'more than nothing'],
    ['a goal on no day', { goal: { equity: '1', by: '2027-02-30' } }, 'goal.by', '"2027-02-30"', '2027-12-31'],
    ['a goal without a day', { goal: { equity: '1' } }, 'goal.by', '', 'a date'],
    [
      'a goal that begins when it ends',
      { goal: { equity: '1', start: '2027-12-31', by: '2027-12-31' } },
      'goal.start',
      '2027-12-31',
      'before goal.by',
    ],
    [
      'a goal that is reached',
      { goal: { equity: '10', startEquity: '10.0', by: '2027-12-31' } },
      'goal.startEquity',
      '10.0',
      'less than goal.equity',
    ],
    ['a goal that stops all', { goal: { equity: '1', by: '2027-12-31', minFactor: 0 } }, 'goal.minFactor', '0', 'at least 0.01'],
    ['a long memory', { risk: { duplicateWindowMs: 60_001 } }, 'risk.duplicateWindowMs', '60001', 'at most 60000'],
    [
      'a parameter that is neither a number nor a name',
      { strategies: [{ strategy: 'x', params: { fast: true } }] },
      'strategies.0.params.fast',
      'true',
      'expected a number',
    ],
    [
      'a strategy twice',
      { strategies: [{ strategy: 'x' }, { strategy: 'x', symbols: ['A/B'] }] },
      'strategies.1.id',
      'x',
      'id of its own',
    ],
    [
      'a name twice',
      {
        strategies: [
          { strategy: 'x', id: 'a' },
          { strategy: 'y', id: 'a' },
        ],
      },
      'strategies.1.id',
      'a',
      'id of its own',
    ],
  ])('says field, value and remedy for %s', (_what, change, field, value, remedy) => {
    const problem = configComplaint(config(change))
    expect(problem.field).toBe(field)
    expect(problem.value.startsWith(value), problem.value).toBe(true)
    expect(problem.remedy).toContain(remedy)
  })

  it('lets one strategy run with two settings where they do not meet', () => {
    const strategies = [
      { strategy: 'x', symbols: ['A/B'] },
      { strategy: 'x', symbols: ['C/D'] },
      { strategy: 'x', timeframe: '5m' },
      { strategy: 'x', id: 'other' },
    ]
    expect(parseConfig(config({ strategies })).strategies).toHaveLength(4)
  })
})
