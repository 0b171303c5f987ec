import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importGraph } from '../../core/testing/import-graph.ts'
import { Programs } from '../../core/testing/program.ts'

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const KIB = 2 ** 10

/** What is read before the first window can be shown; a budget that is passed is a decision to be made, not a number to raise. */
describe('on the way to the first window', () => {
  const programs = new Programs()
  beforeAll(async () => {
    await programs.build()
  })
  afterAll(() => programs.close())

  it('the main process reads no exchange library, no database and nothing but Electron and Node from outside', () => {
    const { outside, bytes } = importGraph(join(DIST, 'electron/main.js'))
    expect([...outside].filter((name) => name !== 'electron' && !name.startsWith('node:'))).toEqual([])
    expect(bytes).toBeLessThan(1_000 * KIB)
  })

  it.each(['preload.cjs', 'keys-preload.cjs'])('%s is one small file that asks for Electron alone', (name) => {
    const file = join(DIST, 'electron', name)
    const wanted = [...readFileSync(file, 'utf8').matchAll(/require\(["']([^"']+)["']\)/g)].map(([, each]) => each)
    expect(new Set(wanted)).toEqual(new Set(['electron']))
    expect(statSync(file).size).toBeLessThan(4 * KIB)
  })

  it('the page loads what it was agreed to', () => {
    const folder = join(DIST, 'renderer/assets')
    const sizeOf = (ending: string): number =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    expect(sizeOf('.js')).toBeLessThan(1_600 * KIB)
    expect(sizeOf('.css')).toBeLessThan(240 * KIB)
  })
})
