import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { API_METHODS, connectApi, type TraderApi } from '../../contract/index.ts'
import { millis } from '../../domain/index.ts'
import { storiesHere, storyThreads } from '../../services/trader/index.ts'
import { paperTrader } from '../../services/trader-paper/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { BTC, bookAt, instrumentOf, quoteAt } from '../../testing/market-facts.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import { answerWhy } from './account-questions.ts'

const START = 1_700_000_000_000
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-stories-'))
  mkdirSync(join(folder, 'paper'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const WHERE = [
  ['on a thread of its own', storyThreads(new URL('./workers/trader-paper.ts', import.meta.url).href)],
  ['where it is asked', storiesHere],
] as const

it.each(WHERE)('a running trader tells a story %s, the same as the command and the address do', async (_where, openStories) => {
  const clock = simulatedClock(millis(START))
  const trader = serviceContext({ clock, dataDir: folder })
  const running = await paperTrader(openStories)(trader.context)
  const [feed, atTrader] = portPair()
  trader.join('feed', atTrader)
  feed.send({ type: 'instruments', instruments: [instrumentOf('BTC/USDT', '0.01')] })
  feed.send({ type: 'events', batch: 1, events: [bookAt(START, 5, 5), quoteAt(START, 100, 100.01)] })
  const api = connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock })
  const order = { type: 'SubmitOrder', instrument: BTC.id, side: 'buy', orderType: 'limit', limitPrice: '99', quantity: '1' }
  const result = await api.command({ ...order, id: 'c-1' }, 'user')
  expect(result).toMatchObject({ ok: true })
  const [made] = await api.orders({})
  const story = await api.why(made?.id ?? '')
  expect(story).toMatchObject({ kind: 'order', orderId: made?.id, commands: [{ content: { type: 'SubmitOrder' }, by: 'user' }] })
  expect(story).toEqual(answerWhy({ data: folder, environment: 'paper' }, made?.id ?? ''))
  await expect(api.why('ord-nobody')).rejects.toThrow(/id: ord-nobody: no order, signal or fill .* the nearest are/)
  await expect(api.why('')).rejects.toThrow(/id: "": give the id/)
  await expect(api.why(7 as unknown as string)).rejects.toThrow(/id: 7: give the id/)
  await running.stop()
})
