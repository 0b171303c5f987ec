'use strict'
// The command line: set up, build what is stale, then become the CLI. stdout belongs to the CLI alone.
const fs = require('fs')
const path = require('path')
const { root, become, fail } = require('./run.cjs')
const { ensureSetup } = require('./setup.cjs')
const { ensureBuilt } = require('./build.cjs')

async function runCli(args) {
  await ensureSetup()
  await ensureBuilt()
  const cli = path.join(root, 'dist/node/cli.js')
  if (!fs.existsSync(cli)) fail('dist/node/cli.js is missing after the build', 'delete .cache and dist and start again')
  await become(['--enable-source-maps', cli].concat(args))
}

module.exports = { runCli }
if (require.main === module) runCli(process.argv.slice(2)).catch((error) => fail(error.message))
