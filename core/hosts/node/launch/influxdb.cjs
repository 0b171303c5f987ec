'use strict'
// Finds an InfluxDB 1.x server for the test that writes an export into a real one; on Debian it fetches one.
const fs = require('fs')
const path = require('path')
const { cache, say, run } = require('./run.cjs')

const folder = path.join(cache, 'influxdb')
const unpacked = path.join(folder, 'usr/bin/influxd')

/** Path of influxd, or undefined. SENTINEL_INFLUXD names one outright. */
function findInfluxd() {
  const folders = (process.env.PATH || '').split(path.delimiter).filter(Boolean)
  const onPath = folders.map((each) => path.join(each, 'influxd'))
  return [process.env.SENTINEL_INFLUXD || ''].concat(onPath, [unpacked]).find((file) => file !== '' && fs.existsSync(file))
}

/** The package is unpacked, not installed: installing it starts a server that listens to the network. */
async function ensureInfluxdb() {
  const found = findInfluxd()
  if (found !== undefined) return found
  if (!fs.existsSync('/etc/debian_version')) {
    say('test: no influxd here, so the test against a real InfluxDB is skipped; install influxdb 1.x or set SENTINEL_INFLUXD')
    return undefined
  }
  say('test: no influxd here, and the export is tested against a real one: apt-get download influxdb (unpacked in .cache)')
  fs.mkdirSync(folder, { recursive: true })
  const quiet = { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
  const isRoot = typeof process.getuid === 'function' && process.getuid() === 0
  if (isRoot) await run('apt-get', ['update'], quiet)
  const result = await run('apt-get', ['download', 'influxdb'], quiet)
  const archive = fs.readdirSync(folder).find((name) => /^influxdb_.*\.deb$/.test(name))
  if (archive !== undefined) await run('dpkg-deb', ['-x', archive, '.'], quiet)
  else say(result.output.trim().split('\n').slice(-5).join('\n'))
  if (findInfluxd() === undefined) say('test: influxdb could not be had; its test is skipped')
  return findInfluxd()
}

module.exports = { findInfluxd, ensureInfluxdb }
