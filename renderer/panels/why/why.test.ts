import { describe, expect, it } from 'vitest'
import { createFakeBackend } from '../../dev/fake-backend.ts'
import { ManualClock } from '../../dev/manual-clock.ts'
import { seeded } from '../../dev/random.ts'
import { durationText } from './facts.ts'
import { momentsOf } from './moments.ts'
import { deltasOf, storyText } from './story-text.ts'
import { toldOf } from './use-story.ts'

async function told() {
  const { trader, hub } = createFakeBackend({ clock: new ManualClock(1_767_225_600_000), random: seeded(7) })
  const signal = trader.propose(0)
  trader.approve(signal)
  const row = hub.rows('trading.signals').find(({ id }) => id === signal.id)
  return { story: await trader.api.why(row?.orderId ?? ''), trader, signal }
}

describe('a story', () => {
  it('goes from the signal to what came of it, causes before effects', async () => {
    const { story } = await told()
    const moments = momentsOf(story)
    expect(moments.map(({ chapter }) => chapter)).toEqual([
      'signal',
      'decision',
      'order',
      'order',
      'order',
      'fill',
      'position',
      'protection',
      'result',
    ])
    const sequences = moments.map(({ sequence }) => sequence ?? Infinity)
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
  })

  it('puts what came between two steps between them, wherever the story lists it', async () => {
    const { story } = await told()
    const at = story.signals[0]?.created.at ?? 0
    const notice = { sequence: 42, at, cause: 41, input: 'ClockTicked', event: 'UnattendedStageSet', text: 'nobody is there' }
    const titles = momentsOf({ ...story, notices: [notice as never] }).map(({ chapter }) => chapter)
    expect(titles.slice(0, 3)).toEqual(['signal', 'notice', 'decision'])
  })

  it('keeps every figure as it was recorded: rules with what was measured, features with age and contribution', async () => {
    const { story, signal } = await told()
    const [made, decision] = momentsOf(story)
    const table = (title: RegExp) => made?.details.find((detail) => title.test(detail.title))
    expect(table(/^Features: 6$/)?.rows[0]).toEqual(['ema-12-26-spread', '0.00182', '1203 ms', '+0.34', 'demo candles'])
    expect(table(/^Features/)?.bad).toEqual([5])
    expect(table(/^Risk rules at the proposal: all passed$/)?.rows).toHaveLength(signal.checks.length)
    expect(Object.fromEntries(made?.facts ?? [])).toMatchObject({ Entry: signal.entry, Stop: signal.stop, Worth: '820' })
    expect(decision?.title).toBe('APPROVED by user')
    expect(Object.fromEntries(decision?.facts ?? [])).toMatchObject({ Drift: '1.42 bp', Seen: signal.entry })
  })

  it('marks the rules that failed', async () => {
    const { story } = await told()
    const [first] = story.signals
    const checks = [{ code: 'max-position', measured: '22 %', limit: '20 %', passed: false }, ...(first?.checks ?? [])]
    const [made] = momentsOf({ ...story, signals: first === undefined ? [] : [{ ...first, checks }] })
    const rules = made?.details.find(({ title }) => title === 'Risk rules at the proposal: 1 failed')
    expect(rules?.bad).toEqual([0])
    expect(rules?.rows[0]).toEqual(['max-position', '22 %', '20 %', 'FAILED'])
  })

  it('is copied with ISO times, what passed between two steps, and everything that is on the page', async () => {
    const { story } = await told()
    const moments = momentsOf(story)
    const text = storyText('ord-1', moments)
    expect(text.split('\n')[0]).toBe('Story of ord-1')
    expect(text).toMatch(/^2026-01-01T00:00:00\.003Z {2}Signal to (buy|sell) on 1m {2}\(row 40\)$/m)
    for (const { title, facts, details } of moments) {
      expect(text).toContain(title)
      for (const [name, value] of facts) expect(text).toContain(`${name}: ${value}`)
      for (const cell of details.flatMap(({ rows }) => rows.flat())) expect(text).toContain(cell)
    }
    expect(deltasOf(moments)[0]).toBeUndefined()
    expect(
      deltasOf(moments)
        .slice(1)
        .every((delta) => delta !== undefined),
    ).toBe(true)
  })

  it('that nobody has is an answer with the nearest ids, and anything else is an error', async () => {
    const { trader } = await told()
    const message = await trader.api.why('ord-none').then(String, (error: unknown) => (error as Error).message)
    expect(toldOf(message)).toEqual({ phase: 'unknown', near: ['ord-00002'] })
    expect(toldOf('id: x: this journal has no order, signal or fill yet')).toEqual({ phase: 'unknown', near: [] })
    expect(toldOf('the service went away')).toEqual({ phase: 'error', message: 'the service went away' })
  })
})

it('durations are exact where milliseconds matter', () => {
  expect([0, 9_999, 12_345, 65_000, 3_720_000, -90_000].map(durationText)).toEqual([
    '0 ms',
    '9999 ms',
    '12.345 s',
    '1 min 5 s',
    '1 h 2 min',
    '-1 min 30 s',
  ])
})
