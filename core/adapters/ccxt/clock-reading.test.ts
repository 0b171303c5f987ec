import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClockSample, readVenueClock } from './clock-reading.ts'

const answers = (samples: readonly (ClockSample | Error)[]) => {
  let asked = 0
  return () => {
    const sample = samples[asked % samples.length]
    asked += 1
    return sample instanceof Error ? Promise.reject(sample) : Promise.resolve(sample as ClockSample)
  }
}

describe('the reading of a venue`s clock', () => {
  it('believes the quickest answer', async () => {
    const samples = [
      { server: 10_901, sent: 10_000, roundTrip: 900 },
      { server: 12_151, sent: 12_000, roundTrip: 100 },
      { server: 13_900, sent: 13_000, roundTrip: 300 },
    ]
    expect(await readVenueClock(answers(samples))).toEqual({ offset: 101, uncertainty: 50 })
  })

  it('does without the answers that fail, and fails when all do', async () => {
    const sample = { server: 9_001, sent: 10_000, roundTrip: 2 }
    expect(await readVenueClock(answers([new Error('cut'), sample]))).toEqual({ offset: -1_000, uncertainty: 1 })
    await expect(readVenueClock(answers([new Error('no such endpoint')]))).rejects.toThrow('no such endpoint')
  })

  it('holds the true offset within its uncertainty, whatever the ways there and back take', async () => {
    const way = fc.integer({ min: 0, max: 2_000 })
    const sample = fc.record({ there: way, back: way, sent: fc.integer({ min: 1_000_000, max: 2_000_000 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.boolean(),
        fc.array(sample, { minLength: 1, maxLength: 5 }),
        async (truth, seconds, ways) => {
          const samples = ways.map(({ there, back, sent }) => {
            const server = sent + there + truth
            return { server: seconds ? Math.floor(server / 1_000) * 1_000 : server, sent, roundTrip: there + back }
          })
          const { offset, uncertainty } = await readVenueClock(answers(samples))
          expect(Math.abs(offset - truth)).toBeLessThanOrEqual(uncertainty + 1)
        },
      ),
    )
  })
})
