import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteResearchStore } from '../../adapters/sqlite/index.ts'
import { FeedHub } from '../../contract/index.ts'
import { millis } from '../../domain/index.ts'
import type { ResearchRun, ResearchStore } from '../../ports/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { BTC, instrumentOf } from '../../testing/market-facts.ts'
import { portPair } from '../../testing/service-context.ts'
import type { PromotedStrategies } from '../streams/index.ts'
import type { Finding } from './jobs.ts'
import { Promotions } from './promotions.ts'

const ETH = instrumentOf('ETH/USDT')
let folder = ''
let store: ResearchStore
const clock = simulatedClock(millis(1_000))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-promotions-'))
  store = sqliteResearchStore(join(folder, 'research.db'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

let runs = 0
function newRun(): ResearchRun {
  runs += 1
  const run: ResearchRun = {
    id: `run-${String(runs)}`,
    kind: 'generate',
    title: '',
    request: '{}',
    state: 'done',
    createdAt: clock.now(),
  }
  store.save(run)
  return run
}
const finding = (strategy: string, instrument = BTC.id): Finding => ({
  strategy,
  instrument,
  timeframe: '1m',
  rule: { of: strategy },
  provenance: { seed: 1 },
})

function setUp(most = 2) {
  const promotions = new Promotions({ store, clock, most, hub: new FeedHub(['research.runs', 'research.promotions'], { clock }) })
  const told: string[][] = []
  const connect = (): void => {
    const [near, far] = portPair()
    far.listen((list) =>
      told.push((list as PromotedStrategies).map(({ strategy, instrument }) => `${strategy} ${instrument}`).sort()),
    )
    promotions.connect(near)
  }
  return { promotions, told, connect }
}

describe('promotions', () => {
  it('put the best of a run to work, no more than there is room for, and tell the strategy service each change', () => {
    const { promotions, told, connect } = setUp()
    connect()
    promotions.take(newRun(), [finding('a'), finding('b'), finding('c')])
    expect(told).toEqual([[], [`a ${BTC.id}`, `b ${BTC.id}`]])
    expect(promotions.rows().map(({ strategy, rule, provenance }) => [strategy, rule, provenance])).toEqual([
      ['a', { of: 'a' }, { seed: 1 }],
      ['b', { of: 'b' }, { seed: 1 }],
    ])
  })

  it('make room for newer ones of the same market only, and say why the older left', () => {
    const { promotions, told, connect } = setUp()
    connect()
    promotions.take(newRun(), [finding('a'), finding('b')])
    promotions.take(newRun(), [finding('e', ETH.id)])
    promotions.take(newRun(), [finding('c')])
    expect(told.at(-1)).toEqual([`a ${BTC.id}`, `c ${BTC.id}`, `e ${ETH.id}`])
    expect(promotions.rows().find(({ strategy }) => strategy === 'b')?.retiredReason).toBe('a newer one took its place')
  })

  it('are told anew to a strategy service that comes back, also after a restart of research', () => {
    const first = setUp()
    first.promotions.take(newRun(), [finding('a')])
    const second = setUp()
    second.connect()
    second.connect()
    expect(second.told).toEqual([[`a ${BTC.id}`], [`a ${BTC.id}`]])
  })

  it('once retired by hand do not come back by another run', () => {
    const { promotions, told, connect } = setUp()
    connect()
    promotions.take(newRun(), [finding('a')])
    expect(promotions.retire({ strategy: 'a', instrument: ETH.id }, 'wrong market')).toBe(false)
    expect(promotions.retire({ strategy: 'a', instrument: BTC.id }, 'I do not trust it')).toBe(true)
    promotions.take(newRun(), [finding('a')])
    expect(told.at(-1)).toEqual([])
    expect(promotions.rows()[0]?.retiredReason).toBe('I do not trust it')
  })
})
