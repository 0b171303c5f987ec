import { describe, expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { CHOICES, type OpenRisk, type Question, QuitGuard, whyStays } from './quit-guard.ts'

const FLAT: OpenRisk = { positions: 0, orders: 0, watched: true }
const OPEN: OpenRisk = { positions: 1, orders: 2, watched: true }

function scene(first: OpenRisk | Error, answers: readonly (readonly [string, boolean?])[], performed = true) {
  const time = manualClock()
  const log: string[] = []
  const questions: Question[] = []
  const state = { risk: first, settled: false }
  const guard = new QuitGuard({
    clock: time.clock,
    risk: () => (state.risk instanceof Error ? Promise.reject(state.risk) : Promise.resolve(state.risk)),
    settled: () => Promise.resolve(state.settled),
    ask: (question) => {
      const [button, confirmed = false] = answers[questions.length] ?? [CHOICES.stay]
      questions.push(question)
      expect(question.buttons).toContain(button)
      return Promise.resolve({ button, confirmed })
    },
    perform: (action) => {
      log.push(action)
      return Promise.resolve({ done: performed, said: 'Live: as the trader said' })
    },
    leave: () => log.push('left'),
    tell: (message) => log.push(message),
  })
  return { guard, log, questions, state, time }
}

describe('leaving', () => {
  it('just happens when nothing is open', async () => {
    const { guard, log, questions } = scene(FLAT, [])
    await guard.wanted()
    expect([log, questions]).toEqual([['left'], []])
  })

  it('is refused while real money is at stake, with what is open and what can be done', async () => {
    const { guard, log, questions } = scene(OPEN, [[CHOICES.stay]])
    await guard.wanted()
    expect(log).toEqual([])
    expect(questions[0]).toMatchObject({
      message: 'Real money is at stake: 1 position and 2 working orders',
      buttons: [CHOICES.stay, CHOICES.flatten, CHOICES.cancel, CHOICES.anyway],
    })
    expect(questions[0]?.detail).toMatch(/local stops and targets no longer act/)
  })

  it('is refused when the trader does not say what is open', async () => {
    const { guard, log, questions } = scene(new Error('the service is down'), [[CHOICES.stay]])
    await guard.wanted()
    expect([log, questions[0]?.message]).toEqual([[], 'Real money may be at stake: the live trader does not say what is open'])
  })

  it('flattens first, and leaves when everything is sold', async () => {
    const { guard, log, state, time } = scene(OPEN, [[CHOICES.flatten]])
    const done = guard.wanted()
    await time.pass(5_000)
    expect(log).toEqual(['flatten'])
    state.risk = new Error('no answer')
    await time.pass(2_000)
    expect(log).toEqual(['flatten'])
    state.risk = FLAT
    await time.pass(1_000)
    await done
    expect(log).toEqual(['flatten', 'left'])
  })

  it('goes on when it cannot flatten in a minute, or the trader refuses', async () => {
    const slow = scene(OPEN, [[CHOICES.flatten]])
    const done = slow.guard.wanted()
    await slow.time.pass(61_000)
    await done
    expect(slow.log).toEqual(['flatten', expect.stringMatching(/Not everything could be sold/)])
    const refused = scene(OPEN, [[CHOICES.flatten]], false)
    await refused.guard.wanted()
    expect(refused.log).toEqual(['flatten', expect.stringMatching(/not flattened.*as the trader said/)])
  })

  it('cancels orders, keeps the stops at the venue, and leaves once the cancels are through', async () => {
    const { guard, log, state, time } = scene(OPEN, [[CHOICES.cancel]])
    const done = guard.wanted()
    await time.pass(3_000)
    expect(log).toEqual(['kill'])
    state.settled = true
    await time.pass(1_000)
    await done
    expect(log).toEqual(['kill', 'left'])
  })

  it('leaves anyway only after a second question that was ticked', async () => {
    const unticked = scene(OPEN, [[CHOICES.anyway], [CHOICES.anyway, false]])
    await unticked.guard.wanted()
    expect([unticked.log, unticked.questions[1]?.confirm]).toEqual([[], 'I know that nobody follows what is open'])
    const ticked = scene(OPEN, [[CHOICES.anyway], [CHOICES.anyway, true]])
    await ticked.guard.wanted()
    expect(ticked.log).toEqual(['left'])
  })

  it('says that nobody watches when no live trader runs, and then offers no orders to it', async () => {
    const { guard, questions } = scene({ ...OPEN, watched: false }, [[CHOICES.stay]])
    await guard.wanted()
    expect(questions[0]?.buttons).toEqual([CHOICES.stay, CHOICES.anyway])
    expect(questions[0]?.detail).toMatch(/nothing follows them now either/)
  })

  it('asks once, however often somebody wants to leave', async () => {
    const { guard, questions } = scene(OPEN, [[CHOICES.stay]])
    await Promise.all([guard.wanted(), guard.wanted(), guard.wanted()])
    expect(questions).toHaveLength(1)
  })
})

it('goes on without a window while real money is open, live is commanded or runs, or it was set so', () => {
  const paper = { mode: 'paper', live: 'off', openRisk: 0 } as const
  expect(whyStays(paper, false)).toBeUndefined()
  expect(whyStays(paper, true)).toContain('set to keep running')
  expect(whyStays({ ...paper, openRisk: 2 }, false)).toContain('2 live positions')
  expect(whyStays({ ...paper, mode: 'live' }, false)).toContain('live trader')
  expect(whyStays({ ...paper, live: 'running' }, false)).toContain('live trader')
})
