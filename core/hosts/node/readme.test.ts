import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Commands by the files that the command line takes them from. */
const commands = [...text('./cli.ts').matchAll(/import \{ \w+Command \} from '\.\/commands\/([a-z-]+)\.ts'/g)].map(
  ([, name = '']) => name,
)

it('the README lists every command, and none that there is not', () => {
  const readme = text('../../../README.md')
  const table = readme.slice(readme.indexOf('| command | does |'), readme.indexOf('`--help` after any command'))
  const listed = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => cell.match(/[a-z-]+/g) ?? [])
  expect(commands).toContain('serve')
  expect(listed.toSorted()).toEqual(commands.toSorted())
})
