import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { type EngineEvent, fromWire, type Millis, toTaggedJson } from '../domain/index.ts'
import type { Journal, Snapshot } from '../ports/index.ts'
import { liveThrough, sessionSteps } from '../testing/random-session.ts'
import { tradingHarness } from '../testing/trading-harness.ts'
import { emptyState, type EngineState, evolve, FOLD_VERSION, restoreSnapshot, snapshotParts, snapshotVersion } from './index.ts'
import { NOT_FOLDED } from './state.ts'

const folded = (state: EngineState): Record<string, unknown> =>
  Object.fromEntries(Object.entries(state).filter(([key]) => !(NOT_FOLDED as readonly string[]).includes(key)))

/** What a start of the trader finds: the state before its own first input is what the journal came to. */
function started(journal: Journal): EngineState {
  const { engine } = tradingHarness({ journal: quiet(journal) })
  engine.open({ currency: 'USDT', cash: engine.state.cash })
  return engine.state
}

/** Reads as `journal`, and keeps nothing. */
const quiet = (journal: Journal): Journal => ({ ...journal, append: () => journal.lastSequence() })

const withoutSnapshot = ({ snapshots: _snapshots, ...journal }: Journal): Journal => journal

describe('a snapshot', () => {
  it('and the rows after it come to the same state as all rows, wherever it was taken', () => {
    let taken = 0
    fc.assert(
      fc.property(sessionSteps(120), fc.nat(119), (steps, point) => {
        const journal = memoryJournal()
        liveThrough(steps, {
          journal,
          watch: ({ engine }, step) => {
            if (step !== point) return
            const snapshot = engine.snapshot()
            if (snapshot === undefined) return
            taken += 1
            journal.snapshots?.begin(snapshot.sequence, snapshot.version)
            for (let next = snapshot.parts.next(); next.done !== true; next = snapshot.parts.next())
              journal.snapshots?.put(next.value)
            journal.snapshots?.finish()
          },
        })
        const [short, long] = [started(journal), started(withoutSnapshot(journal))]
        expect(folded(short)).toEqual(folded(long))
        for (const key of ['orders', 'signals', 'fills', 'positions', 'answered'] as const)
          expect([...short[key].keys()]).toEqual([...long[key].keys()])
        expect([...short.quotes]).toEqual([...long.quotes])
      }),
      { numRuns: 40 },
    )
    expect(taken).toBeGreaterThan(20)
  })

  it('is a picture of one moment, also when its parts are made later', () => {
    const journal = memoryJournal()
    const harness = liveThrough([], { journal })
    const first = harness.engine.snapshot()
    const before = [...snapshotParts(harness.engine.state)]
    harness.propose()
    harness.tick(5_000)
    expect([...{ [Symbol.iterator]: () => first?.parts ?? [].values() }]).toEqual(before)
    expect([...snapshotParts(harness.engine.state)]).not.toEqual(before)
  })

  it('holds every field there is, but for what the market tells again', () => {
    const state = emptyState('live', 'advisory')
    // A value of another kind than the empty state has in each field: what is not written is seen to be missing.
    const marked: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(folded(state))) {
      if (value instanceof Map) marked[key] = value.set(`k-${key}`, { exact: 12n, times: [1, undefined] })
      else if (value instanceof Set) marked[key] = value.add(`k-${key}`)
      else if (Array.isArray(value)) marked[key] = [...value, `k-${key}`]
      else marked[key] = { was: value, is: key }
    }
    Object.assign(state, marked)
    const restored = emptyState('live', 'advisory')
    const snapshot: Snapshot = { sequence: 1, version: snapshotVersion(restored), parts: [...snapshotParts(state)] }
    expect(restoreSnapshot(restored, snapshot)).toBe(true)
    expect(folded(restored)).toStrictEqual(marked)
    const left = Object.keys(state).filter((key) => !(key in marked))
    expect(left.sort()).toEqual([...NOT_FOLDED].sort())
  })

  it('is passed over where a field is missing, of another kind, or begins with something else', () => {
    const state = emptyState('paper', 'manual')
    const parts = [...snapshotParts(state)]
    const version = snapshotVersion(state)
    const tried = (changed: Partial<Snapshot>, into = emptyState('paper', 'manual')): boolean =>
      restoreSnapshot(into, { sequence: 1, version, parts, ...changed })
    expect(tried({})).toBe(true)
    expect(tried({ parts: parts.slice(1) })).toBe(false)
    expect(tried({ parts: [...parts.slice(1), '{"key":"orders","kind":"set","items":[]}'] })).toBe(false)
    expect(tried({ version: version.replace(/^\d+/, '0') })).toBe(false)
    expect(tried({}, emptyState('paper', 'auto'))).toBe(false)
    expect(tried({}, Object.assign(emptyState('paper', 'manual'), { added: new Map() }))).toBe(false)
  })
})

interface GoldenFold {
  readonly version: number
  readonly events: readonly { readonly at: Millis; readonly event: unknown }[]
  readonly state: Readonly<Record<string, unknown>>
}

describe('the fold of a recorded session', () => {
  // Where it comes to another state on purpose: raise FOLD_VERSION and run core/testing/write-golden-fold.ts.
  it('comes to the state that this version of the snapshots stands for', () => {
    const file = new URL('../testing/fixtures/golden_fold.json.gz', import.meta.url)
    const golden = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as GoldenFold
    const state = emptyState('paper', 'manual')
    for (const { at, event } of golden.events) evolve(state, fromWire<EngineEvent>(event), at)
    expect(FOLD_VERSION).toBe(golden.version)
    // A field that was added since makes another version by itself.
    const known = Object.entries(state).filter(([key]) => key in golden.state)
    expect(Object.fromEntries(known.map(([key, value]) => [key, JSON.parse(toTaggedJson(value)) as unknown]))).toEqual(
      golden.state,
    )
  })
})
