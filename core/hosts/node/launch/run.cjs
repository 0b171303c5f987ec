'use strict'
// Plain old JavaScript without dependencies: this runs under whatever Node the machine happens to have.
const fs = require('fs')
const os = require('os')
const path = require('path')
const childProcess = require('child_process')

require('./follow-parent.cjs')

const root = path.resolve(__dirname, '../../../..')
const cache = path.join(root, '.cache')
const isWindows = process.platform === 'win32'
const REACH = /^npm_config_(registry|proxy|https_proxy|noproxy|cafile|ca|strict_ssl|userconfig|cache)$/i
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Where the `node` package puts Node 24; the .bin link may not work on Windows, the package folder does. */
const localNode = path.join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node')

function say(text) {
  process.stderr.write(text + '\n')
}

/** Ends the process with what is wrong and how to put it right. */
function fail(problem, remedy) {
  say('sentinel: ' + problem + (remedy ? '\n  remedy: ' + remedy : ''))
  process.exit(1)
}

/** PATH without our own node_modules/.bin, to reach the machine's npm with the machine's node. */
function systemEnvironment() {
  const env = Object.assign({}, process.env)
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') || 'PATH'
  const mine = path.join(root, 'node_modules')
  env[key] = (env[key] || '')
    .split(path.delimiter)
    .filter((folder) => !path.resolve(folder).startsWith(mine))
    .join(path.delimiter)
  // An outer npm of another age hands down all its settings; only those that say how to reach the registry are for ours.
  for (const name of Object.keys(env)) if (/^npm_/i.test(name) && !REACH.test(name)) delete env[name]
  return env
}

/** PATH with node_modules/.bin first, so that every tool runs under Node 24. */
function toolEnvironment() {
  const env = Object.assign({}, process.env)
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') || 'PATH'
  env[key] = path.join(root, 'node_modules', '.bin') + path.delimiter + (env[key] || '')
  return env
}

/**
 * Runs a program to its end and resolves with {code, output}. Signals reach the child once:
 * a terminal delivers Ctrl-C to the whole group itself, so SIGINT is passed on only without one.
 */
function run(command, args, options) {
  const settings = Object.assign({ cwd: root, stdio: 'inherit', env: process.env }, options)
  return new Promise((resolve) => {
    const child = childProcess.spawn(command, args, settings)
    let output = ''
    const collect = (chunk) => {
      output += chunk
      if (settings.echo) process.stderr.write(chunk)
    }
    if (child.stdout) child.stdout.on('data', collect)
    if (child.stderr) child.stderr.on('data', collect)
    const timer = settings.timeLimit ? setTimeout(() => child.kill('SIGKILL'), settings.timeLimit) : undefined
    const forwards = FORWARDED.map((signal) => {
      const forward = () => {
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
      }
      process.on(signal, forward)
      return () => process.removeListener(signal, forward)
    })
    const finish = (code) => {
      clearTimeout(timer)
      forwards.forEach((stop) => stop())
      resolve({ code: code, output: output })
    }
    child.on('error', (error) => {
      output += String(error)
      finish(127)
    })
    child.on('close', (code, signal) => finish(code === null ? 128 + (os.constants.signals[signal] || 0) : code))
  })
}

/**
 * The last step of a launcher: become the program. Where the platform can, this process image is
 * replaced, so no middleman stands between a signal and the program; elsewhere it is a child.
 */
function become(program) {
  // What V8 compiled is kept beside the build, for the next start and for the threads of this one.
  const env = Object.assign(toolEnvironment(), { NODE_COMPILE_CACHE: path.join(cache, 'compiled') })
  const args = ['--require', path.join(__dirname, 'follow-parent.cjs')].concat(program)
  if (!isWindows && typeof process.execve === 'function') {
    process.removeAllListeners('warning')
    process.on('warning', () => undefined)
    process.execve(localNode, [localNode].concat(args), env)
  }
  return run(localNode, args, { env: env }).then((result) => process.exit(result.code))
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function writeText(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const draft = file + '.' + process.pid
  fs.writeFileSync(draft, text)
  fs.renameSync(draft, file)
}

module.exports = {
  root,
  cache,
  isWindows,
  localNode,
  say,
  fail,
  systemEnvironment,
  toolEnvironment,
  run,
  become,
  readText,
  writeText,
}
