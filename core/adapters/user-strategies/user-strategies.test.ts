import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { checkTypes, compileStrategy, StrategyFolder } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-strategies-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const resource = (name: string): string => fileURLToPath(new URL(`../../../resources/strategies/${name}`, import.meta.url))

describe('compiling', () => {
  it('takes types away and leaves every line and column', () => {
    const text = 'const a: number = 1\nexport default a as unknown\n'
    const { id, code, problem } = compileStrategy('my-idea.ts', text)
    expect([id, problem]).toEqual(['my-idea', null])
    expect(code).toBe('const a         = 1\nexport default a           \n')
  })

  it.each([
    ['let b = ;', 'my-idea.ts:2:9: Expression expected'],
    ['enum A { x }', 'my-idea.ts:2:1: TypeScript enum is not supported in strip-only mode'],
  ])('says where %s is wrong', (line, problem) => {
    expect(compileStrategy('my-idea.ts', `const a = 1\n${line}\n`)).toMatchObject({ code: null, problem })
  })

  it('wants a name that can be an id', () => {
    expect(compileStrategy('My Idea.ts', '').problem).toMatch(/^My Idea\.ts: name the file with small letters/)
  })
})

describe('the folder', () => {
  it('sees new, changed and removed files, and nothing else', () => {
    const path = join(folder, 'own')
    const watched = new StrategyFolder(path)
    const ids = () => watched.scan().map(({ id, code }) => [id, code])
    const empty = watched.scan()
    expect(empty).toEqual([])
    expect(watched.scan()).toBe(empty)
    mkdirSync(path)
    for (const name of ['sentinel.d.ts', 'one.test.ts', '.hidden.ts', 'notes.md']) writeFileSync(join(path, name), '')
    writeFileSync(join(path, 'one.ts'), 'export default 1')
    expect(ids()).toEqual([['one', 'export default 1']])
    const before = watched.scan()
    expect(watched.scan()).toBe(before)
    writeFileSync(join(path, 'one.ts'), 'export default 22')
    writeFileSync(join(path, 'two.ts'), 'export default 2')
    expect(ids()).toEqual([
      ['one', 'export default 22'],
      ['two', 'export default 2'],
    ])
    rmSync(join(path, 'one.ts'))
    expect(ids()).toEqual([['two', 'export default 2']])
  })

  it('refuses what is too large, and names it', () => {
    writeFileSync(join(folder, 'large.ts'), 'x'.repeat(300_000))
    const problem = 'large.ts: is larger than 262144 bytes'
    expect(new StrategyFolder(folder).scan()).toMatchObject([{ id: 'large', code: null, problem }])
  })
})

describe('types', () => {
  it('of the module sentinel are those of the program', () => {
    const strategies = fileURLToPath(new URL('../../strategies/contract', import.meta.url))
    const both = join(folder, 'both.ts')
    const lines = [
      `import type * as Real from '${strategies}/strategy.ts'`,
      `import * as verdict from '${strategies}/verdict.ts'`,
      `import * as Told from 'sentinel'`,
      `declare const real: { view: Real.StrategyView; verdict: Real.Verdict; cadence: Real.Cadence; definition: Real.StrategyDefinition<{}> }`,
      `declare const told: { verdict: Told.Verdict; cadence: Told.Cadence }`,
      'export const view: Told.StrategyView = real.view',
      'export const there: Told.Verdict = real.verdict',
      'export const back: Real.Verdict = told.verdict',
      'export const when: [Told.Cadence, Real.Cadence] = [real.cadence, told.cadence]',
      'export const helpers: Pick<typeof Told, "clamp" | "neutral" | "aroundByAtr"> = verdict',
      'export const definition: Told.StrategyDefinition<{}> = real.definition',
    ]
    writeFileSync(both, lines.join('\n'))
    expect(checkTypes(both, resource('sentinel.d.ts'))).toEqual([])
  })

  it('say where a strategy is wrong', () => {
    const wrong = join(folder, 'wrong.ts')
    writeFileSync(wrong, `import { neutral } from 'sentinel'\nexport const a: string = neutral('x').confidence\nprocess.exit()\n`)
    const problems = checkTypes(wrong, resource('sentinel.d.ts'))
    expect(problems?.[0]).toBe("wrong.ts:2:14: Type 'number' is not assignable to type 'string'.")
    expect(problems?.[1]).toMatch(/^wrong\.ts:3:1: Cannot find name 'process'/)
  })
})
