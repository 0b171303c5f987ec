/**
 * Writes what the recorded session of the fixture comes to now, with the version of the fold: after the fold was
 * changed on purpose and FOLD_VERSION was raised.
 *
 *   node core/testing/write-golden-fold.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type EngineEvent, fromWire, type Millis, toTaggedJson } from '../domain/index.ts'
import { emptyState, evolve, FOLD_VERSION, NOT_FOLDED } from '../engine/index.ts'

const file = new URL('./fixtures/golden_fold.json.gz', import.meta.url)
const { events } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
  readonly events: readonly { readonly at: Millis; readonly event: unknown }[]
}
const state = emptyState('paper', 'manual')
for (const { at, event } of events) evolve(state, fromWire<EngineEvent>(event), at)
const folded = Object.entries(state).filter(([key]) => !(NOT_FOLDED as readonly string[]).includes(key))
const text = Object.fromEntries(folded.map(([key, value]) => [key, JSON.parse(toTaggedJson(value)) as unknown]))
writeFileSync(file, gzipSync(JSON.stringify({ version: FOLD_VERSION, events, state: text }), { level: 9 }))
