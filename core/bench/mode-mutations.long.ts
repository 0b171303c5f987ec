/**
 * Turns every place that decides by paper or live round, one at a time, in a copy of the repository, and runs the tests
 * that core/testing/mode-branches.json names for it. Prints one JSON line a place and ends with an error where none of
 * its tests fails, or where a place is not listed. The tests have to pass as they are.
 *
 *   npm run bench -- mode-mutations
 *   node core/bench/mode-mutations.long.ts [--only core/engine]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { branchesInSource, LISTED_BRANCHES, matchedBranches, REPOSITORY } from '../testing/listed-modes.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
/** Longer than any of these tests takes on a busy machine. */
const LIMIT = 240_000

const copy = mkdtempSync(join(tmpdir(), 'sentinel-mutations-'))

function copyRepository(): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  })
  for (const file of files.split('\n').filter((name) => /^(core|electron|resources|renderer|[^/]+\.(ts|json))/.test(name))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(REPOSITORY, file), join(copy, file))
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
}

/** Of these test files, what fails; undefined when the run itself did not come to its end. */
function failures(tests: readonly string[]): readonly string[] | undefined {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project', 'unit', '--maxWorkers=1', '--reporter=json', `--outputFile=${report}`, ...tests]
  spawnSync(process.execPath, args, { cwd: copy, timeout: LIMIT, stdio: 'ignore' })
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly testResults: readonly {
        readonly status: string
        readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
      }[]
    }
    return testResults.flatMap(({ status, assertionResults }) => {
      const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName)
      return status === 'failed' && failed.length === 0 ? ['a file did not load'] : failed
    })
  } catch {
    return undefined
  }
}

let survived = 0
try {
  copyRepository()
  const places = matchedBranches(branchesInSource(), LISTED_BRANCHES).filter(
    ({ branch }) => branch?.file.startsWith(values.only) === true,
  )
  const tests = [...new Set(places.flatMap(({ row }) => row?.tests ?? []))]
  const before = failures(tests)
  if (before?.length !== 0) throw new Error(`the tests do not pass as they are: ${before?.join('; ') ?? 'no report'}`)
  for (const { branch, row } of places) {
    if (branch === undefined) continue
    const { file, line, text, from, to, mutated } = branch
    const original = readFileSync(join(copy, file), 'utf8')
    writeFileSync(join(copy, file), original.slice(0, from) + mutated + original.slice(to))
    const failed = row === undefined ? [] : (failures(row.tests) ?? ['the run did not end'])
    writeFileSync(join(copy, file), original)
    if (failed.length === 0) survived += 1
    const seen = { seen: failed.length > 0, failed: failed.length, first: failed[0] ?? null }
    process.stdout.write(
      `${JSON.stringify({ place: `${file}:${String(line)}`, text, mutated, listed: row !== undefined, ...seen })}\n`,
    )
  }
  process.stdout.write(`${JSON.stringify({ bench: 'mode-mutations', places: places.length, survived })}\n`)
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.exitCode = survived === 0 ? 0 : 1
