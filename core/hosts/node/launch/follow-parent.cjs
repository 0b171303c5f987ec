'use strict'
// A shell between npm and us dies of a signal without passing it on. Whoever loads this
// stops as if signalled when its parent is gone, so no terminal is left running unseen.
const { isMainThread } = require('worker_threads')

const PERIOD = 500
const parent = process.ppid

if (isMainThread && process.platform !== 'win32') {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, PERIOD)
  timer.unref()
}
