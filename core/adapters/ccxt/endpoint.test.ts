import { describe, expect, it } from 'vitest'
import { backoffDelay, parseEndpoint, rewriteUrl } from './index.ts'

const endpoint = parseEndpoint('http://127.0.0.1:9000')

describe('endpoint override', () => {
  it('keeps path and host, and the kind of protocol', () => {
    expect(rewriteUrl('https://api.binance.com/api/v3', endpoint, undefined)).toBe('http://127.0.0.1:9000/api.binance.com/api/v3')
    expect(rewriteUrl('wss://stream.binance.com:9443/ws', endpoint, undefined)).toBe(
      'ws://127.0.0.1:9000/stream.binance.com:9443/ws',
    )
    expect(rewriteUrl('https://www.{hostname}', endpoint, 'okx.com')).toBe('http://127.0.0.1:9000/www.okx.com')
  })
})

describe('back-off', () => {
  it('doubles up to a ceiling, with half of it random', () => {
    const at = (attempt: number, next: number) => backoffDelay(attempt, { next: () => next })
    expect([at(0, 0), at(1, 0), at(2, 0), at(30, 0)]).toEqual([250, 500, 1_000, 15_000])
    expect([at(0, 1), at(1, 1), at(30, 1)]).toEqual([500, 1_000, 30_000])
  })
})
