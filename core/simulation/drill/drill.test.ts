import { describe, expect, it } from 'vitest'
import { countedIds, memoryJournal, silentLogger } from '../../adapters/memory/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../engine/index.ts'
import { DEFAULT_DRILL, type DrillRequest, runDrill } from './index.ts'

const drill = (change: Partial<DrillRequest> = {}) =>
  runDrill(
    { ...DEFAULT_DRILL, ...change },
    { config: DEFAULT_TRADING_CONFIG, journal: memoryJournal(), ids: countedIds(), logger: silentLogger() },
  )

describe('a drill', () => {
  it('without errors is over within a round trip, with one request for each order and position', () => {
    expect(drill({ errors: 0 })).toMatchObject({ timeToFlat: 50, timeToCancelled: 50, requests: 40, failed: 0, leftOver: [] })
  })

  it.each([1, 2, 3, 4, 5])('with a fifth of the requests failing it ends flat all the same (seed %i)', (seed) => {
    const result = drill({ seed })
    expect(result.leftOver).toEqual([])
    expect(result.failed).toBeGreaterThan(0)
    expect(result.requests).toBeGreaterThan(40)
    // A failure is known at once, asked about after a second and made good in the second after that.
    expect(result.timeToFlat).toBeGreaterThan(1_000)
    expect(result.timeToFlat).toBeLessThan(20_000)
  })

  it('is the same for the same seed', () => {
    expect(drill({ seed: 7 })).toEqual(drill({ seed: 7 }))
    expect(drill({ seed: 7 })).not.toEqual(drill({ seed: 8 }))
  })

  it('lists what is left when nearly nothing gets through', () => {
    const result = drill({ errors: 0.999_999, orders: 3, positions: 2 })
    expect(result.timeToFlat).toBeNull()
    expect(result.leftOver.length).toBeGreaterThan(0)
    for (const left of result.leftOver)
      expect(left).toMatch(/^(order ord-\d+: (buy|sell) drill:D\d\/USDT, |position drill:D\d\/USDT: 1$)/)
  })

  it.each([
    ['errors', { errors: 1 }],
    ['positions', { positions: 0 }],
    ['orders', { orders: 1.5 }],
    ['latency', { latency: Number.NaN }],
  ] as const)('refuses numbers that make no drill: %s', (field, change) => {
    expect(() => drill(change)).toThrow(field)
  })
})
