'use strict'
// Builds what is stale and only that. Several may call it at once: one builds, the others wait.
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { root, cache, localNode, say, fail, toolEnvironment, run, readText, writeText } = require('./run.cjs')
const { ensureSetup } = require('./setup.cjs')

const SHARED = [
  'package-lock.json',
  'vite.config.ts',
  'core/tsconfig.base.json',
  'core/hosts/node/launch/build.ts',
  'core/hosts/node/launch/build.cjs',
]
const TARGETS = {
  node: { sources: ['core'], proof: 'dist/node' },
  electron: { sources: ['core', 'electron'], proof: 'dist/electron' },
  renderer: { sources: ['core/domain', 'core/contract', 'renderer'], proof: 'dist/renderer' },
}
const LOCK_PATIENCE = 120000
const lockFile = path.join(cache, 'build.lock')

function filesOf(entry) {
  const full = path.join(root, entry)
  if (!fs.existsSync(full)) return []
  if (!fs.statSync(full).isDirectory()) return [entry]
  return fs
    .readdirSync(full)
    .filter((name) => !/\.(test|bench)\.tsx?$/.test(name) && name !== 'e2e' && name !== 'launch')
    .sort()
    .reduce((all, name) => all.concat(filesOf(entry + '/' + name)), [])
}

function fingerprintOf(target) {
  const hash = crypto.createHash('sha256')
  for (const file of SHARED.concat(TARGETS[target].sources).reduce((all, entry) => all.concat(filesOf(entry)), [])) {
    hash.update(file + '\0').update(fs.readFileSync(path.join(root, file)))
  }
  return hash.digest('hex')
}

const stampOf = (target) => path.join(cache, 'build-' + target + '.stamp')

function staleTargets() {
  return Object.keys(TARGETS)
    .map((target) => ({ target: target, fingerprint: fingerprintOf(target) }))
    .filter(
      (one) => readText(stampOf(one.target)) !== one.fingerprint || !fs.existsSync(path.join(root, TARGETS[one.target].proof)),
    )
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The lock file holds the builder's pid; a lock whose builder died is taken over. */
async function takeLock() {
  fs.mkdirSync(cache, { recursive: true })
  const deadline = Date.now() + LOCK_PATIENCE
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = Number(readText(lockFile))
    const abandoned = owner > 0 && !isAlive(owner)
    if (abandoned && readText(lockFile) === String(owner)) fs.unlinkSync(lockFile)
    else if (Date.now() > deadline) fail('another build (pid ' + owner + ') does not end', 'end it, or delete ' + lockFile)
    else await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function ensureBuilt() {
  if (staleTargets().length === 0) return
  await takeLock()
  try {
    const stale = staleTargets()
    if (stale.length === 0) return
    const names = stale.map((one) => one.target)
    const started = Date.now()
    say('build: ' + names.join(', '))
    const script = path.join(root, 'core/hosts/node/launch/build.ts')
    // Whoever asks, a test run included, gets what is shipped: the development form names source files and is slow.
    const env = Object.assign(toolEnvironment(), { NODE_ENV: 'production' })
    const result = await run(localNode, [script].concat(names), { env: env, stdio: ['ignore', 'pipe', 'pipe'] })
    if (result.code !== 0) {
      say(result.output.trim())
      throw new Error('the build failed (see above)')
    }
    for (const one of stale) writeText(stampOf(one.target), one.fingerprint)
    say('build: done in ' + ((Date.now() - started) / 1000).toFixed(1) + ' s')
  } finally {
    fs.unlinkSync(lockFile)
  }
}

module.exports = { ensureBuilt }
if (require.main === module) {
  ensureSetup()
    .then(ensureBuilt)
    .catch((error) => fail(error.message))
}
