import { describe, expect, it } from 'vitest'
import { memoryMarketReader } from '../../adapters/memory/index.ts'
import { DAY, HOUR, MINUTE, millis } from '../../domain/index.ts'
import type { MarketStore, RetentionCutoffs } from '../../ports/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { gapAt } from '../../testing/market-facts.ts'
import { serviceContext } from '../../testing/service-context.ts'
import { startRecorder } from './recorder.ts'
import { Upkeep } from './upkeep.ts'

const START = 1_700_000_000_000
const MB = 1_000_000
const CAP = 100 * MB

/** A store that holds nothing but a size, and notes what is asked of it. */
function scriptedStore(at: { used: number; spare: number }) {
  const asked: string[] = []
  const cutoffs: RetentionCutoffs[] = []
  let ripe = 0
  const store: MarketStore = {
    write: () => undefined,
    prune: (before) => {
      asked.push('prune')
      cutoffs.push(before)
      return 0
    },
    pack: () => {
      asked.push('pack')
      ripe -= 1
      return ripe >= 0 ? 600 : 0
    },
    forgetOldest: () => {
      asked.push('forget')
      if (at.spare <= 0) return undefined
      at.used -= MB
      at.spare -= MB
      return 'books'
    },
    tidy: () => void asked.push('tidy'),
    size: () => ({ used: at.used, free: 0 }),
    candles: () => [],
    close: () => undefined,
  }
  return {
    store,
    cutoffs,
    ripen: (blocks: number) => {
      ripe = blocks
    },
    take: (what: string): number => asked.splice(0).filter((each) => each === what).length,
  }
}

function upkeep(at: { used: number; spare: number }) {
  const clock = simulatedClock(millis(START))
  const { context, alerts } = serviceContext({ clock, dataDir: '/nowhere', config: { recording: { maxBytes: CAP } } })
  const scripted = scriptedStore(at)
  const state = { busy: false }
  const running = new Upkeep(context, scripted.store, () => state.busy)
  running.start()
  return { ...scripted, clock, alerts, state, figures: () => running.figures() }
}

describe('upkeep', () => {
  it('packs block by block while there are some, rests when there are none, and stays away from a store that refuses', () => {
    const u = upkeep({ used: 0, spare: 0 })
    u.ripen(8)
    u.clock.advance(2_000)
    expect(u.take('pack')).toBe(8)
    u.clock.advance(5_000)
    expect(u.take('pack')).toBe(1)
    u.state.busy = true
    u.clock.advance(60_000)
    expect([u.take('pack'), u.take('prune'), u.take('tidy')]).toEqual([0, 0, 0])
  })

  it('forgets by age on a schedule, each kind by its own limit', () => {
    const u = upkeep({ used: 0, spare: 0 })
    u.clock.advance(30_000)
    expect(u.take('prune')).toBe(3)
    const ages = Object.entries(u.cutoffs.at(-1) ?? {}).map(([kind, before]) => [kind, (START + 30_000 - before) / DAY])
    expect(Object.fromEntries(ages)).toMatchObject({ trades: 30, books: 7, gaps: 365 })
  })

  it('says days before that the cap will be reached, and when that is past', () => {
    const at = { used: 10 * MB, spare: 0 }
    const u = upkeep(at)
    // 40 MB a day: the cap is two and a quarter days away.
    for (let minute = 0; minute < 60; minute += 1) {
      u.clock.advance(MINUTE)
      at.used += (40 * MB) / 1_440
    }
    expect(u.alerts).toEqual([
      expect.stringMatching(/^warning: market data takes 0.0 GB of 0.1 GB, which is reached in 2\.\d days/),
    ])
    expect(u.figures().daysLeft).toBeCloseTo(2.2, 1)
    expect((u.figures().perDay ?? 0) / (40 * MB)).toBeCloseTo(1, 1)
    u.clock.advance(DAY)
    expect(u.alerts.slice(1)).toEqual(['info: market data is well below the size it may have again'])
    expect(u.figures().daysLeft).toBeUndefined()
  })

  it('goes back below the cap by forgetting the oldest, says so once, and does nothing at the cap itself', () => {
    const at = { used: CAP, spare: 50 * MB }
    const u = upkeep(at)
    u.clock.advance(10_000)
    expect(u.take('forget')).toBe(0)
    at.used = CAP + 1
    u.clock.advance(10_000)
    expect(u.take('forget')).toBe(6)
    expect(at.used).toBeLessThanOrEqual(0.95 * CAP)
    at.used = CAP + 1
    u.clock.advance(10_000)
    expect(u.alerts.filter((alert) => alert.includes('oldest book snapshots'))).toHaveLength(1)
    at.used = CAP / 2
    u.clock.advance(HOUR)
    expect(u.alerts.at(-1)).toBe('info: market data is well below the size it may have again')
  })

  it('is critical when nothing is left that may be forgotten', () => {
    const u = upkeep({ used: 2 * CAP, spare: 3 * MB })
    u.clock.advance(20_000)
    expect(u.alerts).toEqual([expect.stringMatching(/^critical: market data exceeds 0.1 GB and nothing is left/)])
  })
})

describe('slow commits', () => {
  it('are told once when their 95th percentile passes 100 ms, and when it is over', async () => {
    const clock = simulatedClock(millis(START))
    const { context, alerts, join } = serviceContext({ clock, dataDir: '/nowhere' })
    let duration = 0
    // The commit is timed by the machine's own clock, so this one spends the time for real.
    const spend = (): void => {
      for (const until = performance.now() + duration; performance.now() < until; );
    }
    const { store } = scriptedStore({ used: 0, spare: 0 })
    const service = startRecorder(context, { ...store, write: spend }, memoryMarketReader([]))
    let deliver: (message: unknown) => void = () => undefined
    join('feed', {
      send: () => undefined,
      listen: (listener) => {
        deliver = listener
      },
      onClose: () => undefined,
      close: () => undefined,
    })
    const commits = (count: number): void => {
      for (let each = 0; each < count; each += 1) {
        deliver({ type: 'events', batch: each, events: [gapAt(START + each, 'book')] })
        clock.advance(1_000)
      }
    }
    duration = 101
    commits(14)
    expect(alerts).toEqual([])
    commits(3)
    expect(alerts).toEqual([expect.stringMatching(/^warning: database commit, 95th percentile: \d{3,}/)])
    duration = 0
    commits(200)
    expect(alerts.slice(1)).toEqual([expect.stringMatching(/^info: database commit, 95th percentile: .*, well again$/)])
    await service.stop()
  })
})
