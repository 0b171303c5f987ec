import { describe, expect, it } from 'vitest'
import { exchangeId, millis } from '../domain/index.ts'
import { checkLiveAccess } from './index.ts'

const permissions = { canRead: true, canTrade: true, canWithdraw: false, canTransfer: false, ipRestricted: true }
const clock = { exchange: exchangeId('binance'), offset: -200, uncertainty: 100, at: millis(0) }
const good = { permissions, clock, maxClockOffset: 500, now: millis(1_000) }
const codes = (input: Parameters<typeof checkLiveAccess>[0]) =>
  checkLiveAccess(input).map(({ verdict, code }) => `${verdict} ${code}`)

describe('the key and clock check before live trading', () => {
  it('has nothing against a key that can only read and trade from one address', () => {
    expect(checkLiveAccess(good)).toEqual([])
  })

  it.each([
    [{ canWithdraw: true }, 'refused withdraw-allowed'],
    [{ canTransfer: true }, 'refused transfer-allowed'],
    [{ canTrade: false }, 'refused no-trade-permission'],
    [{ canRead: false }, 'refused no-read-permission'],
    [{ tradingUntil: millis(1_000) }, 'refused trading-expired'],
    [{ ipRestricted: false }, 'warning not-ip-restricted'],
  ])('%j is %s', (change, verdict) => {
    expect(codes({ ...good, permissions: { ...permissions, ...change } })).toEqual([verdict])
  })

  it('counts the uncertainty of the clock against it, and a measurement that is none', () => {
    expect(codes({ ...good, clock: { ...clock, offset: -401 } })).toEqual(['refused clock-offset'])
    expect(codes({ ...good, clock: { ...clock, offset: Number.NaN } })).toEqual(['refused clock-offset'])
    expect(codes({ ...good, clock: { ...clock, offset: 400 } })).toEqual([])
  })
})
