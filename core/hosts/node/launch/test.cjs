'use strict'
// `npm test`: everything that must hold before a change lands, ending with one line of counts.
const path = require('path')
const { cache, localNode, root, say, fail, toolEnvironment, run, readText, writeText } = require('./run.cjs')
const { ensureSetup } = require('./setup.cjs')
const { ensureBuilt } = require('./build.cjs')
const { ensureChromium } = require('./chromium.cjs')
const { ensureInfluxdb } = require('./influxdb.cjs')

const tool = (file) => path.join(root, 'node_modules', file)
const LINTED = ['core', 'electron', 'renderer', 'vite.config.ts']
const CHECKS = [
  { name: 'types', args: [tool('typescript7/bin/tsc'), '-b'] },
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '-c', '.ci/eslint.config.mjs', '--max-warnings', '0'].concat(LINTED) },
  { name: 'format', args: [tool('@biomejs/biome/bin/biome'), 'format', '.'] },
]

async function timed(name, args, env) {
  const started = Date.now()
  const result = await run(localNode, args, { env: env })
  say('test: ' + name + (result.code === 0 ? ' ok' : ' FAILED') + ' (' + ((Date.now() - started) / 1000).toFixed(1) + ' s)')
  return result.code === 0
}

/** Passed and failed of one vitest report; a file that did not even load counts as one failure. */
function countsOf(file) {
  const text = readText(file)
  if (!text) return undefined
  const report = JSON.parse(text)
  const unloaded = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length
  const idle = report.numPendingTests + (report.numTodoTests || 0)
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: idle }
}

async function vitest(project, env) {
  const report = path.join(cache, 'vitest-' + project + '.json')
  writeText(report, '')
  const args = [
    tool('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=' + report,
  ]
  const ok = await timed(project + ' tests', args, env)
  const counts = countsOf(report) || { passed: 0, failed: 0, skipped: 0 }
  // A run that fails without a failing test (a crash, an unhandled rejection) must not look green.
  return ok || counts.failed > 0 ? counts : Object.assign({}, counts, { failed: 1 })
}

async function main() {
  await ensureSetup()
  const chromium = await ensureChromium()
  const influxd = await ensureInfluxdb()
  const env = Object.assign(
    toolEnvironment(),
    chromium ? { SENTINEL_CHROMIUM: chromium } : {},
    influxd ? { SENTINEL_INFLUXD: influxd } : {},
  )
  const failedChecks = []
  for (const check of CHECKS) if (!(await timed(check.name, check.args, env))) failedChecks.push(check.name)
  await ensureBuilt()
  const unit = await vitest('unit', env)
  const browser = chromium ? await vitest('e2e', env) : { passed: 0, failed: 1, skipped: 0 }
  if (!chromium) say('test: the end-to-end test could not run without Chromium; that counts as a failure')
  const skipped = unit.skipped + browser.skipped
  if (skipped > 0) say('test: ' + skipped + ' skipped')
  if (failedChecks.length > 0) say('test: these checks failed, each counted as one: ' + failedChecks.join(', '))
  const failed = unit.failed + browser.failed + failedChecks.length
  process.stdout.write('\n' + (unit.passed + browser.passed) + ' passed, ' + failed + ' failed\n')
  process.exit(failed === 0 ? 0 : 1)
}

main().catch((error) => fail(error.message))
