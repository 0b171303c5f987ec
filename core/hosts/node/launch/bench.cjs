'use strict'
// Runs the benches one after another; each prints JSON lines on stdout. Arguments filter by file name.
const fs = require('fs')
const path = require('path')
const { root, localNode, say, fail, toolEnvironment, run } = require('./run.cjs')
const { ensureSetup } = require('./setup.cjs')
const { ensureBuilt } = require('./build.cjs')

async function main(filters) {
  await ensureSetup()
  await ensureBuilt()
  const folder = path.join(root, 'core/bench')
  const all = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /^perf[^.]*\.ts$|\.long\.ts$/.test(name)) : []
  const named = (name) => filters.some((filter) => name.includes(filter))
  // The long ones run only when they are asked for.
  const chosen = all.filter((name) => (filters.length === 0 ? !name.endsWith('.long.ts') : named(name))).sort()
  if (chosen.length === 0)
    fail('no bench matches ' + (filters.join(' ') || 'core/bench'), 'choose from: ' + (all.join(', ') || '(none yet)'))
  let failures = 0
  for (const name of chosen) {
    say('bench: ' + name)
    const result = await run(localNode, ['--expose-gc', path.join(folder, name)], { env: toolEnvironment() })
    if (result.code !== 0) failures += 1
  }
  process.exit(failures === 0 ? 0 : 1)
}

main(process.argv.slice(2)).catch((error) => fail(error.message))
