'use strict'
// Makes node_modules complete for the lockfile and puts Node 24 into it. Quick when nothing is to be done.
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { root, cache, isWindows, localNode, say, fail, systemEnvironment, run, readText, writeText } = require('./run.cjs')

const lockFile = path.join(root, 'package-lock.json')
const installedFile = path.join(root, 'node_modules', '.package-lock.json')
const stampFile = path.join(cache, 'setup.stamp')
const NODE_MAJOR = 24
const NPM_MAJOR = 10
/** Below this the machine's npm does not read our lockfile. */
const OLDEST_FOR_NPM_CI = 20
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i

/** Identifies the lockfile together with what npm last wrote, so that a hand-made install or removal is noticed. */
function fingerprint() {
  const lock = readText(lockFile)
  if (lock === undefined) fail('package-lock.json is missing', 'restore it: git checkout package-lock.json')
  if (!fs.existsSync(installedFile)) return undefined
  const installed = fs.statSync(installedFile)
  return crypto.createHash('sha256').update(lock).digest('hex') + ' ' + installed.size + ' ' + Math.round(installed.mtimeMs)
}

/** Why node_modules does not serve the lockfile, or undefined when it does. */
function whatIsMissing() {
  const installedText = readText(installedFile)
  if (installedText === undefined) return 'the dependencies are not installed yet'
  const wanted = JSON.parse(readText(lockFile)).packages
  const installed = JSON.parse(installedText).packages
  const different = Object.keys(wanted).filter((name) => {
    if (name === '' || wanted[name].optional || wanted[name].peer) return false
    return installed[name] === undefined || installed[name].version !== wanted[name].version
  })
  return different.length === 0
    ? undefined
    : different.length + ' dependencies differ from package-lock.json (' + different[0] + ' ...)'
}

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error']

async function npm(tool, args) {
  const options = { env: tool.env, shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'] }
  const result = await run(tool.command, tool.prefix.concat(args, QUIET), options)
  if (result.code === 0) return true
  say(result.output.trim().split('\n').slice(-12).join('\n'))
  if (result.code === 127) fail('npm was not found', 'install Node.js with npm (https://nodejs.org), any version from 12 on')
  if (OFFLINE.test(result.output)) {
    fail(
      'the dependencies cannot be fetched: the package registry does not answer',
      'connect to the network, or set `npm config set registry` or `proxy`, and start again',
    )
  }
  return false
}

/** The machine's own npm where it is recent; else a private Node and npm first, which then do the work. */
async function findNpm() {
  const env = systemEnvironment()
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_FOR_NPM_CI) return { command: 'npm', prefix: [], env: env }
  const home = path.join(cache, 'bootstrap')
  say(
    'setup: the Node of this machine is old (' +
      process.version +
      '); fetching Node ' +
      NODE_MAJOR +
      ' and npm ' +
      NPM_MAJOR +
      ' into .cache',
  )
  writeText(path.join(home, 'package.json'), '{ "private": true }\n')
  const tools = ['node@' + NODE_MAJOR, 'npm@' + NPM_MAJOR]
  if (!(await npm({ command: 'npm', prefix: [], env: env }, ['install', '--no-save', '--prefix', home].concat(tools)))) {
    fail(
      'Node ' + NODE_MAJOR + ' could not be fetched (see above)',
      'install a newer Node.js (https://nodejs.org) and start again',
    )
  }
  const bin = path.join(home, 'node_modules')
  return {
    command: path.join(bin, 'node', 'bin', isWindows ? 'node.exe' : 'node'),
    prefix: [path.join(bin, 'npm', 'bin', 'npm-cli.js')],
    env: Object.assign({}, env, { PATH: path.join(bin, '.bin') + path.delimiter + env.PATH }),
  }
}

/**
 * `npm ci` first. A lockfile written on one system can leave out the native packages of another
 * (some npm versions refuse it, some install without them); then the pinned versions of package.json decide.
 * No install scripts: every native package here brings its binaries, and a script that compiles or
 * downloads instead would need a compiler or a network that the machine may not have.
 */
async function install() {
  const tool = await findNpm()
  for (const args of [
    ['ci', '--ignore-scripts'],
    ['install', '--no-save', '--no-package-lock', '--ignore-scripts'],
  ]) {
    say('setup: npm ' + args.join(' ') + ' (takes about half a minute)')
    if (!(await npm(tool, args))) {
      say('setup: that did not work')
      continue
    }
    await ensureNode()
    const problem = await nativeProblem()
    if (problem === undefined) return
    say('setup: a native package does not load:\n' + problem)
  }
  fail(
    'the dependencies cannot be installed (see above)',
    'delete node_modules and .cache, install a newer Node.js and start again',
  )
}

async function nodeVersion() {
  if (!fs.existsSync(localNode)) return undefined
  const result = await run(localNode, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] })
  return result.code === 0 ? result.output.trim() : undefined
}

/** The `node` package fetches its binary in an install script, the one script that is needed. */
async function ensureNode() {
  let version = await nodeVersion()
  if (version === undefined) {
    say('setup: fetching Node ' + NODE_MAJOR + ', which the program runs on')
    const options = { cwd: path.join(root, 'node_modules', 'node'), env: systemEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] }
    const result = await run(process.execPath, ['installArchSpecificPackage.js'], options)
    version = await nodeVersion()
    if (version === undefined) {
      say(result.output.trim())
      fail('Node ' + NODE_MAJOR + ' could not be put into node_modules', 'check the network and start again')
    }
  }
  if (Number(version.slice(1).split('.')[0]) !== NODE_MAJOR) {
    fail('node_modules holds Node ' + version + ', Sentinel needs ' + NODE_MAJOR, 'delete node_modules and start again')
  }
}

/** Some npm versions leave out optional native packages; then loading, not installing, is what fails. */
async function nativeProblem() {
  const script = "import('rolldown').then(() => new (require('better-sqlite3'))(':memory:').close())"
  const result = await run(localNode, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  return result.code === 0 ? undefined : result.output.trim().split('\n').slice(0, 8).join('\n')
}

async function ensureSetup() {
  const stamp = readText(stampFile)
  if (stamp !== undefined && stamp === fingerprint() && fs.existsSync(localNode)) return
  const missing = whatIsMissing()
  if (missing !== undefined) {
    say('setup: ' + missing)
    await install()
  }
  await ensureNode()
  writeText(stampFile, fingerprint() || '')
  if (missing !== undefined) say('setup: done')
}

module.exports = { ensureSetup }
if (require.main === module) ensureSetup().catch((error) => fail(error.message))
