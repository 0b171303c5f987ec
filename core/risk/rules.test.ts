import { describe, expect, it } from 'vitest'
import {
  add,
  applyRate,
  type ClockReading,
  exchangeId,
  instrumentId,
  type Millis,
  millis,
  money,
  notional,
  type OrderRequest,
  price,
  type Quote,
  quantity,
  rate,
  type RuleCheck,
  scheduleId,
  subtract,
} from '../domain/index.ts'
import { BTC, btcInstrument } from '../testing/trading-harness.ts'
import {
  ACCOUNT_RULES,
  approveEntry,
  approveReduction,
  approveSale,
  ENTRY_RULES,
  evaluate,
  failures,
  REDUCTION_RULES,
  SALE_RULES,
} from './gate.ts'
import type { RecentOrder, RiskContext, RiskLimits, RiskView } from './index.ts'

const NOW = 1_000_000
const limits: RiskLimits = {
  riskPerTrade: rate('0.01'),
  maxPosition: rate('0.2'),
  maxExposure: rate('0.8'),
  maxAssetExposure: rate('0.4'),
  maxVenueExposure: rate('0.7'),
  maxCorrelatedExposure: rate('0.6'),
  maxDrawdown: rate('0.15'),
  maxDailyLoss: rate('0.05'),
  maxConsecutiveLosses: 6,
  maxRejects: 5,
  rejectWindowMs: 60_000,
  maxUnknowns: 3,
  unknownWindowMs: 300_000,
  maxUnknownAgeMs: 60_000,
  maxOrdersPerMinute: 30,
  maxOpenOrders: 50,
  duplicateWindowMs: 1_000,
  priceCollarBps: 500,
  maxSpreadBps: 25,
  stalePriceMs: 1_000,
  maxClockOffsetMs: 1_000,
  blockOnGap: true,
}
const view: RiskView = {
  equity: money('10000'),
  peakEquity: money('10000'),
  dayStartEquity: money('10000'),
  availableCash: money('10000'),
  exposure: money('0'),
  instrumentExposure: money('0'),
  assetExposure: money('0'),
  venueExposure: money('0'),
  related: [],
  held: quantity('0'),
  committedToSell: quantity('0'),
  ordersLastMinute: 0,
  latestOrders: [],
  openOrders: 0,
  consecutiveLosses: 0,
  recentRejects: 0,
  recentUnknowns: 0,
  oldestUnknownMs: null,
  haltReason: '',
  armed: true,
  openDifferences: 0,
  journalWritable: true,
  marketDataWritable: true,
  bookSeenAt: null,
  clock: null,
  clockRequired: false,
}
const quoteOf = (bid: string, ask: string, receivedTime = NOW): Quote => ({
  kind: 'quote',
  instrument: BTC,
  exchangeTime: receivedTime as Millis,
  receivedTime: receivedTime as Millis,
  bid: price(bid),
  bidSize: quantity('1'),
  ask: price(ask),
  askSize: quantity('1'),
})

const clockAt = (offset: number): ClockReading => ({
  exchange: btcInstrument.exchange,
  offset,
  uncertainty: 5,
  at: NOW as Millis,
})

interface Change {
  readonly request?: Partial<OrderRequest>
  readonly view?: Partial<RiskView>
  readonly limits?: Partial<RiskLimits>
  readonly quote?: Quote | undefined
  readonly gapOpen?: boolean
  readonly part?: RiskContext['part'] & {}
  readonly schedule?: RiskContext['schedule'] & {}
}
const contextOf = (change: Change = {}): RiskContext => ({
  request: {
    instrument: BTC,
    side: 'buy',
    type: 'market',
    quantity: quantity('1'),
    timeInForce: 'GTC',
    reduceOnly: false,
    ...change.request,
  },
  instrument: btcInstrument,
  quote: 'quote' in change ? change.quote : quoteOf('99.99', '100'),
  at: millis(NOW),
  gapOpen: change.gapOpen ?? false,
  view: { ...view, ...change.view },
  limits: { ...limits, ...change.limits },
  ...(change.part === undefined ? {} : { part: change.part }),
  ...(change.schedule === undefined ? {} : { schedule: change.schedule }),
})
const checkOf = (code: string, change: Change = {}): RuleCheck => {
  const found = evaluate(ENTRY_RULES, contextOf(change)).find((check) => check.code === code)
  if (found === undefined) throw new Error(`no rule ${code}`)
  return found
}
const limitAt = (text: string, side: 'buy' | 'sell' = 'buy'): Change => ({
  request: { type: 'limit', side, limitPrice: price(text) },
})
const stopLimitAt = (stop: string, limit: string): Change => ({
  request: { type: 'stop-limit', stopPrice: price(stop), limitPrice: price(limit) },
})
const stopAt = (text: string): Change => ({ request: { type: 'stop', stopPrice: price(text) } })
const size = (text: string): Change => ({ request: { quantity: quantity(text) } })
const sale = (text: string, change: Partial<RiskView>): Change => ({
  request: { side: 'sell', quantity: quantity(text) },
  view: change,
})

const ETH = instrumentId(exchangeId('binance'), 'ETH/USDT')
const alsoHeld = (exposure: string, correlation: number | null): Change => ({
  ...size('1'),
  view: { related: [{ instrument: ETH, exposure: money(exposure), correlation, samples: 200 }] },
})
const ordered = (ago: number, change: Partial<RecentOrder> = {}): Change => ({
  view: { latestOrders: [{ instrument: BTC, side: 'buy', quantity: quantity('1'), at: millis(NOW - ago), ...change }] },
})

/** 1 BTC at the ask with its taker fee. */
const cost = add(notional(price('100'), quantity('1')), applyRate(notional(price('100'), quantity('1')), rate('0.001'), 'up'))
const ATOM = 1n as never

const boundaries: readonly (readonly [code: string, what: string, change: Change, passes: boolean])[] = [
  ['trading-active', 'active', {}, true],
  ['trading-active', 'halted', { view: { haltReason: 'kill switch' } }, false],
  ['armed', 'armed', {}, true],
  ['armed', 'not armed', { view: { armed: false } }, false],
  ['reconciled', 'nothing differs', {}, true],
  ['reconciled', 'one difference', { view: { openDifferences: 1 } }, false],
  ['journal-writable', 'writable', {}, true],
  ['journal-writable', 'not writable', { view: { journalWritable: false } }, false],
  ['market-data-writable', 'writable', {}, true],
  ['market-data-writable', 'not writable', { view: { marketDataWritable: false } }, false],
  ['fresh-price', '999 ms old', { quote: quoteOf('99.99', '100', NOW - 999) }, true],
  ['fresh-price', '1000 ms old', { quote: quoteOf('99.99', '100', NOW - 1_000) }, true],
  ['fresh-price', '1001 ms old', { quote: quoteOf('99.99', '100', NOW - 1_001) }, false],
  ['fresh-book', 'not followed', { view: { bookSeenAt: null } }, true],
  ['fresh-book', '5000 ms old', { view: { bookSeenAt: millis(NOW - 5_000) } }, true],
  ['fresh-book', '5001 ms old', { view: { bookSeenAt: millis(NOW - 5_001) } }, false],
  ['fresh-book', 'from the future', { view: { bookSeenAt: millis(NOW + 5_001) } }, false],
  ['clock', 'never measured on paper', {}, true],
  ['clock', 'never measured with real money', { view: { clockRequired: true } }, false],
  ['clock', '1000 ms ahead of the venue`s', { view: { clock: clockAt(-1_000) } }, true],
  ['clock', '1001 ms ahead of the venue`s', { view: { clock: clockAt(-1_001) } }, false],
  ['clock', '1000 ms behind the venue`s', { view: { clock: clockAt(1_000) } }, true],
  ['clock', '1001 ms behind the venue`s', { view: { clock: clockAt(1_001) } }, false],
  ['clock', 'not measured since it jumped', { view: { clock: 'void' } }, false],
  ['no-open-gap', 'none', {}, true],
  ['no-open-gap', 'open', { gapOpen: true }, false],
  ['no-open-gap', 'open but allowed', { gapOpen: true, limits: { blockOnGap: false } }, true],
  ['spread', 'a tick inside 25 bps', { quote: quoteOf('100', '100.24') }, true],
  ['spread', '25 bps', { quote: quoteOf('100', '100.25') }, true],
  ['spread', 'a tick outside 25 bps', { quote: quoteOf('100', '100.26') }, false],
  ['price-collar', 'a market order', {}, true],
  ['price-collar', 'a tick inside 5 % above', { ...limitAt('104.99'), quote: quoteOf('100', '100') }, true],
  ['price-collar', '5 % above', { ...limitAt('105'), quote: quoteOf('100', '100') }, true],
  ['price-collar', 'a tick outside 5 % above', { ...limitAt('105.01'), quote: quoteOf('100', '100') }, false],
  ['price-collar', '5 % below', { ...limitAt('95'), quote: quoteOf('100', '100') }, true],
  ['price-collar', 'a tick outside 5 % below', { ...limitAt('94.99'), quote: quoteOf('100', '100') }, false],
  ['price-collar', 'a stop price outside', { ...stopAt('105.01'), quote: quoteOf('100', '100') }, false],
  ['price-collar', 'stop and limit 5 % away', { ...stopLimitAt('105', '95'), quote: quoteOf('100', '100') }, true],
  ['price-collar', 'a limit outside behind a stop', { ...stopLimitAt('101', '105.01'), quote: quoteOf('100', '100') }, false],
  ['price-collar', 'a stop outside before a limit', { ...stopLimitAt('105.01', '101'), quote: quoteOf('100', '100') }, false],
  ['precision', 'a stop-limit with its limit off the tick', stopLimitAt('101', '101.005'), false],
  ['precision', 'a stop-limit with its stop off the tick', stopLimitAt('101.005', '101'), false],
  ['precision', 'an iceberg that shows a lot', { request: { displayQuantity: quantity('0.00001') } }, true],
  ['precision', 'an iceberg that shows half a lot', { request: { displayQuantity: quantity('0.000005') } }, false],
  ['precision', 'a slice of half a lot', { part: quantity('0.000005') }, false],
  ['precision', 'one lot', size('0.00001'), true],
  ['precision', 'half a lot', size('0.000015'), false],
  ['precision', 'on the tick', limitAt('99.99'), true],
  ['precision', 'off the tick', limitAt('99.995'), false],
  ['precision', 'a stop off the tick', stopAt('100.001'), false],
  ['minimum-size', '5 of quote', size('0.05'), true],
  ['minimum-size', 'an iceberg that shows 5 of quote', { request: { displayQuantity: quantity('0.05') } }, true],
  ['minimum-size', 'an iceberg that shows a lot less', { request: { displayQuantity: quantity('0.04999') } }, false],
  ['minimum-size', 'slices of 5 of quote', { part: quantity('0.05') }, true],
  ['minimum-size', 'slices of a lot less', { part: quantity('0.04999') }, false],
  ['minimum-size', 'a lot below 5 of quote', size('0.04999'), false],
  [
    'minimum-size',
    'below the least quantity',
    { request: { type: 'limit', quantity: quantity('0.000009'), limitPrice: price('10000000') } },
    false,
  ],
  ['available-cash', 'to the last atom', { view: { availableCash: cost } }, true],
  ['available-cash', 'an atom short', { view: { availableCash: subtract(cost, ATOM) } }, false],
  ['available-cash', 'a stop-limit counts at its limit', { ...stopLimitAt('99', '100'), view: { availableCash: cost } }, true],
  [
    'available-cash',
    'a stop-limit counts at its limit, an atom short',
    { ...stopLimitAt('99', '100'), view: { availableCash: subtract(cost, ATOM) } },
    false,
  ],
  ['available-cash', 'a stop above the ask counts at the stop', { ...stopAt('100.01'), view: { availableCash: cost } }, false],
  [
    'available-cash',
    'a take-profit below the ask counts at the ask',
    { request: { type: 'take-profit', stopPrice: price('99') }, view: { availableCash: subtract(cost, ATOM) } },
    false,
  ],
  ['available-cash', 'a sale', sale('1', { availableCash: money('0') }), true],
  ['available-quantity', 'a purchase', {}, true],
  ['available-quantity', 'all that is held', sale('1', { held: quantity('1') }), true],
  ['available-quantity', 'a lot more than is held', sale('1.00001', { held: quantity('1') }), false],
  ['available-quantity', 'what others promised', sale('1', { held: quantity('1'), committedToSell: quantity('0.00001') }), false],
  ['max-position', 'exactly a fifth', size('20'), true],
  ['max-position', 'a lot more than a fifth', size('20.00001'), false],
  ['max-position', 'together with what is there', { ...size('1'), view: { instrumentExposure: money('1900.01') } }, false],
  ['max-position', 'a sale above it', sale('1', { instrumentExposure: money('9000') }), true],
  ['asset-exposure', 'exactly two fifths', { ...size('1'), view: { assetExposure: money('3900') } }, true],
  ['asset-exposure', 'an atom more', { ...size('1'), view: { assetExposure: add(money('3900'), ATOM) } }, false],
  ['asset-exposure', 'a sale above it', sale('1', { assetExposure: money('9000') }), true],
  ['venue-exposure', 'exactly seven tenths', { ...size('1'), view: { venueExposure: money('6900') } }, true],
  ['venue-exposure', 'an atom more', { ...size('1'), view: { venueExposure: add(money('6900'), ATOM) } }, false],
  ['correlated-exposure', 'nothing else is held', size('20'), true],
  ['correlated-exposure', 'half of another, exactly three fifths', alsoHeld('11800', 0.5), true],
  ['correlated-exposure', 'half of another, a cent more', alsoHeld('11800.02', 0.5), false],
  ['correlated-exposure', 'an unknown correlation counts whole', alsoHeld('5900', null), true],
  ['correlated-exposure', 'an unknown correlation, an atom more', alsoHeld('5900.000000000000000000000001', null), false],
  ['correlated-exposure', 'what moves the other way counts nothing', alsoHeld('9000', -0.9), true],
  ['max-exposure', 'exactly four fifths', { ...size('1'), view: { exposure: money('7900') } }, true],
  ['max-exposure', 'an atom more than four fifths', { ...size('1'), view: { exposure: add(money('7900'), ATOM) } }, false],
  ['max-drawdown', 'an atom above 15 %', { view: { equity: add(money('8500'), ATOM) } }, true],
  ['max-drawdown', '15 %', { view: { equity: money('8500') } }, false],
  ['max-daily-loss', 'an atom above 5 %', { view: { equity: add(money('9500'), ATOM) } }, true],
  ['max-daily-loss', '5 %', { view: { equity: money('9500') } }, false],
  ['max-daily-loss', 'a gain', { view: { equity: money('20000') } }, true],
  ['max-daily-loss', 'no loss with a limit of nothing', { limits: { maxDailyLoss: rate('0') } }, true],
  ['consecutive-losses', 'five', { view: { consecutiveLosses: 5 } }, true],
  ['consecutive-losses', 'six', { view: { consecutiveLosses: 6 } }, false],
  ['reject-storm', 'four', { view: { recentRejects: 4 } }, true],
  ['reject-storm', 'five', { view: { recentRejects: 5 } }, false],
  ['unknown-outcomes', 'two', { view: { recentUnknowns: 2 } }, true],
  ['unknown-outcomes', 'three', { view: { recentUnknowns: 3 } }, false],
  ['unresolved-order', 'none', {}, true],
  ['unresolved-order', 'for 60000 ms', { view: { oldestUnknownMs: 60_000 } }, true],
  ['unresolved-order', 'for 60001 ms', { view: { oldestUnknownMs: 60_001 } }, false],
  ['open-orders', 'the fiftieth', { view: { openOrders: 49 } }, true],
  ['open-orders', 'the fifty-first', { view: { openOrders: 50 } }, false],
  ['duplicate-order', 'the same 1000 ms ago', ordered(1_000), true],
  ['duplicate-order', 'the same 999 ms ago', ordered(999), false],
  ['duplicate-order', 'the same at this very moment', ordered(0), false],
  ['duplicate-order', 'a lot more', ordered(0, { quantity: quantity('1.00001') }), true],
  ['duplicate-order', 'the other side', ordered(0, { side: 'sell' }), true],
  ['duplicate-order', 'another market', ordered(0, { instrument: ETH }), true],
  ['duplicate-order', 'the same, allowed', { ...ordered(0), limits: { duplicateWindowMs: 0 } }, true],
  [
    'duplicate-order',
    'a slice of the same schedule',
    { ...ordered(0, { schedule: scheduleId('s') }), schedule: scheduleId('s') },
    true,
  ],
  ['duplicate-order', 'a slice of another', { ...ordered(0, { schedule: scheduleId('t') }), schedule: scheduleId('s') }, false],
  ['duplicate-order', 'an order like a slice', ordered(0, { schedule: scheduleId('s') }), false],
  ['order-rate', 'the thirtieth of the minute', { view: { ordersLastMinute: 29 } }, true],
  ['order-rate', 'the thirty-first of the minute', { view: { ordersLastMinute: 30 } }, false],
]

describe('each rule at its boundary', () => {
  it.each(boundaries)('%s: %s', (code, _what, change, passes) => {
    const check = checkOf(code, change)
    expect(check).toMatchObject({ code, passed: passes })
    expect(check.measured.length * check.limit.length).toBeGreaterThan(0)
  })

  it('has a boundary that passes and one that does not for every entry rule', () => {
    for (const { code } of ENTRY_RULES)
      expect(new Set(boundaries.filter(([of]) => of === code).map(([, , , passes]) => passes)), code).toEqual(
        new Set([true, false]),
      )
  })

  it('refuses an entry without a price by every rule that needs one, and says so', () => {
    const checks = evaluate(ENTRY_RULES, contextOf({ quote: undefined }))
    const failed = checks.filter((check) => !check.passed)
    expect(failed.map(({ code }) => code)).toEqual([
      'fresh-price',
      'spread',
      'minimum-size',
      'available-cash',
      'max-position',
      'asset-exposure',
      'venue-exposure',
      'correlated-exposure',
      'max-exposure',
    ])
    expect(failed.every(({ measured }) => /no (quote|price)/.test(measured))).toBe(true)
    expect(checkOf('price-collar', { ...limitAt('100'), quote: undefined })).toMatchObject({
      passed: false,
      measured: 'no quote',
    })
  })
})

describe('the gate', () => {
  it('lists every rule, also after the first that fails', () => {
    const approved = approveEntry(contextOf())
    expect(approved.ok && approved.value.checks.map(({ code }) => code)).toEqual(ENTRY_RULES.map(({ code }) => code))
    const refused = approveEntry(contextOf({ view: { haltReason: 'x', journalWritable: false, consecutiveLosses: 9 } }))
    expect(!refused.ok && failures(refused.error)).toBe(
      'trading-active: x, limit active; journal-writable: not writable, limit writable; consecutive-losses: 9, limit 6',
    )
    expect(!refused.ok && refused.error).toHaveLength(ENTRY_RULES.length)
  })

  const own = new Set(REDUCTION_RULES.map(({ code }) => code))
  const failing = boundaries.filter(([code, , , passes]) => !passes && !own.has(code))
  const exit = (change: Change): Change => ({
    ...change,
    request: { side: 'sell', quantity: quantity('1'), reduceOnly: true },
    view: { ...change.view, held: quantity('1') },
  })

  it.each(failing)('does not let %s (%s) hold back a sale', (_code, _what, change) => {
    expect(approveReduction(contextOf(exit(change))).ok).toBe(true)
  })

  it('never holds back what lowers risk, all at once either, and lets nothing else through that door', () => {
    expect(new Set([...failing.map(([code]) => code), ...own])).toEqual(new Set(ENTRY_RULES.map(({ code }) => code)))
    let all: Change = { quote: undefined, gapOpen: true }
    for (const [, , change] of failing)
      all = { ...all, view: { ...all.view, ...change.view }, limits: { ...all.limits, ...change.limits } }
    expect(approveReduction(contextOf(exit(all))).ok).toBe(true)
    expect(approveReduction(contextOf(sale('1.00001', { held: quantity('1') }))).ok).toBe(false)
    expect(() => approveReduction(contextOf())).toThrow('only a sale')
    expect(REDUCTION_RULES.map(({ code }) => code)).toEqual(['precision', 'available-quantity'])
  })

  it('tells a person of a sale that the venue would refuse, and holds it back for nothing else', () => {
    expect(SALE_RULES.map(({ code }) => code)).toEqual(['precision', 'minimum-size', 'available-quantity'])
    const held = { held: quantity('1') }
    expect(approveSale(contextOf(sale('0.04999', held))).ok).toBe(false)
    expect(approveSale(contextOf({ ...sale('0.04999', held), quote: undefined })).ok).toBe(true)
    expect(approveSale(contextOf(sale('0.06', { ...held, haltReason: 'x', journalWritable: false }))).ok).toBe(true)
    expect(() => approveSale(contextOf())).toThrow('only a sale')
  })

  it('shows the account rules without an order', () => {
    const exposed = { view: { ...view, exposure: money('8000') }, limits }
    expect(evaluate(ACCOUNT_RULES, exposed).every(({ passed }) => passed)).toBe(true)
    const over = { view: { ...view, exposure: add(money('8000'), ATOM) }, limits }
    expect(
      evaluate(ACCOUNT_RULES, over)
        .filter(({ passed }) => !passed)
        .map(({ code }) => code),
    ).toEqual(['exposure'])
  })
})
