'use strict'
// Finds a Chromium for the end-to-end test; on Debian as root it may also install one.
const fs = require('fs')
const path = require('path')
const { say, run } = require('./run.cjs')

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge', 'microsoft-edge']
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Path of a Chromium program, or undefined. SENTINEL_CHROMIUM names one outright. */
function findChromium() {
  const folders = (process.env.PATH || '').split(path.delimiter).filter(Boolean)
  const onPath = NAMES.reduce((all, name) => all.concat(folders.map((folder) => path.join(folder, name))), [])
  return [process.env.SENTINEL_CHROMIUM || ''].concat(onPath, FIXED).find((file) => file !== '' && fs.existsSync(file))
}

async function ensureChromium() {
  const found = findChromium()
  if (found !== undefined) return found
  const isRoot = typeof process.getuid === 'function' && process.getuid() === 0
  if (isRoot && fs.existsSync('/etc/debian_version')) {
    say('test: no Chromium here, and the end-to-end test needs one: apt-get install -y chromium')
    const env = Object.assign({}, process.env, { DEBIAN_FRONTEND: 'noninteractive' })
    const quiet = { env: env, stdio: ['ignore', 'pipe', 'pipe'] }
    await run('apt-get', ['update'], quiet)
    const result = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet)
    if (result.code !== 0) say(result.output.trim().split('\n').slice(-5).join('\n'))
    return findChromium()
  }
  say('test: no Chromium found; install it (Debian: apt-get install chromium) or set SENTINEL_CHROMIUM to its path')
  return undefined
}

module.exports = { findChromium, ensureChromium }
