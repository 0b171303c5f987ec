import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { branchesInSource, LISTED_BRANCHES, matchedBranches, REPOSITORY } from './listed-modes.ts'
import { modeBranches } from './mode-branches.ts'

describe('where the program decides by paper or live', () => {
  const matched = matchedBranches(branchesInSource(), LISTED_BRANCHES)

  it('is listed in mode-branches.json with the tests that fail when it is turned round', () => {
    const unlisted = matched.flatMap(({ branch, row }) =>
      branch !== undefined && row === undefined ? [`${branch.file}:${String(branch.line)}: ${branch.text}`] : [],
    )
    // `npm run bench -- mode-mutations` turns each one round and says which tests see it.
    expect(unlisted).toEqual([])
  })

  it('is there no more where the list still says it', () => {
    expect(matched.flatMap(({ branch, row }) => (branch === undefined && row !== undefined ? [row] : []))).toEqual([])
  })

  it('has tests that are there', () => {
    for (const { tests } of LISTED_BRANCHES) expect(tests.length).toBeGreaterThan(0)
    const files = LISTED_BRANCHES.flatMap(({ tests }) => tests)
    expect(files.filter((file) => !existsSync(join(REPOSITORY, file)))).toEqual([])
  })
})

describe('a new one is found', () => {
  const found = (text: string) => modeBranches('core/engine/a.ts', text).map(({ mutated }) => mutated)

  it.each([
    ["if (state.environment === 'live') stop()", ["state.environment !== 'live'"]],
    ["if ('paper' !== mode) stop()", ["'paper' === mode"]],
    ['const same = a.environment === b.environment', ['a.environment !== b.environment']],
    ["const delay = this.#mode == 'paper' ? 1 : 2", ["this.#mode != 'paper'"]],
    ["switch (environment) { case 'live': stop(); break; default: }", ["'paper'"]],
    ['const limit = { paper: 1, live: 2 }[environment]', ["environment === 'live' ? 'paper' : 'live'"]],
    ['if (allowed.includes(order.environment)) stop()', ['!allowed.includes(order.environment)']],
    ["if (modes.has('live')) stop()", ["!modes.has('live')"]],
    ["if (environment.startsWith('l')) stop()", ["!environment.startsWith('l')"]],
    ["if (row['environment'] === x) stop()", ["row['environment'] !== x"]],
    ["if ((environment as string) === 'unknown') stop()", ["(environment as string) !== 'unknown'"]],
    ["a(b === 'live' && c !== 'paper')", ["b !== 'live'", "c === 'paper'"]],
  ])('%s', (text, mutated) => {
    expect(found(text)).toEqual(mutated)
  })

  it.each([
    "if (view.state === 'live') go()",
    "switch (link.state) { case 'live': go() }",
    "const order = { environment: 'paper' }",
    "type Environment = 'paper' | 'live'",
    'const name = `${environment}/journal.db`',
    "if (defaultMode === 'manual') go()",
  ])('but not: %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it('also a second one of the same words, and one that went is told', () => {
    const text = "if (a.environment === 'live') b()"
    const branches = modeBranches('core/a.ts', `${text}\n${text}`)
    const row = { file: 'core/a.ts', text: "a.environment === 'live'", tests: [] }
    expect(matchedBranches(branches, [row]).map((each) => each.row)).toEqual([row, undefined])
    expect(matchedBranches([], [row])).toEqual([{ branch: undefined, row }])
  })
})
