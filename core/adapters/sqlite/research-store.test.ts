import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import type { Promotion, ResearchRun, ResearchStore } from '../../ports/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { sqliteResearchStore } from './research-store.ts'

let folder = ''
let store: ResearchStore
const open = (): ResearchStore => sqliteResearchStore(join(folder, 'research.db'))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-research-'))
  store = open()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const RUN: ResearchRun = {
  id: 'run-1',
  kind: 'generate',
  title: 'Größe ≥ 1',
  request: '{"seed":1}',
  state: 'running',
  createdAt: millis(1_000),
}
const PROMOTION: Promotion = {
  strategy: 'rule-abc',
  run: RUN.id,
  instrument: BTC.id,
  timeframe: '1m',
  rule: '{}',
  provenance: '{"seed":1}',
  promotedAt: millis(3_000),
}

describe('the store of research', () => {
  it('keeps runs, reports and promotions over a restart, newest first', () => {
    store.save(RUN)
    store.save({ ...RUN, id: 'run-2', kind: 'backtest', createdAt: millis(2_000) })
    store.promote([PROMOTION, { ...PROMOTION, strategy: 'rule-def', promotedAt: millis(4_000) }])
    expect(store.unfinished().map(({ id }) => id)).toEqual(['run-1', 'run-2'])
    const ended: ResearchRun = { ...RUN, state: 'done', endedAt: millis(5_000), summary: '{"kept":2}' }
    store.finish(ended, '{"rows":[]}')
    store.close()
    store = open()
    expect(store.runs(10).map(({ id }) => id)).toEqual(['run-2', 'run-1'])
    expect(store.runs(1).map(({ id }) => id)).toEqual(['run-2'])
    expect(store.run('run-1')).toEqual(ended)
    expect(store.unfinished().map(({ id }) => id)).toEqual(['run-2'])
    expect(store.report('run-1')).toBe('{"rows":[]}')
    expect(store.run('run-9')).toBeUndefined()
    expect(store.report('run-2')).toBeUndefined()
    expect(store.promotions()).toEqual([{ ...PROMOTION, strategy: 'rule-def', promotedAt: 4_000 }, PROMOTION])
  })

  it('keeps the newest checkpoint of a run until the run ends', () => {
    store.save(RUN)
    store.keepCheckpoint(RUN.id, 'first')
    store.keepCheckpoint(RUN.id, 'second')
    expect(store.checkpoint(RUN.id)).toBe('second')
    store.finish({ ...RUN, state: 'failed', error: 'why' })
    expect(store.checkpoint(RUN.id)).toBeUndefined()
    expect(store.run(RUN.id)).toMatchObject({ state: 'failed', error: 'why' })
  })

  it('retires once, and what was retired is not promoted again', () => {
    store.save(RUN)
    store.promote([PROMOTION])
    expect(store.retire(PROMOTION, millis(9_000), 'lost money')).toBe(true)
    expect(store.retire(PROMOTION, millis(9_500), 'again')).toBe(false)
    store.promote([{ ...PROMOTION, promotedAt: millis(10_000) }])
    expect(store.promotions()).toEqual([{ ...PROMOTION, retiredAt: 9_000, retiredReason: 'lost money' }])
  })

  it('promotes all or none', () => {
    store.save(RUN)
    expect(() => {
      store.promote([PROMOTION, { ...PROMOTION, strategy: 'rule-x', run: 'no such run' }])
    }).toThrow(/FOREIGN KEY/)
    expect(store.promotions()).toEqual([])
  })
})
