import { expect, it } from 'vitest'
import type { ResearchRun } from '../../ports/index.ts'
import { millis } from '../../domain/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { findingOf } from './finding.ts'

const request = JSON.stringify({ kind: 'generate', instrument: BTC.id, timeframe: '1h' })
const run = (id: string, kind: ResearchRun['kind']): ResearchRun => ({
  ...{ id, kind, request, title: '', state: 'done', createdAt: millis(1) },
})
const survivor = (id: string, filter?: string) => ({
  ...{ id, rank: 1, rule: { of: id }, text: 'when', metrics: {}, deflatedSharpe: {}, promoted: filter === undefined },
  against: filter === undefined ? [] : [{ window: 'heldOut', filter, measured: 0.1, limit: 1 }],
})
const report = JSON.stringify({
  ...{ data: { bars: 5 }, config: {}, overfitting: null, search: { evaluated: 9 } },
  survivors: [survivor('rule-good'), survivor('rule-bad', 'sharpe')],
})
const store = {
  run: (id: string) => (id === 'run-1' ? run(id, 'generate') : id === 'run-2' ? run(id, 'backtest') : undefined),
  report: () => report,
}

it('a strategy that passed everything is found again with all that led to it', () => {
  expect(findingOf(store, 'run-1', 'rule-good')).toMatchObject({
    run: { id: 'run-1' },
    finding: {
      strategy: 'rule-good',
      instrument: BTC.id,
      timeframe: '1h',
      rule: { of: 'rule-good' },
      provenance: { evaluated: 9 },
    },
  })
})

it.each([
  ['run-1', 'rule-bad', /strategy: rule-bad: it did not pass: heldOut sharpe/],
  ['run-1', 'rule-none', /strategy: rule-none: this search did not find it/],
  ['run-2', 'rule-good', /run: run-2: give a search/],
  ['run-3', 'rule-good', /run: run-3: give a search/],
])('but not %s %s', (id, strategy, problem) => {
  expect(() => findingOf(store, id, strategy)).toThrow(problem)
})
