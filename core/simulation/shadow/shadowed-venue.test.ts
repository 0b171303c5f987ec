import { describe, expect, it } from 'vitest'
import type { VenueReport } from '../../domain/index.ts'
import type { Venue } from '../../ports/index.ts'
import { sampleOrder, shadowedSession, START } from '../../testing/shadowed-session.ts'
import { shadowedVenue } from './index.ts'

describe('the live venue', () => {
  it('is asked and answered first, and goes on when the record fails', () => {
    const of = shadowedSession()
    const told: string[] = []
    const broken = new Proxy(of.twin, {
      get: (twin, name) =>
        name === 'submitted'
          ? () => {
              throw new Error('out of order')
            }
          : (Reflect.get(twin, name, twin) as unknown),
    })
    const asked: string[] = []
    const live: Venue = {
      capabilities: of.market.capabilities,
      submit: ({ clientOrderId: id }) => asked.push(`submit ${id}`),
      submitPair: () => asked.push('pair'),
      cancel: (id) => asked.push(`cancel ${id}`),
      query: (id) => asked.push(`query ${id}`),
      resume: () => asked.push('resume'),
      onReport: () => undefined,
    }
    const venue = shadowedVenue(live, broken, { clock: of.clock, failed: (reason) => told.push(reason) })
    const [a, b] = [sampleOrder(), sampleOrder()]
    venue.submit(a)
    venue.submit(b)
    venue.cancel(a.clientOrderId)
    venue.query(b.clientOrderId)
    venue.resume(b)
    venue.submitPair([a, b])
    const { clientOrderId: first } = a
    expect(asked).toEqual([
      `submit ${first}`,
      `submit ${b.clientOrderId}`,
      `cancel ${first}`,
      `query ${b.clientOrderId}`,
      'resume',
      'pair',
    ])
    expect(told).toEqual(['out of order'])
  })

  it('goes on when the record fails while nobody calls it', () => {
    const of = shadowedSession({
      bps: 50,
      options: {
        limits: { maxBps: 10, maxMs: 60, leastOrders: 2 },
        alarm: () => {
          throw new Error('nobody listens')
        },
      },
    })
    for (let index = 0; index < 4; index += 1) {
      of.submit()
      of.clock.advance(2_000)
    }
    expect(of.failed).toEqual(['nobody listens'])
    expect(of.reports.filter(({ type }) => type === 'filled')).toHaveLength(4)
  })

  it('may answer while the order is handed over', () => {
    const of = shadowedSession()
    let say: (report: VenueReport) => void = () => undefined
    const live: Venue = {
      ...shadowedVenue(of.market, of.twin, { clock: of.clock, failed: () => undefined }),
      submit: ({ clientOrderId: id }) => {
        say({ type: 'rejected', clientOrderId: id, reason: 'too small', at: START })
      },
      onReport: (listener) => {
        say = listener
      },
    }
    const venue = shadowedVenue(live, of.twin, { clock: of.clock, failed: (reason) => expect.fail(reason) })
    const reports: string[] = []
    venue.onReport(({ type }) => reports.push(type))
    venue.submit(sampleOrder())
    of.clock.advance(5_000)
    expect(reports).toEqual(['rejected'])
    expect(of.twin.rows({})[0]).toMatchObject({ outcome: 'paper-only', live: { state: 'rejected', reason: 'too small' } })
  })
})
