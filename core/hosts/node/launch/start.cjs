'use strict'
// `npm start`: the terminal on the demo market, in Electron where it runs and in the browser elsewhere.
const fs = require('fs')
const os = require('os')
const path = require('path')
const { root, localNode, say, fail, toolEnvironment, run } = require('./run.cjs')
const { ensureSetup } = require('./setup.cjs')
const { ensureBuilt } = require('./build.cjs')
const { runCli } = require('./sentinel.cjs')
const { findChromium } = require('./chromium.cjs')

const electronHome = path.join(root, 'node_modules', 'electron')
const PROBE_LIMIT = 5000
const DOWNLOAD_LIMIT = 180000
const TELL_EVERY = 3000

function installedElectron() {
  const pathFile = path.join(electronHome, 'path.txt')
  if (!fs.existsSync(pathFile)) return undefined
  const program = path.join(electronHome, 'dist', fs.readFileSync(pathFile, 'utf8').trim())
  return fs.existsSync(program) ? program : undefined
}

/** Why Electron is not even tried, or undefined. */
function whyNotElectron(args) {
  if (args.includes('--headless')) return '--headless was asked for'
  if (process.env.CI) return 'this is a CI machine'
  if (!fs.existsSync(path.join(root, 'dist/electron/main.js'))) return 'the Electron host is not built'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display'
  if (typeof process.getuid === 'function' && process.getuid() === 0)
    return 'Electron would have to run as root without its sandbox'
  return undefined
}

async function canDownload() {
  const probe =
    "fetch('https://github.com/electron/electron/releases', { method: 'HEAD' }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
  return (await run(localNode, ['-e', probe], { stdio: 'ignore', timeLimit: PROBE_LIMIT })).code === 0
}

/** The downloader writes into folders of its own until it is done. */
function downloadedBytes() {
  const folders = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('electron-download-'))
  const sizes = folders.map((name) => {
    try {
      const folder = path.join(os.tmpdir(), name)
      return fs.readdirSync(folder).reduce((sum, file) => sum + fs.statSync(path.join(folder, file)).size, 0)
    } catch (error) {
      // It may be gone by now.
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 0
      throw error
    }
  })
  return Math.max(0, ...sizes)
}

async function findElectron() {
  const found = installedElectron()
  if (found !== undefined) return found
  if (!(await canDownload())) return undefined
  say('start: downloading the Electron runtime, about 110 MiB (at most ' + DOWNLOAD_LIMIT / 1000 + ' s; --headless does without)')
  const tell = setInterval(() => say('start: ' + (downloadedBytes() / 2 ** 20).toFixed(0) + ' MiB so far'), TELL_EVERY)
  const options = { cwd: electronHome, stdio: ['ignore', 'ignore', 'inherit'], env: toolEnvironment(), timeLimit: DOWNLOAD_LIMIT }
  await run(localNode, ['install.js'], options)
  clearInterval(tell)
  return installedElectron()
}

async function start(args) {
  await ensureSetup()
  await ensureBuilt()
  let reason = whyNotElectron(args)
  if (reason === undefined) {
    const electron = await findElectron()
    if (electron !== undefined) {
      const result = await run(electron, [root].concat(args))
      process.exit(result.code)
    }
    reason = 'the Electron runtime is not installed and cannot be downloaded in time'
  }
  say('start: using the headless host and the browser, because ' + reason)
  const own = args.filter((argument) => argument !== '--headless')
  const chromium = findChromium()
  if (chromium !== undefined) process.env.SENTINEL_CHROMIUM = chromium
  await runCli(own.length > 0 ? ['serve'].concat(own) : ['serve', '--demo', 'market'])
}

start(process.argv.slice(2)).catch((error) => fail(error.message))
