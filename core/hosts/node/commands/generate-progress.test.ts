import { describe, expect, it } from 'vitest'
import { ProgressLine } from './generate-progress.ts'

function line(live: boolean) {
  let [text, time] = ['', 0]
  const progress = new ProgressLine({
    write: (part) => {
      text += part
    },
    live,
    now: () => time,
  })
  return { progress, text: () => text, wait: (ms: number) => (time += ms) }
}

describe('the progress of a search', () => {
  it('tells the time left from the newest generations', () => {
    const { progress, text, wait } = line(false)
    wait(60_000)
    for (let done = 1; done <= 5; done += 1) {
      progress.generation(done, 10, { evaluated: done * 500, best: 1.234 })
      wait(2_000)
    }
    expect(text().split('\n')).toEqual([
      'generation 1/10, 500 strategies, best 1.23, 9:00 left',
      'generation 2/10, 1000 strategies, best 1.23, 4:08 left',
      'generation 3/10, 1500 strategies, best 1.23, 2:29 left',
      'generation 4/10, 2000 strategies, best 1.23, 0:12 left',
      'generation 5/10, 2500 strategies, best 1.23, 0:10 left',
      '',
    ])
  })

  it('overwrites itself on a terminal, a few times a second, and nowhere else', () => {
    for (const live of [true, false]) {
      const { progress, text, wait } = line(live)
      for (let part = 0; part < 10; part += 1) {
        progress.progress({ phase: 'evolving', generation: 0, generations: 2, part: part / 10 })
        wait(50)
      }
      progress.generation(1, 2, { evaluated: 500, best: -1 })
      expect(text().match(/\r/g)?.length ?? 0).toBe(live ? 4 : 0)
      expect(text()).toContain('generation 1/2, 500 strategies, best -1.00, 0:00 left\n')
    }
  })

  it('counts the seconds of each phase', () => {
    const { progress, wait } = line(false)
    wait(3_000)
    progress.progress({ phase: 'judging', generation: 2, generations: 2, part: 0.1 })
    wait(500)
    progress.progress({ phase: 'judging', generation: 2, generations: 2, part: 0.9 })
    expect(progress.end()).toEqual({ evolving: 3, judging: 0.5, total: 3.5 })
  })
})
