import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BookLevel, formatPrice, formatQuantity, type Gap, millis } from '../domain/index.ts'
import { depthText, type SyntheticUpdate, snapshotText, syntheticUpdates } from '../testing/synthetic-venue.ts'
import { createMarketPipeline, mapperFor } from './index.ts'

const show = (levels: readonly BookLevel[]) =>
  levels.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)

type Fault = 'none' | 'drop' | 'duplicate' | 'swap' | 'corrupt'
const FAULTS: readonly Fault[] = ['none', 'drop', 'duplicate', 'swap', 'corrupt']

interface Delivered {
  readonly update: SyntheticUpdate
  readonly text: string
  readonly corrupt: boolean
}

/** The stream as it arrives after the faults. */
function deliver(updates: readonly SyntheticUpdate[], faults: readonly Fault[]): Delivered[] {
  const out: Delivered[] = []
  for (let i = 0; i < updates.length; i += 1) {
    const update = updates[i]
    if (update === undefined) continue
    const whole: Delivered = { update, text: depthText(update), corrupt: false }
    const next = updates[i + 1]
    switch (faults[i] ?? 'none') {
      case 'drop':
        break
      case 'duplicate':
        out.push(whole, whole)
        break
      case 'corrupt':
        out.push({ ...whole, text: whole.text.replace(/"b":\[\[?"?/, '"b":[["x'), corrupt: true })
        break
      case 'swap':
        if (next !== undefined) out.push({ update: next, text: depthText(next), corrupt: false })
        out.push(whole)
        i += 1
        break
      default:
        out.push(whole)
    }
  }
  return out
}

describe('the pipeline under faults', () => {
  it('reports exactly the injected holes, recovers with a snapshot, and its live book is always the venue`s', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.constantFrom<Fault>('none', 'none', 'none', ...FAULTS), { minLength: 40, maxLength: 120 }),
        fc.nat(6),
        fc.nat(8),
        (seed, faults, snapshotDelay, snapshotLag) => {
          const updates = syntheticUpdates(seed, faults.length)
          const truth = new Map(updates.map((update) => [update.last, update]))
          const gaps: Gap[] = []
          const expected: [number, number][] = []
          let end = -1
          let snapshotIn = -1
          const pipeline = createMarketPipeline({
            mapper: mapperFor('binance'),
            timeframes: [],
            sink: {
              event: (event) => {
                if (event.kind === 'gap' && event.repairedBy === undefined) gaps.push(event)
              },
              bookChanged: ({ book, sequence, state }) => {
                const { bids, asks } = book.top(1_000)
                expect(state).toBe('live')
                expect({ bids: show(bids), asks: show(asks) }).toEqual(truth.get(sequence)?.after)
              },
              snapshotNeeded: () => {
                snapshotIn = snapshotDelay
              },
            },
          })
          let newest: SyntheticUpdate | undefined
          let now = 0
          const push = (text: string) =>
            pipeline.push({ connection: 'test', text, receivedTime: millis(now), symbolHint: 'BTCUSDT' })
          /** A REST reply may be older than what the stream has already said. */
          const answer = (lag: number) => {
            const snapshot = newest === undefined ? undefined : updates[Math.max(0, updates.indexOf(newest) - lag)]
            if (snapshot === undefined) return
            snapshotIn = -1
            push(snapshotText(snapshot))
            end = Math.max(end, snapshot.last)
          }
          const delivered = deliver(updates, faults)
          for (const { update, text, corrupt } of delivered) {
            now = update.time + 20
            if (newest === undefined || update.last > newest.last) newest = update
            if (!corrupt) {
              if (end >= 0 && update.first > end + 1) expected.push([end + 1, update.first - 1])
              end = Math.max(end, update.last)
            }
            push(text)
            if (snapshotIn === 0) answer(snapshotLag)
            else if (snapshotIn > 0) snapshotIn -= 1
          }
          expect(gaps.map(({ startSequence, endSequence }) => [startSequence, endSequence])).toEqual(expected)
          expect(gaps.map(({ missingCount }) => missingCount)).toEqual(expected.map(([from, to]) => to - from + 1))
          expect(pipeline.stats().crossed).toBe(0)
          const corrupted = delivered.filter(({ corrupt }) => corrupt).length
          const { 'duplicate:book-update': repeated = 0, ...other } = pipeline.stats().rejectedByReason
          expect(Object.values(other).reduce((sum, count) => sum + count, 0)).toBe(corrupted)
          expect(repeated).toBeLessThanOrEqual(faults.filter((fault) => fault === 'duplicate' || fault === 'swap').length)
          // One snapshot later everything is well again, whatever happened.
          if (pipeline.books().length > 0) {
            answer(0)
            expect(pipeline.books()[0]?.state).toBe('live')
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('counts every frame once, as accepted or rejected, and keeps the rejected ones', () => {
    const texts = fc.oneof(
      fc.constantFrom(...syntheticUpdates(7, 40).map(depthText)),
      fc.string(),
      fc.json(),
      fc.constantFrom(...syntheticUpdates(7, 3).map(snapshotText)),
    )
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 60 }), (frames) => {
        const pipeline = createMarketPipeline({
          mapper: mapperFor('binance'),
          sink: { event: () => undefined, bookChanged: () => undefined, snapshotNeeded: () => undefined },
        })
        for (const text of frames) pipeline.push({ connection: 'test', text, receivedTime: millis(1_700_000_002_000) })
        const stats = pipeline.stats()
        expect(stats.messages).toBe(frames.length)
        expect(stats.accepted + stats.rejected).toBe(frames.length)
        expect(Object.values(stats.rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(stats.rejected)
        expect(pipeline.quarantine().length).toBe(stats.rejected)
      }),
      { numRuns: 200 },
    )
  })
})
